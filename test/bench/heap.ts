/**
 * Opening a heap snapshot up to the full class table with retained sizes: time, processor time and peak memory, against
 * the standard engine (Chrome DevTools', bundled for this) and MemLab where it can be installed, in alternating runs of
 * fresh processes on snapshots made on the spot. Memory is the peak resident size of the whole process: host, two
 * workers and columns. Every class and 200 nodes are compared with the standard engine, and an analysis that was kept is
 * recalled. `PITSTOP_BENCH_MB=30,190` chooses sizes; the largest needs 10 GB of memory to be made.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { root } from '../../src/build/bundle.ts';
import { openWithStandardEngine } from '../analysis/heap/standardEngine.ts';
import { installedMemlab, runMemlab } from '../support/heap/memlab.ts';
import {
  chosenNodes,
  differingRows,
  standardClasses,
  standardNode,
  type HeapFigureRows,
} from '../support/heap/heapFigures.ts';

type Run = { readonly ms: number; readonly cpuMs: number; readonly peakBytes: number };
type OwnRun = Run & {
  readonly blockedMs: number;
  readonly recall?: { readonly frontMs: number; readonly wholeMs: number; readonly cpuMs: number };
  readonly figures?: HeapFigureRows;
};
type StandardRun = Run & { readonly figures: HeapFigureRows };

const megabyte = 1024 * 1024;
const sizes = [
  { mb: 30, scale: 7, ratioMax: 0.3, runs: 3 },
  { mb: 190, scale: 50, ratioMax: 0.2, runs: 3 },
  { mb: 560, scale: 145, ratioMax: 0.15, runs: 1 },
  { mb: 1_200, scale: 310, ratioMax: 0.15, runs: 1 },
];
/** Memory that making the largest snapshot takes. */
const makingBytes = 10 * 1024 * megabyte;

/** In a process of its own: opens the file with the standard engine. */
async function runStandard(file: string): Promise<void> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const standard = await openWithStandardEngine(file);
  const classes = standardClasses(standard);
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const nodes = chosenNodes(standard.nodeCount, 200).map((node) => standardNode(standard, node));
  const run: StandardRun = { ms, cpuMs: (user + system) / 1_000, peakBytes, figures: { classes, nodes } };
  process.stdout.write(JSON.stringify(run));
}

/** Runs a script of the bench in a fresh process; what it prints is trusted to be a run of its own kind. */
function runIn<Kind extends Run>(...args: readonly string[]): Kind {
  const options = ['--max-old-space-size=12288', '--disable-warning=ExperimentalWarning', ...args];
  return JSON.parse(
    execFileSync(process.execPath, options, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 64 * megabyte,
    }),
  );
}

