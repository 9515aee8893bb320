/**
 * Whether hunts say the right thing of small programs that leak, of the same programs mended, and of programs that fill
 * up or rise and fall. Each is hunted by `pitstop hunt` as a user would; the table says for each what was said and who
 * was named. Needs the built product.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { root } from '../../src/build/bundle.ts';

const seconds = 60;

/** Name, units of work in a cycle, and what the container of the leak is called; null where the program leaks in no mode. */
const programs: readonly (readonly [name: string, units: number, holder: RegExp | null])[] = [
  ['sessionMap', 50, /SessionStore\.sessions/],
  ['abortListeners', 50, /AbortSignal\.listeners/],
  ['emitterOnce', 50, /listeners\['error'\]/],
  ['timers', 10, /timers/],
  ['promiseRace', 50, /stopped/],
  ['auditLog', 50, /lines/],
  ['byKey', 50, /registry\.totals/],
  ['loader', 50, /#cache/],
  ['webSockets', 10, /clients/],
  ['buffers', 5, /frames/],
  ['descriptors', 1, /opened/],
  ['sockets', 1, /Pool\.taken/],
  ['wasm', 1, /instances/],
  ['underGrowth', 50, /history/],
  ['httpKeepAlive', 20, /recent/],
  ['scopeChain', 50, /current/],
  ['lruCache', 50, null],
  ['sawtooth', 50, null],
];

type Said = { readonly verdict: string; readonly findings: readonly { readonly container: string | null }[] };

function hunted(name: string, units: number, mode: string): Promise<Said> {
  const args = ['--json', '--for', String(seconds), '--cycle-pattern', '^cycle', '--iterations', String(units)];
  const program = path.join(root, 'test/fixtures/hunt', `${name}.cjs`);
  const child = spawn(
    process.execPath,
    [path.join(root, 'dist/cli.js'), 'hunt', ...args, '--', process.execPath, program, mode],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (out === '' ? reject(new Error(`${name}: exit ${code}`)) : resolve(JSON.parse(out))));
  });
}

let called = 0;
let named = 0;
let cleared = 0;
let leaks = 0;
for (const [name, units, holder] of programs) {
  for (const mode of holder === null ? ['mended'] : ['leaky', 'mended']) {
    const { verdict, findings } = await hunted(name, units, mode);
    const first = findings[0]?.container ?? '';
    process.stderr.write(`${name.padEnd(16)} ${mode.padEnd(7)} ${verdict.padEnd(8)} ${first}\n`);
    if (mode === 'leaky') {
      leaks += 1;
      if (verdict === 'leak') called += 1;
      if (holder?.test(first) === true) named += 1;
    } else if (verdict === 'no-leak') cleared += 1;
  }
}
const share = (name: string, value: number, of: number, least: number) =>
  printBenchRow({ name, value, unit: `of ${of}`, budget: `at least ${least}`, isWithin: value >= least });
share('leaks called', called, leaks, Math.ceil(leaks * 0.91));
share('leaks with the right holder first', named, leaks, Math.ceil(leaks * 0.82));
share('innocent programs cleared', cleared, programs.length, Math.ceil(programs.length * 0.93));
