import { parseArgs } from 'node:util';

/** A mistake in how a command was called. The message says which part; the usage line is shown with it. */
export class UsageError extends Error {}

/** One option as the help shows it. `value` names what follows a text option, such as `N`. */
export type OptionRow =
  | { readonly type: 'string'; readonly value: string; readonly purpose: string }
  | { readonly type: 'boolean'; readonly purpose: string };
export type OptionTable = Readonly<Record<string, OptionRow>>;

/** The options given. Each getter throws a UsageError that names the option when its value does not fit. */
export type CommandOptions = {
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  readonly wholeNumber: (name: string, range: { readonly min: number; readonly max?: number }) => number | undefined;
  /** A number that may have a fraction, greater than zero. */
  readonly positive: (name: string) => number | undefined;
};

/** A command line taken apart: words, options, and what stands after `--`. */
export type ParsedCommandLine = {
  readonly words: readonly string[];
  readonly commandLine: readonly string[];
  readonly options: CommandOptions;
};

function optionsOver(values: Readonly<Record<string, string | boolean | undefined>>): CommandOptions {
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    flag: (name) => values[name] === true,
    text,
    wholeNumber: (name, { min, max = Number.MAX_SAFE_INTEGER }) => {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (!/^-?\d+$/.test(value) || number < min || number > max) {
        const upTo = max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`;
        throw new UsageError(`--${name} takes a whole number ${upTo}, not '${value}'`);
      }
      return number;
    },
    positive: (name) => {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (value.trim() === '' || !Number.isFinite(number) || number <= 0)
        throw new UsageError(`--${name} takes a number greater than zero, not '${value}'`);
      return number;
    },
  };
}

/** Takes a command line apart by its option table. Throws a UsageError for an unknown option or a missing value. */
export function parsedCommandLine(args: readonly string[], table: OptionTable): ParsedCommandLine {
  const dashes = args.indexOf('--');
  const own = dashes === -1 ? args : args.slice(0, dashes);
  const rows = Object.entries(table).map(([name, { type }]) => [name, { type }] as const);
  try {
    const { values, positionals } = parseArgs({
      args: [...own],
      options: Object.fromEntries(rows),
      allowPositionals: true,
      strict: true,
    });
    return {
      words: positionals,
      commandLine: dashes === -1 ? [] : args.slice(dashes + 1),
      options: optionsOver(values),
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}
