import type { Command } from './command.ts';
import type { OptionTable } from './commandOptions.ts';

/** Options that every command takes. */
export const sharedOptions: OptionTable = {
  json: { type: 'boolean', purpose: 'print one JSON document, or one a line for streams' },
  data: { type: 'string', value: 'DIR', purpose: 'keep the data of the host in DIR (else PITSTOP_DATA, else nowhere)' },
  host: { type: 'string', value: 'HOST:PORT', purpose: 'use a running host instead of starting one' },
  token: { type: 'string', value: 'TOKEN', purpose: 'the token of that host (else PITSTOP_TOKEN)' },
  help: { type: 'boolean', purpose: 'show this' },
};

const exits = 'Exit: 0 done and clean · 1 done, with findings · 2 could not do it · 130 cancelled.';

function optionLines(table: OptionTable): readonly string[] {
  const rows = Object.entries(table).map(([name, row]) => ({
    left: `--${name}${row.type === 'string' ? ` ${row.value}` : ''}`,
    right: row.purpose,
  }));
  const width = Math.max(0, ...rows.map(({ left }) => left.length));
  return rows.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`);
}

/** Help of one command, with its example. */
export function commandHelp(command: Command): string {
  const own = optionLines(command.options);
  return [
    command.purpose,
    '',
    `Usage: pitstop ${[...command.name, command.usage].join(' ').trimEnd()}`,
    ...(own.length === 0 ? [] : ['', 'Options:', ...own]),
    '',
    'Options of every command:',
    ...optionLines(sharedOptions),
    '',
    `Example: ${command.example}`,
    exits,
  ].join('\n');
}

/** Help over several commands: all of them, or those of a group such as `heap`. */
export function listHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => ({
    left: [...command.name, command.usage].join(' ').trimEnd(),
    right: command.purpose,
  }));
  return [
    'pitstop finds what makes a Node.js system slow or big, and shows it at the line of code.',
    '',
    'Usage: pitstop COMMAND …',
    '',
    ...rows.flatMap(({ left, right }) => [`  ${left}`, `      ${right}`]),
    '',
    `Example: ${commands[0]?.example ?? 'pitstop --help'}`,
    'More on one: pitstop COMMAND --help',
    exits,
  ].join('\n');
}
