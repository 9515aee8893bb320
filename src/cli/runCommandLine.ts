import type { Command, CommandContext, ExitCode } from './command.ts';
import { exitCodes } from './command.ts';
import { parsedCommandLine, UsageError, type CommandOptions } from './commandOptions.ts';
import { borrowHost, startHost, type HostConnection } from './connectHost.ts';
import { Failure } from '../protocol/failures.ts';
import { hostProtocol } from '../protocol/hostChannel.ts';
import { commandHelp, listHelp, sharedOptions } from './help.ts';
import { outputOver, type Output, type TextStream } from './output.ts';

/** What a run of the command line is given by its process. */
export type CommandLineProcess = {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly out: TextStream;
  readonly error: TextStream;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** The built host, for commands that need one. */
  readonly hostFile: string;
  readonly version: string;
};

/** The words before the first option: the name of the command, and what follows it. */
function leadingWords(args: readonly string[]): readonly string[] {
  const rest = args[0] === '--json' ? args.slice(1) : args;
  const end = rest.findIndex((word) => word.startsWith('-'));
  return end === -1 ? rest : rest.slice(0, end);
}

const isPrefix = (name: readonly string[], words: readonly string[]) =>
  name.every((word, index) => words[index] === word);

function addressFrom(host: string, token: string): { port: number; token: string; protocol: number } {
  const [, port] = /^(?:127\.0\.0\.1|localhost):(\d{1,5})$/.exec(host) ?? [];
  if (port === undefined) throw new UsageError(`--host takes 127.0.0.1:PORT, not '${host}'`);
  return { port: Number(port), token, protocol: hostProtocol };
}

/** Reaches the host that the options name, or starts one. */
function connect(options: CommandOptions, { environment, hostFile }: CommandLineProcess): Promise<HostConnection> {
  const host = options.text('host');
  if (host !== undefined) {
    const token = options.text('token') ?? environment['PITSTOP_TOKEN'];
    if (token === undefined) throw new UsageError('--host needs the --token of that host');
    return borrowHost(addressFrom(host, token));
  }
  const folder = options.text('data') ?? environment['PITSTOP_DATA'];
  return startHost(hostFile, folder === undefined ? { kind: 'temporary' } : { kind: 'folder', folder });
}

/** Tells why a command could not be done: what, to which thing, and what to do next. Gives the exit code. */
function toldError(error: unknown, signal: AbortSignal, output: Output, usage: string): ExitCode {
  if (signal.aborted) return exitCodes.cancelled;
  if (error instanceof UsageError) output.note(`pitstop: ${error.message}\n  Usage: ${usage}`);
  else if (error instanceof Failure) {
    const { message, cause, next } = error.body();
    output.note([`pitstop: ${message}`, ...(cause === undefined ? [] : [`  ${cause}`]), `  ${next}`].join('\n'));
  } else {
    output.note(`pitstop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    output.note('  This is a mistake of ours: please report it with the lines above.');
  }
  return exitCodes.failed;
}

async function runCommand(command: Command, args: readonly string[], own: CommandLineProcess): Promise<ExitCode> {
  const { signal } = own;
  const usage = `pitstop ${[...command.name, command.usage].join(' ').trimEnd()}`;
  let output = outputOver({ ...own, isJson: args.includes('--json'), isColourless: isColourless(own) });
  let connection: Promise<HostConnection> | undefined;
  try {
    const { words, commandLine, options } = parsedCommandLine(args, { ...sharedOptions, ...command.options });
    output = outputOver({ ...own, isJson: options.flag('json'), isColourless: isColourless(own) });
    if (options.flag('help')) {
      own.out.write(`${commandHelp(command)}\n`);
      return exitCodes.clean;
    }
    const [min, max] = command.wordCount;
    if (words.length < min) throw new UsageError(`${command.name.join(' ')} needs ${command.usage}`);
    if (words.length > max) throw new UsageError(`nothing is known to do with '${words[max]}'`);
    if (commandLine.length > 0 && !command.takesCommandLine)
      throw new UsageError(`${command.name.join(' ')} starts no command after --`);
    const context: CommandContext = {
      words,
      commandLine,
      options,
      output,
      signal,
      host: async () => {
        signal.throwIfAborted();
        connection ??= connect(options, own);
        return (await connection).client;
      },
    };
    const code = await command.run(context);
    return signal.aborted ? exitCodes.cancelled : code;
  } catch (error) {
    return toldError(error, signal, output, usage);
  } finally {
    output.progress(null);
    await connection?.then(
      (open) => open.close(),
      () => undefined,
    );
  }
}

function isColourless({ environment }: CommandLineProcess): boolean {
  const { NO_COLOR: noColour } = environment;
  return noColour !== undefined && noColour !== '';
}

/** Runs the command that the arguments name, and gives the exit code. Nothing it started is left behind. */
export async function runCommandLine(commands: readonly Command[], own: CommandLineProcess): Promise<ExitCode> {
  const { args, out, error } = own;
  const words = leadingWords(args);
  const command = commands
    .filter(({ name }) => isPrefix(name, words))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (command !== undefined) {
    const flags = args.slice(0, args.indexOf(words[0] ?? ''));
    const rest = args.slice(flags.length + command.name.length);
    return runCommand(command, [...flags, ...rest], own);
  }
  if (args.includes('--version')) {
    out.write(`pitstop ${own.version}\n`);
    return exitCodes.clean;
  }
  const group = commands.filter(({ name }) => words.length > 0 && isPrefix(words, name));
  const isAsked = words[0] === 'help' || args.includes('--help');
  if (group.length > 0 || words[0] === 'help' || (words.length === 0 && (isAsked || args.length === 0))) {
    (isAsked ? out : error).write(`${listHelp(group.length > 0 ? group : commands)}\n`);
    return isAsked ? exitCodes.clean : exitCodes.failed;
  }
  const known = commands.map(({ name }) => name.join(' ')).join(', ');
  const given = words.length === 0 ? args.join(' ') : words.join(' ');
  error.write(`pitstop: there is no command '${given}'\n  The commands are: ${known}.\n`);
  return exitCodes.failed;
}
