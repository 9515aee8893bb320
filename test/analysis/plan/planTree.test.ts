import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NotAPlan } from '../../../src/analysis/plan/explainOutput.ts';
import { planTree } from '../../../src/analysis/plan/planTree.ts';

type Raw = Record<string, unknown> & { Plans?: Raw[] };

/** A node: type, own ms, and children; its total is what all below it took. */
function node(type: string, ms: number, plans: readonly Raw[] = [], more: Record<string, unknown> = {}): Raw {
  const loops = Number(more['Actual Loops'] ?? 1);
  const below = plans.reduce((sum, plan) => sum + Number(plan['Actual Total Time']) * Number(plan['Actual Loops']), 0);
  return {
    'Node Type': type,
    'Plan Rows': 1,
    'Actual Rows': 1,
    'Actual Loops': loops,
    'Actual Total Time': (ms + below) / loops,
    ...more,
    ...(plans.length === 0 ? {} : { Plans: [...plans] }),
  };
}

const read = (root: Raw) => planTree([{ Plan: root, 'Execution Time': 1 }]);
const selfs = (root: Raw) => read(root).nodes.map(({ nodeType, selfMs }) => `${nodeType} ${selfMs?.toFixed(3)}`);
const outer = { 'Parent Relationship': 'Outer' };

describe('own times', () => {
  test('are what the children did not use', () => {
    const plan = node('Sort', 1, [node('Hash Join', 2, [node('Seq Scan', 5), node('Hash', 1, [node('Seq Scan', 3)])])]);
    expect(selfs(plan)).toEqual(['Sort 1.000', 'Hash Join 2.000', 'Seq Scan 5.000', 'Hash 1.000', 'Seq Scan 3.000']);
  });

  test('count all loops', () => {
    const inner = node('Index Scan', 30, [], { 'Actual Loops': 100 });
    const { nodes } = read(node('Nested Loop', 2, [node('Seq Scan', 1), inner]));
    expect(nodes[2]?.totalMs).toBeCloseTo(30);
    expect(nodes[2]?.totalRows).toBe(100);
    expect(nodes[0]?.selfMs).toBeCloseTo(2);
  });

  test('of processes side by side count once', () => {
    const scan = { ...node('Seq Scan', 0, [], outer), 'Actual Total Time': 40, 'Actual Loops': 3, 'Actual Rows': 10 };
    const gather = { ...node('Gather', 0), 'Actual Total Time': 50, 'Workers Launched': 2, Plans: [scan] };
    const { nodes } = read(gather);
    expect(nodes.map(({ selfMs }) => selfMs)).toEqual([10, 40]);
    expect(nodes[1]?.totalRows).toBe(30);
  });

  test('of a CTE are not those of its scans, nor of the node it hangs on', () => {
    const cte = node('Aggregate', 4, [], { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'CTE recent' });
    const scan = (ms: number) => node('CTE Scan', ms, [], { 'CTE Name': 'recent', ...outer });
    const join = { ...node('Hash Join', 1, [scan(3.5), scan(1.5)]), Plans: [cte, scan(3.5), scan(1.5)] };
    expect(selfs(join)).toEqual(['Hash Join 1.000', 'Aggregate 4.000', 'CTE Scan 0.700', 'CTE Scan 0.300']);
  });

  test('of a CTE that writes and is read by nobody count beside the root', () => {
    const cte = node('ModifyTable', 4, [], { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'CTE gone' });
    const { nodes, nodesMs } = read({ ...node('Result', 1), Plans: [cte] });
    expect(nodes.map(({ selfMs }) => selfMs)).toEqual([1, 4]);
    expect(nodesMs).toBe(5);
  });

  test.each([
    ['(id = $0)', 'InitPlan 1 (returns $0)'],
    ['(id = (InitPlan 1).col1)', 'InitPlan 1'],
  ])('of an InitPlan are taken off the node that evaluates it: %s', (condition, name) => {
    const init = node('Aggregate', 3, [], { 'Parent Relationship': 'InitPlan', 'Subplan Name': name });
    const scan = node('Index Scan', 4, [], { 'Index Cond': condition, ...outer });
    const root = { ...node('Limit', 1, [scan]), Plans: [init, scan] };
    expect(selfs(root)).toEqual(['Limit 1.000', 'Aggregate 3.000', 'Index Scan 1.000']);
  });

  test('are nothing where a node was never executed', () => {
    const never = { ...node('Seq Scan', 9), 'Actual Loops': 0, 'Actual Total Time': 0, 'Actual Rows': 0 };
    expect(selfs({ ...node('Append', 1), Plans: [never] })).toEqual(['Append 1.000', 'Seq Scan 0.000']);
  });

  test('are unknown where nothing was timed', () => {
    const { nodes, nodesMs } = planTree({ Plan: { 'Node Type': 'Result', 'Plan Rows': 1 } });
    expect(nodes[0]).toMatchObject({ selfMs: null, totalMs: null, loops: null, totalRows: null, buffers: null });
    expect(nodesMs).toBeNull();
  });

  test('add up to the whole, whatever the clocks say', () => {
    const tree = fc.letrec<{ plan: Raw }>((tie) => ({
      plan: fc
        .record({
          ms: fc.double({ min: 0, max: 50, noNaN: true }),
          loops: fc.integer({ min: 0, max: 5 }),
          plans: fc.oneof(
            { maxDepth: 5, depthIdentifier: 'plan' },
            fc.constant<Raw[]>([]),
            fc.array(tie('plan'), { maxLength: 3 }),
          ),
          kind: fc.constantFrom('Outer', 'Inner', 'SubPlan', 'InitPlan', 'CTE'),
        })
        .map(({ ms, loops, plans, kind }) => ({
          'Node Type': kind === 'Inner' ? 'Gather' : 'Seq Scan',
          'Plan Rows': 1,
          'Actual Rows': 1,
          'Actual Loops': loops,
          'Actual Total Time': ms,
          'Parent Relationship': kind === 'CTE' ? 'InitPlan' : kind,
          ...(kind === 'CTE' ? { 'Subplan Name': 'CTE x' } : {}),
          Plans: plans,
        })),
    })).plan;
    fc.assert(
      fc.property(tree, (plan) => {
        const { nodes, nodesMs } = read({ ...plan, 'Actual Loops': 1 });
        const own = nodes.map(({ selfMs }) => selfMs ?? Number.NaN);
        expect(own.every((ms) => ms >= 0)).toBe(true);
        const sum = own.reduce((total, ms) => total + ms, 0);
        // Where every own part is nothing there is nothing to scale.
        if (sum > 0) expect(sum).toBeCloseTo(nodesMs ?? Number.NaN, 6);
      }),
    );
  });
});

