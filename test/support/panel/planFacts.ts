import type { AppliedChange } from '../../../src/protocol/advice.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Database, PlanNode, PlanSummary, QueryPlan } from '../../../src/protocol/plans.ts';
import type { Proof } from '../../../src/protocol/proofs.ts';
import { noise } from './facts.ts';
import type { Scenario } from './scenario.ts';

const place = (file: string, line: number) => ({ file: `/home/me/agents/src/${file}`, line, column: 24 });

export function databaseOf({ database }: Scenario, now: number): Database | null {
  if (database === 'none') return null;
  return {
    label: 'agents@localhost:5432/agents',
    source: '.env line 3',
    version: '18.4',
    isLoopback: true,
    isEmbedded: database === 'embedded',
    mayRun: true,
    connectedAt: now - 600_000,
    ...(database === 'production' ? { productionReason: 'its name ends in _prod' } : {}),
  };
}

const statements: readonly (readonly [sql: string, line: number, executionMs: number | null])[] = [
  [
    `select id, role, body, created_at
      from agent_events
     where thread_id = (select id from threads where key = $1)
     order by created_at desc
     limit 50`,
    41,
    84.1,
  ],
  ['insert into agent_events (thread_id, role, body) values ($1, $2, $3)', 55, 0.62],
  ['update usage set tokens = tokens + $1 where session = $2', 63, 0.58],
  ['select pg_try_advisory_lock($1)', 77, null],
];

const node = (given: Partial<PlanNode> & Pick<PlanNode, 'depth' | 'nodeType' | 'subject' | 'planRows'>): PlanNode => ({
  relationship: null,
  actualRows: null,
  loops: 1,
  workers: null,
  selfMs: null,
  totalMs: null,
  estimateRatio: null,
  rowsRemoved: null,
  buffers: null,
  tempBytes: null,
  details: [],
  remark: null,
  ...given,
});
const touched = (hit: number, read = 0) => ({ hit, read, dirtied: 0, written: 0 });

/** The plan of the history query as it is, and with the index. */
export const historyNodes: readonly PlanNode[] = [
  node({
    depth: 0,
    nodeType: 'Limit',
    subject: '',
    planRows: 50,
    actualRows: 50,
    selfMs: 0.02,
    totalMs: 84.1,
    estimateRatio: 1,
    buffers: touched(0),
  }),
  node({
    depth: 1,
    nodeType: 'Index Scan',
    subject: 'threads_key on threads',
    relationship: 'InitPlan 1',
    planRows: 1,
    actualRows: 1,
    selfMs: 0.04,
    totalMs: 0.04,
    estimateRatio: 1,
    buffers: touched(3),
    details: ['Index Cond: (key = $1)'],
  }),
  node({
    depth: 1,
    nodeType: 'Gather Merge',
    subject: '',
    relationship: 'Outer',
    planRows: 100,
    actualRows: 50,
    selfMs: 1.62,
    totalMs: 84.04,
    estimateRatio: 2,
    workers: 2,
    buffers: touched(0),
  }),
  node({
    depth: 2,
    nodeType: 'Sort',
    subject: 'created_at desc',
    relationship: 'Outer',
    planRows: 126,
    actualRows: 150,
    loops: 3,
    selfMs: 2.08,
    totalMs: 82.42,
    estimateRatio: 1.2,
    buffers: touched(0),
    details: ['Sort Key: created_at DESC', 'Sort Method: top-N heapsort  Memory: 61kB'],
  }),
  node({
    depth: 3,
    nodeType: 'Parallel Seq Scan',
    subject: 'agent_events',
    relationship: 'Outer',
    planRows: 126,
    actualRows: 2085,
    loops: 3,
    selfMs: 80.34,
    totalMs: 80.34,
    estimateRatio: 16.5,
    rowsRemoved: 197_915,
    buffers: touched(3_112, 736),
    details: ['Filter: (thread_id = $0)'],
    remark: 'reads all 200,000 rows in 3 processes, keeps 2,085; filter `thread_id = $0`',
  }),
];
const changedNodes: readonly PlanNode[] = [
  node({
    depth: 0,
    nodeType: 'Limit',
    subject: '',
    planRows: 50,
    actualRows: 50,
    selfMs: 0.01,
    totalMs: 0.87,
    estimateRatio: 1,
    buffers: touched(0),
  }),
  node({
    depth: 1,
    nodeType: 'Index Scan',
    subject: 'threads_key on threads',
    relationship: 'InitPlan 1',
    planRows: 1,
    actualRows: 1,
    selfMs: 0.04,
    totalMs: 0.04,
    estimateRatio: 1,
    buffers: touched(3),
  }),
  node({
    depth: 1,
    nodeType: 'Index Scan',
    subject: 'agent_events_thread_id_created_at on agent_events',
    relationship: 'Outer',
    planRows: 2085,
    actualRows: 50,
    selfMs: 0.82,
    totalMs: 0.82,
    estimateRatio: 41.7,
    buffers: touched(9),
  }),
];

