import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { UsageError } from './commandOptions.ts';

/** A program of the user that was started with the probe inside. */
export type LaunchedProgram = {
  readonly pid: number;
  /** How it ended, in words for people: `exit 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  /** Ends it: asked first, killed after two seconds. */
  readonly stop: () => Promise<void>;
};

const stopMs = 2_000;
const standardError = 2;

/** The environment of this process with the probe's added; Node options that are set already stay. */
function environmentWith(probe: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: own = '' } = process.env;
  const { NODE_OPTIONS: added = '' } = probe;
  return { ...process.env, ...probe, NODE_OPTIONS: `${own} ${added}`.trim() };
}

/** Reads the lines of the program, and passes its output on as it comes. */
function passOn(output: Readable | null, onLine: (line: string) => void): void {
  if (output === null) return;
  output.pipe(process.stderr, { end: false });
  createInterface({ input: output }).on('line', onLine);
}

/**
 * Starts a command line under the environment that makes it report to the host. Its output goes to standard error, so
 * that standard output carries samples alone; `onLine` hears each line of its standard output. Throws a UsageError where it cannot be started.
 */
export async function launchedProgram(
  commandLine: readonly string[],
  probe: Readonly<Record<string, string>>,
  onLine?: (line: string) => void,
): Promise<LaunchedProgram> {
  const [command = '', ...args] = commandLine;
  const child = spawn(command, args, {
    stdio: ['inherit', onLine === undefined ? standardError : 'pipe', standardError],
    env: environmentWith(probe),
  });
  if (onLine !== undefined) passOn(child.stdout, onLine);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new UsageError(`'${command}' cannot be started: ${error.message}`)));
  });
  return {
    pid: child.pid ?? -1,
    ended,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
