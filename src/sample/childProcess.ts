import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** A child with pipes for input and output; what it says on standard error comes out on ours. */
export type PipedChild = ChildProcessByStdio<Writable, Readable, null>;

const sharedVariables = /^(HOME|LOGNAME|PATH|SHELL|TERM|USER|LANG|TZ|SystemRoot|TEMP|TMP|SAMPLE_.*)$/i;

/** Starts a script on this Node with a bare environment: a helper gets no database address, and no options of ours. */
export function startScript(script: string): PipedChild {
  const environment = Object.entries(process.env).filter(([name]) => sharedVariables.test(name));
  return spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: Object.fromEntries(environment),
  });
}

/** Closes the child's input, which asks it to end, and waits; one that does not end within `graceMs` is killed. */
export async function endScript(child: PipedChild, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin.end();
  const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(kill);
}
