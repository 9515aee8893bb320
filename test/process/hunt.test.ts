import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../src/build/bundle.ts';
import { builtFile } from '../support/builtProgram.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const program = (name: string) => path.join(root, 'test/fixtures/hunt', `${name}.cjs`);

type Hunted = { readonly code: number | null; readonly said: string; readonly hunt: () => Record<string, unknown> };

/** Runs `pitstop hunt --json`, and gives what it printed. */
async function hunt(args: readonly string[], onStart: (kill: () => void) => void = () => undefined): Promise<Hunted> {
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  const child = spawn(process.execPath, [builtFile('cli.js'), 'hunt', '--json', ...args], { env, stdio: 'pipe' });
  let out = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (/^cycle 20$/m.test(text)) onStart(() => child.kill('SIGINT'));
  });
  const [code] = await once(child, 'close');
  return { code, said, hunt: () => JSON.parse(out) };
}

const cycles = (seconds: number, iterations: number) => [
  '--for',
  String(seconds),
  '--cycle-pattern',
  '^cycle',
  '--iterations',
  String(iterations),
  '--',
  process.execPath,
];

describe('pitstop hunt', () => {
  test('calls a leak and names it; clears the same program with the leak mended', async () => {
    const [leaky, mended] = await Promise.all([
      hunt([...cycles(14, 50), program('sessionMap'), 'leaky']),
      hunt([...cycles(14, 50), program('sessionMap'), 'mended']),
    ]);
    const document = leaky.hunt();
    expect(leaky.code, JSON.stringify(document)).toBe(1);
    expect(document).toMatchObject({ format: 1, kind: 'leakHunt', verdict: 'leak', workUnit: 'iteration' });
    const [first] = document['findings'] as readonly { readonly growthBytesPerIteration: number }[];
    expect(first).toMatchObject({
      container: 'SessionStore.sessions (Map)',
      module: 'test/fixtures/hunt/sessionMap.cjs',
      resource: 'heap',
      site: `${program('sessionMap')}:12`,
    });
    expect(first?.growthBytesPerIteration).toBeGreaterThan(200);
    expect(first?.growthBytesPerIteration).toBeLessThan(340);
    expect(mended.code, JSON.stringify(mended.hunt())).toBe(0);
    expect(mended.hunt()).toMatchObject({ verdict: 'no-leak', findings: [] });
    expect(mended.hunt()['reason']).toMatch(/growth above [\d.]+ (B|KB) per iteration/);
  });

  test('a leak in a process below the program is found there', async () => {
    const { hunt: document } = await hunt([...cycles(20, 50), program('toolProcess'), 'leaky']);
    const said = document();
    expect(said, JSON.stringify(said)).toMatchObject({
      verdict: 'leak',
      findings: [{ site: `${program('toolProcess')}:8` }],
    });
    expect(said['reason']).toMatch(/^In toolProcess\.cjs, process \d+: The heap grew/);
  });

  test('a program that ends too early, one whose lines never match, and one that does nothing', async () => {
    const short = [
      '-e',
      "let n = 0; const t = setInterval(() => { console.log('cycle'); if (++n > 6) clearInterval(t); }, 300)",
    ];
    const [gone, silent, idle] = await Promise.all([
      hunt([...cycles(60, 1), ...short]),
      hunt([...cycles(3, 1), '-e', "setInterval(() => console.log('round'), 100)"]),
      hunt(['--for', '10', '--', process.execPath, '-e', 'setInterval(() => undefined, 1000)']),
    ]);
    expect(gone.code).toBe(2);
    expect(gone.said).toMatch(/ended after \d+ looks; a verdict needs at least 10/);
    expect(silent.code).toBe(2);
    expect(silent.said).toMatch(/no mark came/);
    // On a busy machine an idle program may show too little to be called idle; it is never called leaky.
    if (idle.code === 2) expect(idle.said).toMatch(/next to nothing/);
    else expect(idle.hunt()).toMatchObject({ findings: [] });
    expect([0, 2], idle.said).toContain(idle.code);
  });

  test('a cancelled hunt leaves no snapshot', async () => {
    const data = temporaryFolder();
    const cancelled = await hunt(['--data', data, ...cycles(60, 50), program('sessionMap'), 'leaky'], (cancel) =>
      cancel(),
    );
    expect(cancelled.code).toBe(130);
    expect(readdirSync(path.join(data, 'captures'))).toEqual([]);
  });
});

test('what hunt cannot do is said at once', async () => {
  const twice = await hunt(['--pid', '1', '--', process.execPath]);
  expect(twice.code).toBe(2);
  expect(twice.said).toContain('one of the two');
  const pattern = await hunt(['--cycle-pattern', '(', '--', process.execPath]);
  expect(pattern.said).toContain('regular expression');
  const unread = await hunt(['--cycle-pattern', 'x', '--pid', '1']);
  expect(unread.said).toContain('with --pid there is none');
});

test('a program started for a load is given its port, and one that ends before it listens is told', async () => {
  const load = path.join(temporaryFolder(), 'load.json');
  writeFileSync(load, JSON.stringify({ url: 'http://127.0.0.1:${PORT}/', connections: 1 }));
  const gone = await hunt(['--load', load, '--', process.execPath, '-e', "console.log('port', process.env.PORT)"]);
  expect(gone.code).toBe(2);
  expect(gone.said).toMatch(/port \d+/);
  expect(gone.said).toMatch(/ended \(exit 0\) before it (listened|reported)/);
});