/** A plan of many nodes, as joins nested in one another make it. */
export function manyNodes(count: number): readonly PlanNode[] {
  const types = ['Nested Loop', 'Hash Join', 'Index Scan', 'Seq Scan', 'Sort', 'Memoize'];
  return Array.from({ length: count }, (_, index) => {
    const rows = Math.ceil(noise(index) * 40_000);
    const actual = Math.ceil(noise(index + 7) * 40_000);
    return node({
      depth: index === 0 ? 0 : 1 + (index % 23),
      nodeType: types[index % types.length] ?? '',
      subject: `part_${index} on events_${index % 40}`,
      relationship: 'Outer',
      planRows: rows,
      actualRows: actual,
      selfMs: index === 1_500 ? 400 : noise(index + 3),
      totalMs: 2_000 - index / 2,
      estimateRatio: Math.max(rows / actual, actual / rows),
      buffers: touched(Math.ceil(noise(index + 11) * 900)),
      details: [`Index Cond: (thread_id = events_${index % 40}.id)`],
    });
  });
}

const summary = (index: number, now: number): PlanSummary => {
  const [sql, line, executionMs] = statements[index % statements.length] ?? ['select 1', 1, 1];
  return {
    planId: `p${index}`,
    fingerprint: `fp${index}`,
    sql: index < statements.length ? sql : sql.replace('agent_events', `events_${index}`),
    place: index % 7 === 6 ? null : place('store.ts', line + Math.floor(index / statements.length) * 50),
    database: 'agents@localhost:5432/agents',
    plannedAt: now - 41_000 - index * 60_000,
    isAnalyzed: executionMs !== null,
    planningMs: 0.18,
    executionMs,
    findings: [],
  };
};

export function plansOf({ plans }: Scenario, now: number): readonly PlanSummary[] {
  return Array.from({ length: plans }, (_, index) => summary(index, now));
}

export function planOf(scenario: Scenario, planId: string, now: number): QueryPlan {
  const index = Number(planId.slice(1));
  const about = summary(index, now);
  const isHistory = index === 0;
  const nodes = scenario.planNodes > 0 ? manyNodes(scenario.planNodes) : historyNodes;
  const unrun = nodes.map((one) => ({
    ...one,
    actualRows: null,
    selfMs: null,
    totalMs: null,
    estimateRatio: null,
    loops: null,
  }));
  const own = isHistory
    ? nodes
    : [
        node({
          depth: 0,
          nodeType: 'Insert',
          subject: 'agent_events',
          planRows: 0,
          actualRows: 0,
          selfMs: 0.4,
          totalMs: 0.62,
          estimateRatio: 1,
          buffers: touched(6),
        }),
        node({
          depth: 1,
          nodeType: 'Result',
          subject: '',
          planRows: 1,
          actualRows: 1,
          selfMs: 0.22,
          totalMs: 0.22,
          estimateRatio: 1,
          buffers: touched(0),
        }),
      ];
  return {
    ...about,
    nodes: about.isAnalyzed ? own : unrun,
    parameters: [
      { number: 1, text: 'threadKey', type: 'text', from: 'statistics', note: 'the most common value of threads.key' },
    ],
    triggers: isHistory ? [] : [{ name: 'agent_events_touch', timeMs: 0.08, calls: 1 }],
    jitMs: null,
    ownMs: 12.4,
    problems: scenario.isPartial ? [{ where: 'node 4', what: 'its buffers are missing' }] : [],
    changedNodes: isHistory && scenario.proof === 'gain' && scenario.planNodes === 0 ? changedNodes : null,
    trials:
      isHistory && scenario.proof === 'none'
        ? [
            {
              rule: 'missing-index',
              what: 'create index on agent_events (thread_id)',
              ratio: 1.02,
              interval: [0.97, 1.06],
              outcome: 'no gain measured: 1.02x (0.97–1.06)',
            },
            {
              rule: 'missing-index',
              what: 'create index on agent_events (role)',
              ratio: null,
              interval: null,
              outcome: 'the planner does not use it',
            },
          ]
        : [],
    json: JSON.stringify([
      {
        Plan: {
          'Node Type': 'Limit',
          'Plan Rows': 50,
          Plans: nodes.map(({ nodeType }) => ({ 'Node Type': nodeType })),
        },
      },
    ]),
  };
}

