import type { Experiment, PoolStep, PoolTuning } from '../../../src/protocol/experiments.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { HuntCycle, LeakHunt } from '../../../src/protocol/hunts.ts';
import type { Proof } from '../../../src/protocol/proofs.ts';
import { noise } from './facts.ts';
import { indexProof } from './planFacts.ts';
import type { Scenario } from './scenario.ts';

const place = (file: string, line: number) => ({ file: `/home/me/agents/src/${file}`, line, column: 22 });

const step = (size: number, throughput: number, waitMsP95: number | null, given: Partial<PoolStep> = {}): PoolStep => ({
  size,
  throughput,
  waitMsP50: waitMsP95 === null ? null : waitMsP95 / 3,
  waitMsP95,
  holdMsP50: 62,
  holdMsP95: 91,
  busyMax: size,
  waitersMax: Math.max(0, 40 - size),
  completed: Math.round(throughput * 8),
  errors: 0,
  seconds: 8,
  isValid: true,
  note: null,
  ...given,
});

export const storePool: PoolTuning = {
  pool: 'store',
  place: place('store.ts', 12),
  currentSize: 20,
  steps: [
    step(1, 12.4, 1240),
    step(2, 24.1, 310),
    step(4, 40.3, 3.1),
    step(8, 41.2, 0.9),
    step(20, 40.8, 0.6, { busyMax: 9 }),
    step(40, 39.9, 0.5, { isValid: false, note: 'the server refused 8 connections' }),
  ],
  knee: 4,
  kneeRange: [3, 5],
  recommended: 4,
  limitedBy: 'the database: its two cores are busy from 4 connections on',
};

const poolProof: Proof = {
  metric: 'turns per second',
  unit: 'perSecond',
  before: 40.8,
  after: 40.3,
  ratio: 0.99,
  interval: [0.96, 1.02],
  sameAgain: { ratio: 1, interval: [0.97, 1.03] },
  isDecided: false,
  runs: { before: [40.1, 41.2, 40.8, 41.6, 39.9], after: [40.3, 39.6, 40.9, 40.2, 41] },
  pairs: 5,
  sameResult: null,
  rows: [
    { name: 'wait p95', unit: 'ms', before: 0.6, after: 3.1, gain: 0.19 },
    { name: 'turn p99', unit: 'ms', before: 6930, after: 6910, gain: 1 },
    { name: 'server slots', unit: 'count', before: 20, after: 4, gain: 5 },
    { name: 'server memory', unit: 'bytes', before: 190e6, after: 38e6, gain: 5 },
  ],
  method: '5 probes on a fresh pool each, 40 turns at once',
  machine: 'PostgreSQL 18.4 on localhost:5432/agents, 2 cores',
  provenAt: 1_790_000_000_000,
};

const rehuntProof: Proof = {
  ...indexProof,
  metric: 'growth per turn',
  unit: 'bytes',
  before: 1902,
  after: 11,
  ratio: 173,
  interval: [61, 240],
  rows: [],
  runs: { before: [], after: [] },
  pairs: 12,
  sameResult: null,
};

export function experimentsOf({ experiments }: Scenario, now: number): readonly Experiment[] {
  const about = { startedAt: now - 300_000, proof: null, pool: null, findingId: null };
  const all: readonly Experiment[] = [
    {
      ...about,
      experimentId: 'e0',
      kind: 'pool',
      title: 'Pool size of `store`',
      place: place('store.ts', 12),
      endedAt: now - 259_000,
      runs: '6 probes',
      answer: '4 is enough (3–5)',
      verdict: 'better',
      findingId: 'pool',
      pool: storePool,
    },
    {
      ...about,
      experimentId: 'e1',
      kind: 'index',
      title: 'Index (thread_id, created_at)',
      place: place('store.ts', 41),
      startedAt: now - 900_000,
      endedAt: now - 891_600,
      runs: '9 pairs',
      answer: '97x (88–104)',
      verdict: 'better',
      findingId: 'index',
      proof: indexProof,
    },
    {
      ...about,
      experimentId: 'e2',
      kind: 'rehunt',
      title: '`sessions` after the change',
      place: place('gateway.ts', 88),
      startedAt: now - 1_900_000,
      endedAt: now - 1_850_000,
      runs: '12 cycles',
      answer: '173x (61–240)',
      verdict: 'better',
      proof: rehuntProof,
    },
    {
      ...about,
      experimentId: 'e3',
      kind: 'verify',
      title: 'Pool size of `store`, 4 instead of 20',
      place: place('store.ts', 12),
      startedAt: now - 2_900_000,
      endedAt: now - 2_820_000,
      runs: '5 pairs',
      answer: 'no difference',
      verdict: 'no difference',
      proof: poolProof,
    },
    {
      ...about,
      experimentId: 'e4',
      kind: 'index',
      title: 'Index (role)',
      place: null,
      startedAt: now - 3_900_000,
      endedAt: now - 3_892_000,
      runs: '9 pairs',
      answer: 'not decided',
      verdict: 'not decided',
      proof: {
        ...indexProof,
        ratio: 1.09,
        interval: [1.02, 1.15],
        after: 77,
        isDecided: false,
        sameAgain: { ratio: 1.06, interval: [1.01, 1.12] },
      },
    },
  ];
  return Array.from({ length: experiments }, (_, index): Experiment => {
    const one = all[index % all.length] ?? all[0];
    return index < all.length ? one : { ...one, experimentId: `e${index}`, title: `${one.title}, ${index}` };
  });
}

