import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { limits } from '../../protocol/limits.ts';
import type { ServerUser } from './serverUser.ts';

/** A server under a guard that ends it when this process is gone, however that came about. */
export type GuardedProcess = {
  /** Pid of the program itself, not of the guard. */
  readonly pid: number;
  /** Runs for each line it says, and first for those it has said. */
  readonly onLine: (listener: (line: string) => void) => void;
  /** The last lines it said. */
  readonly lastLines: () => string;
  /** Settles when it has ended, with its exit code. */
  readonly ended: Promise<number | null>;
};

/*
 * The guard is a shell: it starts the program and tells its pid. A second shell waits for the end of standard input,
 * which comes when the host closes it or is killed, and then ends the program at once. It does so even when the guard
 * was killed before. A program that ends by itself takes both along.
 */
const guard = `
  exec 3<&0 </dev/null
  "$@" 3<&- &
  program=$!
  echo "$program"
  (read -r _ <&3; kill -QUIT "$program") &
  waiter=$!
  exec 3<&-
  wait "$program"
  code=$?
  kill "$waiter" 2>/dev/null
  exit "$code"`;

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('the guard has no standard output');
  const lines = createInterface({ input: child.stdout });
  try {
    const [line] = await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error('the guard ended at its start'))),
    ]);
    return String(line);
  } finally {
    lines.close();
  }
}

/** Starts a program under a guard, in a session of its own: Ctrl-C in the host's terminal does not reach it. */
export async function startGuarded(
  program: string,
  args: readonly string[],
  user: ServerUser,
): Promise<GuardedProcess> {
  const child = spawn('/bin/sh', ['-c', guard, 'guard', program, ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...user,
  });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    if (lines.length > limits.postgresLogLinesMax.value) lines.shift();
    for (const listener of listeners) listener(line);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
  });
  const pid = Number(await firstLine(child));
  return {
    pid,
    ended,
    lastLines: () => lines.join('\n'),
    onLine: (listener) => {
      listeners.add(listener);
      for (const line of lines) listener(line);
    },
  };
}
