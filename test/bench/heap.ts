/**
 * Time and memory of opening a heap snapshot up to the full class table with retained sizes, against the standard
 * engine (Chrome DevTools', bundled for this), in alternating runs of fresh processes on snapshots made on the spot.
 * Memory is the peak resident size of the whole process: host, two workers and columns.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { root } from '../../src/build/bundle.ts';
import { openWithStandardEngine } from '../analysis/heap/standardEngine.ts';

type Run = { readonly ms: number; readonly peakBytes: number; readonly classes: number };

const runs = 3;
const megabyte = 1024 * 1024;
const sizes = [
  { name: '30 MB', scale: 7, ratioMax: 0.3 },
  { name: '190 MB', scale: 48, ratioMax: 0.2 },
];

/** In a process of its own: opens the file with the standard engine. */
async function runStandard(file: string): Promise<void> {
  const startedAt = performance.now();
  const classes = (await openWithStandardEngine(file)).classes();
  const ms = performance.now() - startedAt;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ ms, peakBytes, classes: classes.length } satisfies Run));
}

function runIn(...args: readonly string[]): Run {
  const options = ['--max-old-space-size=12288', ...args];
  return JSON.parse(
    execFileSync(process.execPath, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}

/** Bundles the opening process and its worker as the host is bundled; gives a function that runs them. */
async function bundledOpening(folder: string): Promise<(file: string) => Run> {
  const bundle = (entry: string, name: string) =>
    build({
      entryPoints: [path.resolve(root, entry)],
      outfile: path.join(folder, name),
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      external: ['piscina'],
    });
  await bundle('src/host/workers/worker.ts', 'worker.cjs');
  await bundle(fileURLToPath(new URL('../support/heap/openHeap.ts', import.meta.url)), 'openHeap.cjs');
  return (file) => runIn(path.join(folder, 'openHeap.cjs'), path.join(folder, 'worker.cjs'), file);
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function printSize(name: string, ratioMax: number, fileBytes: number, ours: readonly Run[], standard: readonly Run[]) {
  const size = `${name} (${(fileBytes / megabyte).toFixed(0)} MB)`;
  const ratios = ours.map(({ ms }, run) => ms / (standard[run]?.ms ?? 1));
  printBenchRow({
    name: `heap: open ${size}, time against DevTools' engine`,
    value: rounded(median(ratios), 3),
    unit: 'x',
    spread: [rounded(Math.min(...ratios), 3), rounded(Math.max(...ratios), 3)],
    budget: `<= ${ratioMax}x`,
    isWithin: median(ratios) <= ratioMax,
  });
  const times = ours.map(({ ms }) => ms);
  const standardMs = median(standard.map(({ ms }) => ms));
  printBenchRow({
    name: `heap: open ${size}`,
    value: rounded(median(times), 0),
    unit: 'ms',
    spread: [rounded(Math.min(...times), 0), rounded(Math.max(...times), 0)],
    budget: `below DevTools' ${standardMs.toFixed(0)} ms`,
    isWithin: median(times) < standardMs,
  });
  const peak = median(ours.map(({ peakBytes }) => peakBytes));
  const allowed = 1.4 * fileBytes + 60 * megabyte;
  const standardPeak = median(standard.map(({ peakBytes }) => peakBytes)) / megabyte;
  printBenchRow({
    name: `heap: open ${size}, peak memory`,
    value: rounded(peak / megabyte, 0),
    unit: 'MB',
    budget: `<= 1.4 x file + 60 MB = ${(allowed / megabyte).toFixed(0)}; DevTools' ${standardPeak.toFixed(0)}`,
    isWithin: peak <= allowed,
  });
}

async function compare(): Promise<void> {
  // Inside the checkout, so that the bundles find the pool's package.
  const folder = path.join(root, 'out', `bench-heap-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const openOurs = await bundledOpening(folder);
    const maker = path.join(root, 'test/golden/heap/heapMaker.cjs');
    for (const { name, scale, ratioMax } of sizes) {
      const file = path.join(folder, `${scale}.heapsnapshot`);
      execFileSync(process.execPath, ['--max-old-space-size=4096', maker, String(scale), file]);
      const ours: Run[] = [];
      const standard: Run[] = [];
      for (let run = 0; run < runs; run += 1) {
        standard.push(runIn(import.meta.filename, 'standard', file));
        ours.push(openOurs(file));
      }
      printSize(name, ratioMax, statSync(file).size, ours, standard);
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, , engine, file = ''] = process.argv;
if (engine === 'standard') await runStandard(file);
else await compare();
