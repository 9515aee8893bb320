import { expect, test } from 'vitest';
import { outputOver } from '../../src/cli/output.ts';
import { printPlan } from '../../src/cli/planText.ts';
import type { PlanNode, QueryPlan } from '../../src/protocol/plans.ts';

const node = (depth: number, nodeType: string, more: Partial<PlanNode> = {}): PlanNode => ({
  depth,
  nodeType,
  subject: '',
  relationship: depth === 0 ? null : 'Outer',
  planRows: 10,
  actualRows: 1200,
  loops: 1,
  workers: null,
  selfMs: 1,
  totalMs: 1,
  estimateRatio: 1,
  rowsRemoved: null,
  buffers: { hit: 5, read: 0, dirtied: 0, written: 0 },
  tempBytes: 0,
  details: [],
  remark: null,
  ...more,
});

function printed(change: Partial<QueryPlan>): readonly string[] {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(...text.split('\n').filter((line) => line !== '')) };
  const output = outputOver({ out: stream, error: stream, isJson: false, isColourless: true });
  printPlan(output, {
    planId: 'p',
    fingerprint: 'f',
    sql: 'select ?',
    place: { file: '/app/a.ts', line: 7, column: 3 },
    database: 'u@h/d',
    plannedAt: 1,
    isAnalyzed: true,
    planningMs: 0.5,
    executionMs: 8,
    findings: [],
    nodes: [],
    parameters: [],
    triggers: [],
    jitMs: null,
    ownMs: 12,
    problems: [],
    changedNodes: null,
    trials: [],
    json: '',
    ...change,
  });
  return lines;
}

test('a plan is printed as a tree with its figures', () => {
  const nodes = [
    node(0, 'Hash Join', { selfMs: 2, details: ['Hash Cond: (a = b)', 'Hash Batches: 1'] }),
    node(1, 'Seq Scan', {
      subject: 'orders o',
      selfMs: 5,
      remark: 'reads all 200,000 rows, keeps 50',
      details: ['Filter: (c = ?)'],
    }),
    node(1, 'Hash', { selfMs: 0 }),
    node(2, 'CTE Scan', {
      relationship: 'CTE recent',
      loops: 20,
      buffers: { hit: 1, read: 3, dirtied: 0, written: 0 },
    }),
  ];
  expect(printed({ nodes })).toEqual([
    '/app/a.ts:7',
    'planned in 0.500 ms, ran in 8.00 ms; our own share 12.0 ms',
    '   self            rows planned → actual  loops     buffers  node',
    '2.00 ms  ██                   10 → 1,200                  5  Hash Join',
    '                                                             │  Hash Cond: (a = b)',
    '5.00 ms  █████                10 → 1,200                  5  ├─ Seq Scan  orders o',
    '                                                             │     reads all 200,000 rows, keeps 50',
    '                                                             │     Filter: (c = ?)',
    '   0 ms                       10 → 1,200                  5  └─ Hash',
    '1.00 ms  █                    10 → 1,200     20  4 (3 read)     └─ CTE recent: CTE Scan',
  ]);
});

test('a plan that was not run has rows only, and says where values came from', () => {
  const unrun = { selfMs: null, totalMs: null, actualRows: null, loops: null, buffers: null };
  const lines = printed({
    isAnalyzed: false,
    executionMs: null,
    place: null,
    nodes: [node(0, 'Seq Scan', unrun)],
    parameters: [
      { number: 1, text: 'owner', type: 'text', from: 'statistics', note: 'the most common value of t.owner' },
    ],
    problems: [{ where: '$2', what: 'no value is known for it' }],
  });
  expect(lines).toEqual([
    'planned in 0.500 ms, not run; our own share 12.0 ms',
    'rows planned  node',
    '          10  Seq Scan',
    '$1 owner (text): the most common value of t.owner',
    '$2: no value is known for it',
  ]);
});
