import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { linuxProcesses } from '../../src/host/session/linuxProcesses.ts';
import { metrics } from '../../src/protocol/metrics.ts';
import { builtFile } from '../support/builtProgram.ts';
import { nodeOf } from '../support/nodes.ts';
import { answeringProgram, startProgram, type NodeProgram } from '../support/nodeProgram.ts';

/** A temporary folder of the command line's own, to see what it leaves there. */
const temporary = mkdtempSync(path.join(tmpdir(), 'pitstop-test-watch-'));
let programs: NodeProgram[] = [];

afterEach(async () => {
  await Promise.all(programs.map((program) => program.end()));
  programs = [];
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly out: string; readonly error: string };

/** Runs `pitstop watch` to its end; `onText` sees its output as it comes. */
function watched(
  args: readonly string[],
  onText: (text: string, pid: number) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [builtFile('cli.js'), 'watch', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, NO_COLOR: '1' },
  });
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    onText(out, child.pid ?? -1);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
}

type Sample = { format: number; kind: string; at: number; name: string; value: number | null; unit: string };
const samplesOf = (out: string): Sample[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a program that is launched', () => {
  const source = `const kept = []; setInterval(() => { kept.push(new Array(1000).fill(0)); console.log('noise'); }, 20);
    setTimeout(() => process.exit(3), 2500);`;

  test('gives one sample a line until it ends, and nothing else on standard output', async () => {
    const { code, out, error } = await watched(['--json', '--', nodeOf(20), '-e', source]);
    const samples = samplesOf(out);
    expect(code).toBe(0);
    for (const { format, kind, at } of samples) expect([format, kind, at > 1e12]).toEqual([1, 'sample', true]);
    expect([...new Set(samples.map(({ name }) => name))]).toEqual(metrics.map(({ id }) => id));
    for (const { id, unit } of metrics) {
      const ours = samples.filter(({ name }) => name === id);
      expect(ours.every((sample) => sample.unit === unit)).toBe(true);
      expect(
        ours.some(({ value }) => value !== null && value >= 0),
        `${id} is known in the end`,
      ).toBe(true);
    }
    const heap = samples.filter(({ name }) => name === 'heapUsed');
    expect(heap.length).toBeGreaterThan(10);
    expect(heap.length * metrics.length).toBe(samples.length);
    expect(error).toContain('noise');
    expect(error).toContain('The process ended. It was exit 3.');
  });

  test('is shown to people, a line a second, and ended with the time', async () => {
    const { code, out, error } = await watched([
      '--for',
      '3',
      '--',
      nodeOf(24),
      '-e',
      'console.error("pid " + process.pid); setInterval(() => 0, 1000)',
    ]);
    const pid = Number(/pid (\d+)/.exec(error)?.[1]);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^time +heap +RSS +delay p99 .* probe$/);
    expect(out.split('\n').filter((line) => /^\d\d:\d\d:\d\d .*MB/.test(line)).length).toBeGreaterThanOrEqual(2);
    expect(linuxProcesses().startKeyOf(pid)).toBeUndefined();
  });

  test('its time runs from the first sample, however long the program takes to start', async () => {
    const slow = 'const start = Date.now(); while (Date.now() - start < 1500); setInterval(() => 0, 1000)';
    const { code, out } = await watched(['--json', '--for', '0.01', '--', nodeOf(24), '-e', slow]);
    expect(code).toBe(0);
    expect(samplesOf(out).map(({ name }) => name)).toEqual(expect.arrayContaining(metrics.map(({ id }) => id)));
  });

  test.each([
    [['--', 'sleep', '0'], 'ended (exit 0) before it reported'],
    [['--', '/nowhere/program'], "'/nowhere/program' cannot be started"],
    [[], 'watch needs one of the two'],
    [['--pid', '5', '--', 'node'], 'watch needs one of the two'],
    [['--pid', String(2 ** 22 + 1)], 'There is no process'],
  ])('%j could not be watched, which is said', async (args, message) => {
    const { code, out, error } = await watched(args);
    expect([code, out]).toEqual([2, '']);
    expect(error).toContain(message);
  });
});

describe('a program that runs already', () => {
  test('is watched for a while, and left as it was', async () => {
    const program = startProgram({ binary: nodeOf(22), source: answeringProgram('cjs') });
    programs.push(program);
    await program.line(/^ready$/);
    const { code, out } = await watched(['--json', '--pid', String(program.pid), '--for', '2']);
    expect(code).toBe(0);
    const rss = samplesOf(out).filter(({ name }) => name === 'rss');
    expect(rss.length).toBeGreaterThan(5);
    expect(await linuxProcesses().listeningPorts(program.pid)).toEqual([]);
    program.tell('memory');
    const memory: { rss: number } = JSON.parse((await program.line(/^memory /)).slice('memory '.length));
    expect(Math.abs((rss.at(-1)?.value ?? 0) - memory.rss)).toBeLessThan(16e6);
  });

  test('goes on when the command line is cancelled, or killed', async () => {
    const program = startProgram({ binary: nodeOf(20), source: answeringProgram('cjs') });
    programs.push(program);
    await program.line(/^ready$/);
    for (const [signal, expected] of [
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const) {
      let sent = false;
      const { code } = await watched(['--pid', String(program.pid)], (text, pid) => {
        if (sent || text === '') return;
        sent = true;
        process.kill(pid, signal);
      });
      expect(code).toBe(expected);
    }
    // The host of a killed command line ends by itself, and takes its socket with it.
    await expect.poll(() => readdirSync(temporary), { timeout: 5_000 }).toEqual([]);
    program.tell('end');
    expect(await program.exited).toEqual({ code: 0, signal: null });
  });
});
