import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../../protocol/failures.ts';

/** The sample agent system as the demonstration runs it. */
export type SampleSystem = {
  readonly pid: number;
  readonly port: number;
  /** Turns it has finished so far. */
  readonly turns: () => number;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
};

const stopMs = 3_000;

/**
 * Starts the built gateway of `folder` with its faults on, under the environment that makes it report to the host.
 * It has a process group of its own, so that Ctrl-C leaves its end to us; when we are killed, its IPC channel closes and
 * it ends by itself. Throws the Failure `internal` with its last words when it does not come up.
 */
export async function startSampleSystem(
  folder: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<SampleSystem> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [path.join(folder, 'gateway.cjs')], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
    env: { ...process.env, ...environment, PORT: '0' },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(kill);
  };
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new TypeError('the sample system has no output');
  let turns = 0;
  let lastWords = '';
  const lines = createInterface({ input: stdout });
  lines.on('line', (line) => {
    if (line.startsWith('turn ')) turns += 1;
  });
  createInterface({ input: stderr }).on('line', (line) => {
    lastWords = line;
  });
  try {
    const port = await Promise.race([
      once(lines, 'line', { signal }).then(([line]) => Number(/:(\d+)$/.exec(String(line))?.[1])),
      ended.then(() => Promise.reject(new Failure('internal', `the sample system did not start: ${lastWords}`))),
    ]);
    return { pid: child.pid ?? 0, port, turns: () => turns, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
