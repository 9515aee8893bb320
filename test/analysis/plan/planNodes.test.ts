import { describe, expect, test } from 'vitest';
import { planNodes } from '../../../src/analysis/plan/planNodes.ts';
import { planTree } from '../../../src/analysis/plan/planTree.ts';

/** The only node of a plan, run once unless said otherwise. */
function nodeOf(fields: Record<string, unknown>) {
  const run = { 'Plan Rows': 10, 'Actual Rows': 10, 'Actual Loops': 1, 'Actual Total Time': 8 };
  const [node] = planNodes(planTree([{ Plan: { ...run, ...fields } }]));
  if (node === undefined) throw new Error('no node');
  return node;
}

describe('a node is called as in the text form', () => {
  test.each([
    [{ 'Node Type': 'Seq Scan', 'Parallel Aware': true }, 'Parallel Seq Scan'],
    [{ 'Node Type': 'Aggregate', Strategy: 'Hashed', 'Partial Mode': 'Partial' }, 'Partial HashAggregate'],
    [{ 'Node Type': 'Aggregate', Strategy: 'Sorted', 'Partial Mode': 'Simple' }, 'GroupAggregate'],
    [{ 'Node Type': 'Hash Join', 'Join Type': 'Left' }, 'Hash Left Join'],
    [{ 'Node Type': 'Nested Loop', 'Join Type': 'Anti' }, 'Nested Loop Anti Join'],
    [{ 'Node Type': 'Nested Loop', 'Join Type': 'Inner' }, 'Nested Loop'],
    [{ 'Node Type': 'ModifyTable', Operation: 'Delete' }, 'Delete'],
    [{ 'Node Type': 'SetOp', Strategy: 'Hashed', Command: 'Except' }, 'HashSetOp Except'],
    [{ 'Node Type': 'Index Scan', 'Scan Direction': 'Backward' }, 'Index Scan Backward'],
  ])('%j', (fields, title) => {
    expect(nodeOf(fields).nodeType).toBe(title);
  });

  test.each([
    [{ 'Relation Name': 'orders', Alias: 'orders' }, 'orders'],
    [{ 'Relation Name': 'orders', Alias: 'o' }, 'orders o'],
    [{ 'Relation Name': 'orders', Alias: 'o', 'Index Name': 'orders_pkey' }, 'orders_pkey on orders o'],
    [{ 'CTE Name': 'recent', Alias: 'r' }, 'recent r'],
    [{ 'Sort Key': ['a DESC', `(b || 'x')`] }, 'a DESC, (b || ?)'],
    [{}, ''],
  ])('%j works on: %s', (fields, subject) => {
    expect(nodeOf({ 'Node Type': 'Sort', ...fields }).subject).toBe(subject);
  });
});