const runs = (middle: number, spread: number, seed: number) =>
  Array.from({ length: 9 }, (_, index) => middle * Math.exp((noise(seed + index) - 0.5) * spread));

export const indexProof: Proof = {
  metric: 'time',
  unit: 'ms',
  before: 84.1,
  after: 0.87,
  ratio: 96.7,
  interval: [88.2, 104.3],
  sameAgain: { ratio: 1, interval: [0.97, 1.03] },
  isDecided: true,
  runs: { before: runs(84.1, 0.09, 100), after: runs(0.87, 0.16, 200) },
  pairs: 9,
  sameResult: true,
  rows: [
    { name: 'buffers', unit: 'count', before: 3851, after: 12, gain: 321 },
    { name: 'rows', unit: 'count', before: 50, after: 50, gain: null },
    { name: 'one insert', unit: 'ms', before: 0.62, after: 0.66, gain: 0.94 },
  ],
  method: '9 alternating runs with TIMING OFF, index in a rolled-back transaction',
  machine: 'PostgreSQL 18.4 on localhost:5432/agents, 2 cores',
  provenAt: 1_790_000_000_000,
};

const appliedFile: AppliedChange = {
  change: { kind: 'newFile', file: '/home/me/agents/migrations/0007_agent_events_thread.sql', text: '' },
  hashBefore: null,
  hashAfter: 'e3b0c442',
};

/** The finding of the history query, as far as the scenario has proven it. */
export function indexFindingOf({ proof, indexState }: Scenario, now: number): Finding {
  const verified = { ...indexProof, after: 0.94, ratio: 89.5, interval: [80.1, 97.2] as const };
  return {
    findingId: 'index',
    rule: 'missing-index',
    title: 'Missing index on `agent_events` (thread_id, created_at)',
    severity: 'warning',
    place: place('store.ts', 41),
    evidence: [{ name: 'time of the statement', value: 84.1, unit: 'ms' }],
    saving: { name: 'time', value: -83.2, unit: 'ms', per: 'turn' },
    confidence: 'measured',
    disprovedBy: 'The statement takes as long with the index.',
    state: indexState,
    foundAt: now - 30_000,
    planId: 'p0',
    savingShare: 0.99,
    advice: {
      text: 'Build an index on (thread_id, created_at desc).',
      sql: 'create index concurrently agent_events_thread_id_created_at\n  on agent_events (thread_id, created_at desc);\n-- down\ndrop index concurrently agent_events_thread_id_created_at;',
      changes: [{ kind: 'newFile', file: '/home/me/agents/migrations/0007_agent_events_thread.sql', text: '' }],
      effort: 'click',
      costs: [
        { name: 'index size', value: 14_200_000, unit: 'bytes' },
        { name: 'built in', value: 1_300, unit: 'ms' },
      ],
      risks: ['Building it concurrently cannot run inside a transaction'],
    },
    ...(proof === 'gain' ? { proof: indexProof } : {}),
    ...(indexState === 'applied' || indexState === 'verified' ? { applied: [appliedFile] } : {}),
    ...(indexState === 'verified' ? { verification: verified } : {}),
    ...(indexState === 'dismissed' ? { stateReason: 'the table is emptied every night' } : {}),
  };
}