describe('a plan', () => {
  test('has own buffers, removed rows of all loops, and bytes on disk', () => {
    const scan = node('Seq Scan', 1, [], {
      'Shared Hit Blocks': 70,
      'Shared Read Blocks': 5,
      'Rows Removed by Filter': 20,
      'Actual Loops': 3,
    });
    const sort = { 'Shared Hit Blocks': 80, 'Shared Read Blocks': 5, 'Temp Written Blocks': 2 };
    const { nodes } = read(node('Sort', 1, [scan], sort));
    expect(nodes[0]).toMatchObject({ buffers: { hit: 10, read: 0, dirtied: 0, written: 0 }, tempBytes: 16_384 });
    expect(nodes[1]).toMatchObject({ buffers: { hit: 70, read: 5 }, rowsRemoved: 60 });
  });

  test('with unknown nodes and children that are none is shown, and says so', () => {
    const plan = { ...node('Quantum Scan', 1), Plans: [node('Seq Scan', 1), 7] };
    const { nodes, problems } = planTree([{ Plan: plan }, { Plan: plan }]);
    expect(nodes.map(({ nodeType }) => nodeType)).toEqual(['Quantum Scan', 'Seq Scan']);
    expect(problems.map(({ what }) => what)).toEqual([
      '1 further plans of the same answer are not shown',
      'a child that is no node is left out',
      'this kind of node is not known here; it is shown as the server gives it',
    ]);
  });

  test('whose times contradict each other says so', () => {
    const plan = { ...node('Limit', 1, [node('Seq Scan', 9)]), 'Actual Total Time': 5 };
    expect(read(plan).problems.map(({ what }) => what)).toEqual([
      'the times of its nodes do not add up; own times are scaled to the whole',
    ]);
  });

  test.each([[null], [[]], [{ Plan: 3 }], [{ Plan: {} }], ['Seq Scan on t']])('is not read from %j', (value) => {
    expect(() => planTree(value)).toThrow(NotAPlan);
  });

  test('of 2,000 nodes is read in a few milliseconds, also a deep one', () => {
    let deep = node('Seq Scan', 1);
    for (let depth = 1; depth < 2_000; depth += 1)
      deep = node('Materialize', 0.1, [deep], { Filter: `(a = ${depth})` });
    const wide = node(
      'Append',
      1,
      Array.from({ length: 1_999 }, () => node('Seq Scan', 1)),
    );
    expect(read(deep).nodes).toHaveLength(2_000);
    expect(read(wide).nodes).toHaveLength(2_000);
  });

  test('that is too large is cut, and says so', () => {
    const wide = node(
      'Append',
      1,
      Array.from({ length: 10_001 }, () => node('Seq Scan', 1)),
    );
    const { nodes, problems } = read(wide);
    expect(nodes).toHaveLength(10_000);
    expect(problems[0]?.what).toBe('only the first 10000 nodes are read');
  });
});
