import type { HostClient } from '../channel/hostClient.ts';
import type { CommandOptions, OptionTable } from './commandOptions.ts';
import type { Output } from './output.ts';

/** How a command ends: done and clean, done with findings, could not do it, cancelled. */
export const exitCodes = { clean: 0, findings: 1, failed: 2, cancelled: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command of the terminal: one file in `commands`, and one line in `commandList.ts`. */
export type Command = {
  /** The words after `pitstop`, such as `['heap', 'summary']`. */
  readonly name: readonly string[];
  /** One line: what it is for, in a sentence a user could read. */
  readonly purpose: string;
  /** What follows the name, such as `FILE [--top N | --all] [--no-cache]`. */
  readonly usage: string;
  /** A whole line to copy, such as `pitstop heap summary big.heapsnapshot --top 10`. */
  readonly example: string;
  /** Its own options by long name; `--json`, `--help`, `--host`, `--token` and `--data` are everyone's. */
  readonly options: OptionTable;
  /** How many words may follow the name, options aside; `[1, 1]` for one file. */
  readonly wordCount: readonly [min: number, max: number];
  /** True where a command of the user may follow `--`. */
  readonly takesCommandLine: boolean;
  /** Does it. A thrown Failure, UsageError or AbortError is told and ends with its exit code. */
  readonly run: (context: CommandContext) => Promise<ExitCode>;
};

/** What a running command may use. */
export type CommandContext = {
  /** The words after the name, in order: files, ids, addresses. */
  readonly words: readonly string[];
  /** What stands after `--`: a program and its arguments; empty when there is none. */
  readonly commandLine: readonly string[];
  readonly options: CommandOptions;
  readonly output: Output;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** The host: reached or started at the first call, and the same one after that. It is stopped after the command. */
  readonly host: () => Promise<HostClient>;
};
