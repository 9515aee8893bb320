import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtFile } from '../support/builtProgram.ts';
import { processMark } from '../support/markedProcesses.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';

/** Runs the built command line in a place of its own, with what it left there. */
function started(...args: string[]) {
  const folder = temporaryFolder();
  const mark = processMark();
  const child = spawn(process.execPath, [builtFile('cli.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: { ...process.env, ...mark.environment, TMPDIR: folder, NO_COLOR: '' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.error += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({ code: signal ?? code, ...said }));
  return { child, ended, said, running: mark.running, left: () => readdirSync(folder) };
}

const hosts = (lines: readonly string[]) => lines.filter((line) => line.includes('host.cjs'));

describe('the built command line', () => {
  test('helps without a host', async () => {
    const { ended } = started('--help');
    expect(await ended).toMatchObject({ code: 0, error: '', out: expect.stringContaining('doctor') });
  });

  test('doctor tells what it found, as one document, and leaves nothing', async () => {
    const { ended, running, left } = started('doctor', '--json');
    const { code, out, error } = await ended;
    const { format, kind, environment, checks } = JSON.parse(out);
    expect({ format, kind }).toEqual({ format: 1, kind: 'doctor' });
    expect(environment).toMatchObject({ nodeVersion: process.version });
    const states: Record<string, string> = Object.fromEntries(
      checks.map(({ name, state }: { name: string; state: string }) => [name, state]),
    );
    expect(states).toMatchObject({ 'Node.js': 'ok', 'Agent host': 'ok', Store: 'ok', Attaching: 'ok' });
    expect(code).toBe(Object.values(states).includes('missing') ? 1 : 0);
    expect(error).toBe('');
    expect(running()).toEqual([]);
    expect(left()).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 130],
    ['SIGKILL', 'SIGKILL'],
  ] as const)('%s in the middle of its work leaves nothing running', async (signal, code) => {
    const { child, ended, running } = started('doctor');
    await until(
      () => hosts(running()).length === 1,
      20_000,
      () => running().join('\n'),
    );
    child.kill(signal);
    expect(await ended).toMatchObject({ code });
    await until(
      () => running().length === 0,
      3_000,
      () => running().join('\n'),
    );
  });

  test('a reader that goes early is no error', async () => {
    const { child, ended, running } = started('doctor', '--json');
    child.stdout.destroy();
    const { error } = await ended;
    expect(error).toBe('');
    expect(running()).toEqual([]);
  });
});