export function poolFindingOf(now: number): Finding {
  return {
    findingId: 'pool',
    rule: 'pool-size',
    title: 'Pool `store` has 20 connections, 4 are enough',
    severity: 'info',
    place: place('store.ts', 12),
    evidence: [{ name: 'connections', value: 20, unit: 'count' }],
    saving: { name: 'connections', value: -16, unit: 'count' },
    confidence: 'measured',
    disprovedBy: 'Throughput falls with 4 connections under the same load.',
    state: 'proven',
    foundAt: now - 259_000,
    experimentId: 'e0',
    proof: poolProof,
    advice: {
      text: 'Set `max` to 4.',
      changes: [
        {
          kind: 'replace',
          file: '/home/me/agents/src/store.ts',
          line: 12,
          column: 22,
          before: 'new Pool({ max: 20 })',
          after: 'new Pool({ max: 4 })',
        },
      ],
      effort: 'click',
      costs: [],
      risks: [],
    },
  };
}

function cyclesOf(count: number, now: number, perTurn: number, isLevelling: boolean): readonly HuntCycle[] {
  return Array.from({ length: count }, (_, index): HuntCycle => {
    const work = (index + 1) * 100;
    const growth = isLevelling ? 900_000 * (1 - Math.exp(-index / 2)) : perTurn * work;
    return {
      at: now - 570_000 + index * 40_000,
      work,
      heapBytes: 42_000_000 + growth + noise(index) * 24_000,
      externalBytes: 3_100_000 + noise(index + 50) * 8_000,
      rssBytes: 118_000_000 + growth,
      descriptors: 31,
      handles: 12,
      pauseMs: 14 + noise(index) * 4,
    };
  });
}

export function huntsOf({ hunt }: Scenario, now: number): readonly LeakHunt[] {
  if (hunt === 'none') return [];
  const isLeak = hunt === 'leak' || hunt === 'running';
  const count = hunt === 'running' ? 7 : 12;
  const cycles = cyclesOf(count, now, 1_902, !isLeak);
  const late = isLeak ? 1_902 : 4;
  return [
    {
      huntId: 'h0',
      targetId: 't0',
      targetName: 'gateway.ts',
      startedAt: hunt === 'running' ? now - 28_000 : now - 600_000,
      seconds: count * 4,
      pauseMs: cycles.reduce((sum, { pauseMs }) => sum + pauseMs, 0),
      verdict: hunt === 'running' ? 'unsure' : isLeak ? 'leak' : 'no-leak',
      reason:
        hunt === 'running'
          ? 'seven cycles are too few to tell growth from noise'
          : isLeak
            ? 'the heap gains 1.90 KB (1.87–1.93) per turn in the last half of 12 cycles, as in the first; noise would explain 0.11 KB'
            : 'what grew in the first half levels off: the last half gains 4 B per turn, and noise would explain 110 B',
      workUnit: 'turn',
      cycles,
      slopes: [
        {
          resource: 'heap',
          early: isLeak ? 1_911 : 1_240,
          late,
          lateInterval: isLeak ? [1_871, 1_933] : [-61, 70],
          bound: 110,
        },
        { resource: 'external', early: 1, late: 0.4, lateInterval: [-8, 9], bound: 14 },
      ],
      findings: hunt === 'leak' ? ['f0'] : [],
      rehuntOf: hunt === 'cleared' ? { findingId: 'f0', lateBefore: 1_902 } : null,
    },
  ];
}
