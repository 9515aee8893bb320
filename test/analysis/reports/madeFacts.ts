import { inState, withChanges, withVerification } from '../../../src/analysis/findings/findingStates.ts';
import type { ReportFacts } from '../../../src/analysis/reports/findingsReport.ts';
import type { Experiment, PoolStep } from '../../../src/protocol/experiments.ts';
import { madeAdvice, madeFinding, madeProof } from '../findings/madeFinding.ts';

const step = (size: number, throughput: number, waitMsP95: number): PoolStep => ({
  size,
  throughput,
  waitMsP50: waitMsP95 / 2,
  waitMsP95,
  holdMsP50: 20,
  holdMsP95: 24,
  busyMax: size,
  waitersMax: Math.max(0, 96 - size),
  completed: 1_000,
  errors: 0,
  seconds: 5,
  isValid: true,
  note: null,
});

const place = { file: '/home/kim/agents/src/store.ts', line: 12, column: 9, symbol: 'pool' };
const poolChange = {
  kind: 'replace',
  file: place.file,
  line: 12,
  column: 9,
  before: 'max: 20',
  after: 'max: 4',
} as const;
const index = madeFinding({
  findingId: 'index',
  state: 'proven',
  foundAt: Date.UTC(2026, 0, 2, 3, 4),
  savingShare: 0.989,
  proof: madeProof({ provenAt: Date.UTC(2026, 0, 2, 3, 4) }),
  advice: madeAdvice({
    changes: [
      { kind: 'newFile', file: '/home/kim/agents/migrations/001.sql', text: `-- up\n${madeAdvice().sql ?? ''}\n` },
    ],
  }),
});
const leak = madeFinding({
  findingId: 'leak',
  rule: 'leak',
  title: 'Map (table) sessions of module gateway.ts grew',
  place: { file: '/home/kim/agents/src/gateway.ts', line: 88, column: 7, symbol: 'sessions' },
  evidence: [
    { name: 'retained size gained', value: 1_480, unit: 'bytes', per: 'turn' },
    { name: 'elements gained', value: 1, unit: 'count', per: 'turn' },
  ],
  saving: null,
  retainedBy: ['sessions', 'gateway.ts', '(GC roots)'],
  foundAt: Date.UTC(2026, 0, 2, 3, 10),
});
const pool = madeFinding({
  findingId: 'pool',
  rule: 'pool-size',
  title: 'The pool has 20 connections, 4 are ever used',
  severity: 'info',
  place,
  evidence: [{ name: 'connections in use at once', value: 4, unit: 'count' }],
  saving: { name: 'connections', value: 16, unit: 'count' },
  foundAt: Date.UTC(2026, 0, 2, 3, 20),
  advice: { text: 'Set the size of the pool to 4.', changes: [poolChange], effort: 'click', costs: [], risks: [] },
});
const verified = withVerification(
  withChanges(pool, [{ change: poolChange, hashBefore: 'a', hashAfter: 'b' }], Date.UTC(2026, 0, 2, 3, 30)),
  madeProof({
    metric: 'throughput',
    unit: 'perSecond',
    before: 188,
    after: 216,
    ratio: 1.15,
    interval: [1.11, 1.19],
    sameResult: null,
    rows: [],
    method: '5 pairs in alternation under the same load',
    machine: 'node-postgres on 127.0.0.1, 2 cores',
    provenAt: Date.UTC(2026, 0, 2, 3, 40),
  }),
  Date.UTC(2026, 0, 2, 3, 40),
);
const cache = inState(
  { ...leak, findingId: 'cache', title: 'Map (table) answers grew' },
  'dismissed',
  Date.UTC(2026, 0, 2, 3, 50),
  'a cache with an end',
);

const tuned: Experiment = {
  experimentId: 'e1',
  kind: 'pool',
  title: 'Size of the pool in store.ts',
  place,
  startedAt: Date.UTC(2026, 0, 2, 3, 18),
  endedAt: Date.UTC(2026, 0, 2, 3, 20),
  runs: '5 sizes',
  answer: '4 is enough (3–5)',
  verdict: 'better',
  findingId: 'pool',
  proof: null,
  pool: {
    pool: 'pg.Pool',
    place,
    currentSize: 20,
    steps: [
      step(1, 49.6, 1_900),
      step(2, 98, 950),
      step(4, 190, 480),
      step(8, 204, 450),
      {
        ...step(20, 0, 0),
        isValid: false,
        note: 'more were busy than the size allows',
        waitMsP50: null,
        waitMsP95: null,
      },
    ],
    knee: 4,
    kneeRange: [3, 5],
    recommended: 4,
    limitedBy: 'The database is busy with 4 statements at once.',
  },
};
const index97: Experiment = {
  ...tuned,
  experimentId: 'e2',
  kind: 'index',
  title: 'Index on agent_events (thread, created_at)',
  endedAt: Date.UTC(2026, 0, 2, 3, 4),
  runs: '3 pairs',
  answer: '97x (88–104)',
  findingId: 'index',
  proof: madeProof({ provenAt: Date.UTC(2026, 0, 2, 3, 5) }),
  pool: null,
};

/** What a report is made of, with a finding in most states and both kinds of experiments. */
export function madeFacts(): ReportFacts {
  return {
    findings: [index, leak, verified, cache],
    experiments: [tuned, index97],
    madeAt: Date.UTC(2026, 0, 2, 4, 0),
    machine: 'Pitstop 0.1.0, linux x64, 2 cores, Node 24.0.0',
    view: { folder: '/home/kim/agents', home: '/home/kim' },
  };
}
