/**
 * What being watched at 10 Hz costs a program, idle and under load. The unit is a fresh process: each replicate starts
 * one unwatched process, a second unwatched one (the A/A arm), one with an empty timer at 10 Hz, and a watched one, in an order that
 * rotates. The A/A arm shows how much of a difference is only noise; the timer, what waking up alone costs on this
 * machine at this time. Beside it the probe's own account of itself.
 */
import { spawn } from 'node:child_process';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { columnOf } from '../../src/protocol/columnBlock.ts';
import { limits } from '../../src/protocol/limits.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { openWatching, type Watching } from '../support/watching.ts';

const replicates = 6;
const resamples = 4_000;
const warmUpMs = 1_000;
const measuredMs = 3_000;

const arms = ['base', 'same', 'timer', 'watched'] as const;
type Arm = (typeof arms)[number];
/** Of the measured time alone: CPU time, RSS at its end, and requests served. */
type Figures = { readonly cpuMs: number; readonly rss: number; readonly requests: number };

const measuring = (requests: string) => `
  setTimeout(() => {
    const before = process.cpuUsage(); const servedBefore = ${requests};
    setTimeout(() => {
      const { user, system } = process.cpuUsage(before);
      console.log(JSON.stringify({ cpuMs: (user + system) / 1000, rss: process.memoryUsage().rss, requests: ${requests} - servedBefore }));
      process.exit(0);
    }, ${measuredMs});
  }, ${warmUpMs});`;
const programs = {
  idle: measuring('0'),
  load: `
    const http = require('node:http'); let served = 0;
    const server = http.createServer((request, response) => { response.end(JSON.stringify({ at: Date.now(), items: Array.from({ length: 20 }, (_, i) => ({ i })) })); });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      const next = () => http.get({ port, host: '127.0.0.1', agent }, (response) => { response.resume(); response.on('end', () => { served += 1; next(); }); });
      for (let i = 0; i < 8; i += 1) next();
    });
    ${measuring('served')}`,
} as const;

function run(source: string, env: Readonly<Record<string, string>>): Promise<Figures> {
  const child = spawn(process.execPath, ['-e', source], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`a run ended with ${code}`)),
    );
  });
}

const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

/** Median with its 95 % interval by bootstrap. */
function estimated(values: readonly number[]): {
  readonly value: number;
  readonly interval: readonly [number, number];
} {
  const medians = Array.from({ length: resamples }, () =>
    median(values.map(() => values[Math.floor(Math.random() * values.length)] ?? Number.NaN)),
  ).toSorted((a, b) => a - b);
  const at = (share: number) => medians[Math.floor(share * (resamples - 1))] ?? Number.NaN;
  return { value: median(values), interval: [at(0.025), at(0.975)] };
}

const rounded = (value: number, digits = 3) => Number(value.toFixed(digits));

/** What the probes of the ended targets said of themselves, tick by tick, without their start. */
function ownShares(watching: Watching): readonly number[] {
  return watching.targets.list().flatMap(({ targetId, startedAt }) => {
    const columns = watching.targets.series(targetId, startedAt + warmUpMs, Infinity, limits.seriesSamplesMax.value, [
      'probeShare',
    ]);
    return [...columnOf({ head: { kind: 'answer', blockId: 0 }, columns }, 'probeShare')];
  });
}

async function measure(name: keyof typeof programs, probeFile: string): Promise<void> {
  const watching = await openWatching(probeFile);
  // With all that a host asks for: pools, channels and stalls.
  watching.targets.watchLive({ onReport: () => undefined, onChanged: () => undefined });
  const seen: Record<Arm, Figures[]> = { base: [], same: [], timer: [], watched: [] };
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    for (const offset of arms.keys()) {
      const arm = arms[(replicate + offset) % arms.length] ?? 'base';
      const env = arm === 'watched' ? watching.targets.launchEnvironment() : {};
      const source = arm === 'timer' ? `setInterval(() => undefined, 100).unref(); ${programs[name]}` : programs[name];
      seen[arm].push(await run(source, env));
    }
  }
  const shares = ownShares(watching);
  await watching.targets.close();
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const sorted = shares.toSorted((a, b) => a - b);
  printBenchRow({
    name: `probe's own share of a core, ${name}`,
    value: rounded(mean * 100, 2),
    unit: '%',
    spread: [
      rounded((sorted[Math.floor(sorted.length * 0.05)] ?? 0) * 100, 2),
      rounded((sorted[Math.floor(sorted.length * 0.95)] ?? 0) * 100, 2),
    ],
    budget: '<= 1 %',
    isWithin: mean <= 0.01,
  });
  const against = (arm: Arm, figure: (figures: Figures) => number, combine: (ours: number, base: number) => number) =>
    estimated(seen[arm].map((figures, index) => combine(figure(figures), figure(seen.base[index] ?? figures))));
  const cost = (figures: Figures) => (name === 'load' ? figures.cpuMs / figures.requests : figures.cpuMs / measuredMs);
  const combine =
    name === 'load' ? (ours: number, base: number) => ours / base : (ours: number, base: number) => (ours - base) * 100;
  const unit = name === 'load' ? 'times the CPU per request' : '% of a core more';
  const noise = against('same', cost, combine);
  const rows = [
    { arm: 'A/A', budget: 'the noise', estimate: noise, most: Infinity },
    { arm: 'an empty timer', budget: 'for comparison', estimate: against('timer', cost, combine), most: Infinity },
    name === 'load'
      ? { arm: 'watched', budget: 'reaches A/A', estimate: against('watched', cost, combine), most: noise.interval[1] }
      : { arm: 'watched', budget: '<= 2 %', estimate: against('watched', cost, combine), most: 2 },
  ];
  for (const { arm, budget, estimate, most } of rows) {
    printBenchRow({
      name: `${arm} against unwatched, ${name}`,
      value: rounded(estimate.value),
      unit,
      spread: [rounded(estimate.interval[0]), rounded(estimate.interval[1])],
      budget,
      isWithin: estimate.interval[0] <= most,
    });
  }
  const rss = against(
    'watched',
    (figures) => figures.rss,
    (ours, base) => (ours - base) / 2 ** 20,
  );
  printBenchRow({
    name: `RSS added by the probe, ${name}`,
    value: rounded(rss.value, 1),
    unit: 'MB',
    spread: [rounded(rss.interval[0], 1), rounded(rss.interval[1], 1)],
    budget: '< 15 MB',
    isWithin: rss.value < 15,
  });
}

const probe = bundledProbe();
try {
  for (const name of ['idle', 'load'] as const) await measure(name, probe.file);
} finally {
  probe.remove();
}
