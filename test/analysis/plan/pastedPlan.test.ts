import { describe, expect, test } from 'vitest';
import { pastedPlan } from '../../../src/analysis/plan/pastedPlan.ts';
import { planNodes } from '../../../src/analysis/plan/planNodes.ts';
import { planTree, type PlanTree } from '../../../src/analysis/plan/planTree.ts';

const treeOf = (text: string): PlanTree => planTree(pastedPlan(text).answer);
/** The tree as lines: `Hash Left Join`, `  Seq Scan orders o`. */
const drawn = (text: string) =>
  planNodes(treeOf(text)).map(({ depth, relationship, nodeType, subject }) =>
    `${'  '.repeat(depth)}${relationship?.includes(' ') === true ? `${relationship}: ` : ''}${nodeType} ${subject}`.trimEnd(),
  );

const plan = [
  'Hash Left Join  (cost=1.00..9.00 rows=10 width=8) (actual time=0.100..5.000 rows=12 loops=1)',
  '  Hash Cond: (o.customer_id = c.id)',
  '  Buffers: shared hit=30 read=4, temp written=2',
  '  CTE recent',
  '    ->  Seq Scan on log  (cost=0.00..1.00 rows=1 width=4) (actual time=0.010..0.020 rows=1 loops=1)',
  '          Filter: (at > now())',
  '  ->  Index Scan Backward using "Orders idx" on app."Orders" o  (cost=0.00..5.00 rows=10 width=4) (actual time=0.010..1.000 rows=12 loops=1)',
  "        Index Cond: ((state = 'open: now'::text) AND (id > 3))",
  '        Rows Removed by Filter: 7',
  '  ->  Hash  (cost=1.00..1.00 rows=1 width=4) (actual time=0.500..0.500 rows=100 loops=1)',
  '        Buckets: 1024  Batches: 4  Memory Usage: 9kB',
  '        ->  Seq Scan on customers c  (cost=0.00..1.00 rows=1 width=4) (never executed)',
  '  SubPlan 2',
  '    ->  CTE Scan on recent  (cost=0.00..1.00 rows=1 width=4) (actual time=0.010..0.020 rows=1 loops=12)',
  'Planning:',
  '  Buffers: shared hit=9',
  'Planning Time: 0.300 ms',
  'JIT:',
  '  Functions: 4',
  '  Timing: Generation 1.0 ms, Inlining 0.0 ms, Optimization 2.0 ms, Emission 3.0 ms, Total 6.5 ms',
  'Trigger for constraint fk on orders: time=1.500 calls=12',
  'Execution Time: 5.250 ms',
];
const shape = [
  'Hash Left Join',
  '  CTE recent: Seq Scan log',
  '  Index Scan Backward Orders idx on Orders o',
  '  Hash',
  '    Seq Scan customers c',
  '  SubPlan 2: CTE Scan recent',
];

/** Cut at a column, as a terminal does. */
const hardWrapped = (width: number) => plan.flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? []);

describe('a plan is read as people have it', () => {
  test.each([
    ['as the server prints it', plan],
    [
      'with the frame of psql',
      [' QUERY PLAN ', '------------', ...plan.map((line) => ` ${line}`), '(22 rows)', '', 'Time: 12,3 ms'],
    ],
    [
      'with a frame of lines',
      [
        '┌──────┐',
        '│ QUERY PLAN │',
        '├──────┤',
        ...plan.map((line) => `│ ${line.padEnd(150)} │`),
        '└──────┘',
        '(22 Zeilen)',
      ],
    ],
    [
      'with a frame of bars',
      ['+-----+', '| QUERY PLAN |', '+-----+', ...plan.map((line) => `| ${line.padEnd(150)} |`), '+-----+'],
    ],
    ['in quotes', ['"QUERY PLAN"', ...plan.map((line) => `"${line.replaceAll('"', '""')}"`)]],
    ['from the log', ['LOG:  duration: 5.3 ms  plan:', '\tQuery Text: select 1', ...plan.map((line) => `\t${line}`)]],
    ['cut at 100 columns', hardWrapped(100)],
    ['with the line ends of Windows', plan.map((line) => `${line}\r`)],
  ])('%s', (_name, lines) => {
    expect(drawn(lines.join('\n'))).toEqual(shape);
  });

  test('with all that it says', () => {
    const tree = treeOf(plan.join('\n'));
    expect(tree).toMatchObject({ planningMs: 0.3, executionMs: 5.25, jitMs: 6.5, problems: [] });
    expect(tree.triggers).toEqual([{ name: 'fk on orders', timeMs: 1.5, calls: 12 }]);
    const [join, , scan, hash, never] = tree.nodes;
    expect(join?.fields).toMatchObject({ 'Shared Hit Blocks': 30, 'Temp Written Blocks': 2, 'Join Type': 'Left' });
    expect(scan).toMatchObject({ rowsRemoved: 7, totalRows: 12, planRows: 10 });
    expect(scan?.fields).toMatchObject({ Schema: 'app', 'Index Cond': expect.stringContaining('open: now') });
    expect(hash?.fields).toMatchObject({ 'Hash Batches': 4, 'Peak Memory Usage': 9 });
    expect(never).toMatchObject({ loops: 0, totalMs: 0 });
  });

  test('in JSON that is cut short, as far as it is whole', () => {
    const json = JSON.stringify([
      {
        Plan: {
          'Node Type': 'Limit',
          Plans: [{ 'Node Type': 'Seq Scan', 'Relation Name': 'a' }, { 'Node Type': 'Sort' }],
        },
      },
    ]);
    const { answer, problems } = pastedPlan(json.slice(0, -14));
    expect(planTree(answer).nodes.map(({ nodeType }) => nodeType)).toEqual(['Limit', 'Seq Scan']);
    expect(problems).toMatchObject([{ what: expect.stringContaining('cut short') }]);
  });

  test('in JSON as the row of a client, as one cell of psql, and in our own document', () => {
    const answer = [{ Plan: { 'Node Type': 'Result' }, 'Planning Time': 1 }];
    const cell = JSON.stringify(answer, null, 2)
      .split('\n')
      .map((line) => ` ${line.padEnd(30)}+`);
    for (const text of [
      JSON.stringify([{ 'QUERY PLAN': answer }]),
      JSON.stringify([{ 'QUERY PLAN': JSON.stringify(answer) }]),
      JSON.stringify({ rows: [{ 'QUERY PLAN': answer }] }),
      JSON.stringify({ kind: 'queryPlan', serverPlan: answer }),
      [' QUERY PLAN', '----', ...cell, '(1 row)'].join('\n'),
    ])
      expect(treeOf(text)).toMatchObject({ planningMs: 1, nodes: [{ nodeType: 'Result' }] });
  });

  test.each(['', 'select 1', '{"a": 1}', '<explain><Query/></explain>', '[', 'QUERY PLAN\n-----\n(0 rows)'])(
    'and refused where it is none: %j',
    (text) => {
      expect(() => treeOf(text)).toThrow(
        expect.objectContaining({ constructor: expect.objectContaining({ name: 'NotAPlan' }) }),
      );
    },
  );

  test('and shown as it is where a node is not known', () => {
    const tree = treeOf('Quantum Scan on t  (cost=0.00..1.00 rows=1 width=4)\n  Entanglement: 7');
    expect(tree.nodes[0]).toMatchObject({ nodeType: 'Quantum Scan', fields: { Entanglement: 7 } });
    expect(tree.problems).toHaveLength(1);
  });
});