describe('a remark says why a node costs', () => {
  const scan = { 'Node Type': 'Seq Scan' };
  test.each([
    [{ ...scan, 'Actual Rows': 50, 'Rows Removed by Filter': 199_950 }, 'reads all 200,000 rows, keeps 50'],
    [
      { ...scan, 'Actual Rows': 1, 'Rows Removed by Filter': 99, 'Actual Loops': 20 },
      'reads all 2,000 rows in 20 rounds, keeps 20',
    ],
    [{ 'Node Type': 'Index Scan', 'Actual Rows': 0, 'Rows Removed by Filter': 5000 }, 'reads 5,000 rows, keeps 0'],
    [{ 'Node Type': 'Hash Join', 'Actual Rows': 1, 'Rows Removed by Join Filter': 999 }, 'joins 1,000 rows, keeps 1'],
    [{ 'Node Type': 'Sort', 'Sort Space Type': 'Disk', 'Sort Space Used': 2048 }, 'sorts on disk: 2.10 MB'],
    [{ 'Node Type': 'Hash', 'Hash Batches': 8 }, 'too large for work_mem, done in 8 parts on disk'],
    [{ 'Node Type': 'Index Only Scan', 'Heap Fetches': 10 }, 'looks into the table for 10 rows'],
    [
      { 'Node Type': 'Bitmap Heap Scan', 'Lossy Heap Blocks': 9, 'Exact Heap Blocks': 1 },
      'too large for work_mem: 9 blocks are read whole',
    ],
    [{ 'Node Type': 'Gather', 'Workers Planned': 2, 'Workers Launched': 1 }, '1 of 2 workers could be started'],
    [{ 'Node Type': 'Index Scan', 'Plan Rows': 1, 'Actual Rows': 5000 }, 'planned for 1 row, got 5,000'],
    [{ 'Node Type': 'Index Scan', 'Actual Loops': 1000 }, 'done 1,000 times'],
    [{ ...scan, 'Actual Loops': 0, 'Actual Rows': 0 }, 'never executed'],
    [scan, null],
  ])('%j: %s', (fields, remark) => {
    expect(nodeOf(fields).remark).toBe(remark);
  });

  test('but not where the node is cheap beside the others', () => {
    const cheap = { ...scan, 'Plan Rows': 1, 'Actual Rows': 1, 'Rows Removed by Filter': 900, 'Actual Loops': 1 };
    const plan = { ...scan, 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1, 'Actual Total Time': 100 };
    const nodes = planNodes(planTree([{ Plan: { ...plan, Plans: [{ ...cheap, 'Actual Total Time': 1 }] } }]));
    expect(nodes[1]?.remark).toBeNull();
  });

  test('and a limit whose rows had to be made first', () => {
    const below = { 'Node Type': 'Index Scan', 'Actual Rows': 100_050, 'Actual Loops': 1, 'Actual Total Time': 5 };
    const limit = { 'Node Type': 'Limit', 'Actual Rows': 50, 'Actual Loops': 1, 'Actual Total Time': 9 };
    const nodes = planNodes(planTree([{ Plan: { ...limit, Plans: [below] } }]));
    expect(nodes[0]?.remark).toBe('has 100,050 rows made to give 50');
  });
});

describe('the estimate', () => {
  test('is off by a factor, whichever way', () => {
    expect(nodeOf({ 'Node Type': 'Seq Scan', 'Actual Rows': 1000 }).estimateRatio).toBe(100);
    expect(nodeOf({ 'Node Type': 'Seq Scan', 'Plan Rows': 500, 'Actual Rows': 0 }).estimateRatio).toBe(500);
    expect(nodeOf({ 'Node Type': 'Seq Scan', 'Actual Rows': 0.01, 'Plan Rows': 1 }).estimateRatio).toBe(1);
  });

  test('is not blamed where a limit ended the node, unless all had to be read', () => {
    const scan = { 'Node Type': 'Seq Scan', 'Plan Rows': 1000, 'Actual Rows': 10, 'Actual Loops': 1 };
    const under = (type: string) =>
      planNodes(planTree([{ Plan: { 'Node Type': 'Limit', Plans: [{ 'Node Type': type, Plans: [scan] }] } }]))[2];
    expect(under('Nested Loop')?.estimateRatio).toBeNull();
    expect(under('Sort')?.estimateRatio).toBe(100);
  });
});

test('details leave out what the columns say, zeros and literals', () => {
  const { details } = nodeOf({
    'Node Type': 'Index Scan',
    'Index Name': 'i',
    'Index Cond': `(id = 5)`,
    'Rows Removed by Index Recheck': 0,
    'Shared Hit Blocks': 9,
    'Peak Memory Usage': 24,
    'Sort Method': 'top-N heapsort',
    'Brand New Field': { Deep: 'value 1' },
  });
  expect(details).toEqual([
    'Index Cond: (id = ?)',
    'Peak Memory Usage: 24 kB',
    'Sort Method: top-N heapsort',
    'Brand New Field: {"Deep":"value ?"}',
  ]);
});
