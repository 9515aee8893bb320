import { describe, expect, test } from 'vitest';
import { parsedCommandLine, UsageError } from '../../src/cli/commandOptions.ts';

const table = {
  top: { type: 'string', value: 'N', purpose: 'rows' },
  for: { type: 'string', value: 'S', purpose: 'seconds' },
  all: { type: 'boolean', purpose: 'all rows' },
} as const;
const parsed = (...args: string[]) => parsedCommandLine(args, table);

describe('a command line', () => {
  test('is taken apart into words, options, and the command after --', () => {
    const { words, options, commandLine } = parsed('a', '--top', '5', 'b', '--all', '--', 'node', '--top', 'x');
    expect(words).toEqual(['a', 'b']);
    expect(options.wholeNumber('top', { min: 1 })).toBe(5);
    expect(options.flag('all')).toBe(true);
    expect(options.text('for')).toBeUndefined();
    expect(commandLine).toEqual(['node', '--top', 'x']);
    expect(parsed('--top=5').options.text('top')).toBe('5');
    expect(parsed().options.flag('all')).toBe(false);
  });

  test.each([['--nope'], ['--top'], ['--all=1'], ['-x']])('%s is a mistake that is named', (option) => {
    expect(() => parsed(option)).toThrow(UsageError);
    expect(() => parsed(option)).toThrow(option.split('=')[0]);
  });

  test.each([
    ['5x', 'a whole number from 1 to 9'],
    ['0', 'a whole number from 1 to 9'],
    ['10', 'a whole number from 1 to 9'],
    ['', 'a whole number'],
    ['1.5', 'a whole number'],
  ])('--top %s is refused', (value, expected) => {
    expect(() => parsed('--top', value).options.wholeNumber('top', { min: 1, max: 9 })).toThrow(expected);
  });

  test('seconds may have a fraction and are more than none', () => {
    expect(parsed('--for', '0.5').options.positive('for')).toBe(0.5);
    for (const value of ['0', 'x', ' ', 'Infinity'])
      expect(() => parsed('--for', value).options.positive('for')).toThrow('greater than zero');
  });
});
