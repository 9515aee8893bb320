import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { descendantsOf, isRunning } from '../support/editor/processTree.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Data of the demonstration: its database is filled once, by the first test, as it is for a user. */
const data = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-demo-'));
// Open to the server's user, also where the tests run as root.
chmodSync(data, 0o711);
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

type Demo = {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly saw: (part: string) => Promise<void>;
};

/** Starts the built demonstration. */
function startDemo(args: readonly string[]): Demo {
  const child = spawn(process.execPath, [path.join(root, 'dist', 'cli.js'), 'demo', '--data', data, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  running.push(child);
  const lines: string[] = [];
  const reading = createInterface({ input: child.stdout ?? process.stdin });
  reading.on('line', (line) => lines.push(line));
  createInterface({ input: child.stderr ?? process.stdin }).on('line', (line) => lines.push(line));
  const saw = async (part: string) => {
    while (!lines.some((line) => line.includes(part))) await once(reading, 'line');
  };
  return { child, lines, saw };
}

const startedBy = ({ pid }: ChildProcess) => descendantsOf(pid ?? 0).map((process) => process.pid);

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isRunning)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('the demonstration', () => {
  test('tells the three stories with what it measured, and ends by itself', async () => {
    const { child, lines } = startDemo(['--once', '--for', '14']);
    const [code] = await once(child, 'close');
    const text = lines.join('\n');
    expect(code, text).toBe(0);
    expect(text).toMatch(/^(Leak|No leak|Unsure)\. \S/m);
    expect(text).toMatch(/\d+ looks in [\d.]+ s; the program stood still for/);
    const source = readFileSync(path.join(root, 'src/sample/history.ts'), 'utf8').split('\n');
    const line = source.findIndex((at) => at.includes('select role, content from messages')) + 1;
    expect(text).toContain(`src/sample/history.ts:${line}`);
    expect(text).toMatch(/Faster with an index on messages \(conversation_id/);
    expect(text).toMatch(/→ .* the same rows/);
    // On a busy machine a size may have had no valid run, and no bar, and the larger ones no time.
    expect(text).toMatch(/^ +1 +[\d.]+ /m);
    expect(text).toMatch(/^ +\d+ +[\d.]+ +█/m);
    expect(text).toMatch(/^(\d+ (is enough|gives)|not saturated)/m);
  }, 240_000);

  test('is ended by Ctrl-C with everything it started', async () => {
    const { child, saw } = startDemo([]);
    await saw('customers come in');
    const started = startedBy(child);
    // The host, the gateway with model and tools, the guard of the database, and the database.
    expect(started.length).toBeGreaterThanOrEqual(6);
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    await gone(started);
  });

  test('that is killed leaves nothing either', async () => {
    const { child, saw } = startDemo([]);
    await saw('customers come in');
    const started = startedBy(child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await gone(started);
  });

  test('whose sample is killed says so and ends', async () => {
    const { child, lines, saw } = startDemo([]);
    await saw('customers come in');
    const started = startedBy(child);
    const gateway = Number(/sample agent system .* process (\d+)/.exec(lines.join('\n'))?.[1]);
    expect(started).toContain(gateway);
    process.kill(gateway, 'SIGKILL');
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    await gone(started);
  });
});
