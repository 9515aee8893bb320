import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { HostAddress } from '../../src/protocol/hostChannel.ts';
import { builtFile } from './builtProgram.ts';

export type HostProcess = {
  readonly child: ChildProcess;
  readonly address: HostAddress;
  /** What it said on standard error so far. */
  readonly said: () => string;
  /** Its exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
};

/** Starts the built host headless, and ends it with the test. */
export async function startedHost(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<HostProcess> {
  const child = spawn(process.execPath, [builtFile('host.cjs'), '--headless', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = once(child, 'exit').then(([code, signal]) => (signal as string | null) ?? Number(code));
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([first]) => String(first)),
    ended.then((how) => Promise.reject(new Error(`the host ended with ${how}: ${said}`))),
  ]);
  return { child, address: JSON.parse(line), said: () => said, ended };
}