/** Bundles the opening process and its worker as the host is bundled; gives a function that runs them. */
async function bundledOpening(folder: string): Promise<(file: string, cache: string | null) => OwnRun> {
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
  const script = path.join(folder, 'openHeap.cjs');
  const worker = path.join(folder, 'worker.cjs');
  return (file, cache) => runIn<OwnRun>(script, worker, file, ...(cache === null ? [] : [cache]));
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const inMb = (bytes: number) => rounded(bytes / megabyte, 0);

function printRatio(name: string, ratios: readonly number[], ratioMax: number): void {
  printBenchRow({
    name,
    value: rounded(median(ratios), 3),
    unit: 'x',
    ...(ratios.length > 1
      ? { spread: [rounded(Math.min(...ratios), 3), rounded(Math.max(...ratios), 3)] as const }
      : {}),
    budget: `<= ${ratioMax}x`,
    isWithin: median(ratios) <= ratioMax,
  });
}

function printMost(name: string, value: number, unit: string, most: number, note = ''): void {
  printBenchRow({ name, value, unit, budget: `<= ${most}${note}`, isWithin: value <= most });
}

function printSize(size: string, ratioMax: number, fileBytes: number, ours: OwnRun[], standard: StandardRun[]): void {
  const ratio = (of: 'ms' | 'cpuMs') => ours.map((run, at) => run[of] / (standard[at]?.[of] ?? 1));
  const figure = (runs: readonly Run[], of: keyof Run) => median(runs.map((run) => run[of]));
  printRatio(`heap: open ${size}, time against DevTools' engine`, ratio('ms'), ratioMax);
  printRatio(`heap: open ${size}, processor time of both threads against it`, ratio('cpuMs'), 0.3);
  const standardMs = rounded(figure(standard, 'ms'), 0);
  printMost(`heap: open ${size}`, rounded(figure(ours, 'ms'), 0), 'ms', standardMs, " ms, DevTools'");
  const allowed = inMb(1.4 * fileBytes + 60 * megabyte);
  const theirs = inMb(figure(standard, 'peakBytes'));
  printMost(
    `heap: open ${size}, peak memory`,
    inMb(figure(ours, 'peakBytes')),
    'MB',
    allowed,
    ` = 1.4 x file + 60 MB; DevTools' ${theirs}`,
  );
  const blocked = Math.max(...ours.map(({ blockedMs }) => blockedMs));
  printMost(`heap: open ${size}, longest work on the message thread`, rounded(blocked, 1), 'ms', 10);
  const [first] = ours;
  if (first?.figures !== undefined && standard[0] !== undefined) {
    const differing = differingRows(first.figures, standard[0].figures);
    printMost(`heap: open ${size}, classes and nodes that differ from DevTools'`, differing, 'rows', 0);
  }
  if (first?.recall !== undefined) {
    const { frontMs, wholeMs } = first.recall;
    printRatio(`heap: open ${size} again, up to its classes`, [frontMs / first.ms], 0.1);
    printRatio(`heap: open ${size} again, as a whole`, [(frontMs + wholeMs) / first.ms], 0.1);
  }
}

function printMemlab(size: string, file: string, memlab: string, ours: readonly OwnRun[]): void {
  try {
    const run = runMemlab(memlab, file);
    printBenchRow({
      name: `heap: open ${size} with MemLab, ${inMb(run.peakBytes)} MB`,
      value: rounded(run.ms, 0),
      unit: 'ms',
      budget: `ours ${rounded(median(ours.map(({ ms }) => ms)), 0)} ms`,
      isWithin: true,
    });
  } catch (error) {
    process.stderr.write(`MemLab could not open ${size}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function chosenSizes(): typeof sizes {
  const wanted = process.env['PITSTOP_BENCH_MB']?.split(',').map(Number);
  return sizes.filter(({ mb }) => {
    if (wanted !== undefined) return wanted.includes(mb);
    const fits = mb < 1_000 || os.totalmem() > makingBytes;
    if (!fits) process.stderr.write(`${mb} MB left out: making it needs more memory than this machine has\n`);
    return fits;
  });
}

async function compare(): Promise<void> {
  // Inside the checkout, so that the bundles find the pool's package.
  const folder = path.join(root, 'out', `bench-heap-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const openOurs = await bundledOpening(folder);
    const memlab = installedMemlab();
    const maker = path.join(root, 'test/golden/heap/heapMaker.cjs');
    for (const { mb, scale, ratioMax, runs } of chosenSizes()) {
      const file = path.join(folder, `${scale}.heapsnapshot`);
      execFileSync(process.execPath, ['--max-old-space-size=9216', maker, String(scale), file]);
      const ours: OwnRun[] = [];
      const standard: StandardRun[] = [];
      for (let run = 0; run < runs; run += 1) {
        standard.push(runIn<StandardRun>(import.meta.filename, 'standard', file));
        ours.push(openOurs(file, run === 0 ? path.join(folder, 'kept') : null));
      }
      const fileBytes = statSync(file).size;
      const size = `${mb} MB (${inMb(fileBytes)} MB)`;
      printSize(size, ratioMax, fileBytes, ours, standard);
      if (memlab !== null) printMemlab(size, file, memlab, ours);
      rmSync(file);
      rmSync(path.join(folder, 'kept'), { recursive: true, force: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, , engine, file = ''] = process.argv;
if (engine === 'standard') await runStandard(file);
else await compare();
