import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commandList.ts';
import { commandHelp, sharedOptions } from '../../src/cli/help.ts';

const rows = commands.map((command) => [command.name.join(' '), command] as const);

describe('commands', () => {
  test('have names of their own', () => {
    const names = rows.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(rows)('%s explains itself', (name, command) => {
    expect(command.purpose).toMatch(/^[A-Z].*\.$/);
    expect(command.example.startsWith(`pitstop ${name}`)).toBe(true);
    for (const option of Object.keys(command.options)) {
      expect(sharedOptions).not.toHaveProperty(option);
      expect(commandHelp(command)).toContain(`--${option}`);
    }
    if (command.takesCommandLine) expect(command.usage).toContain('-- ');
  });
});
