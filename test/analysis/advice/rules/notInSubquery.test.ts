import { expect, test } from 'vitest';
import { notInSubquery } from '../../../../src/analysis/advice/rules/notInSubquery.ts';
import { statement } from '../../../support/adviceFacts.ts';
import { rewritten, treeOf } from '../../../support/writtenTree.ts';

const asking = { Plans: [{ 'Node Type': 'Seq Scan', Filter: '(NOT (SubPlan 1))' }] };
const proposed = (where: string, plan: Readonly<Record<string, unknown>> = asking) =>
  rewritten(notInSubquery, statement(treeOf(`select 1 from a where ${where}`), plan)).map((sql) =>
    sql?.replace(/^.*? WHERE /, ''),
  );

test('NOT IN becomes NOT EXISTS, whatever the subquery is', () => {
  const exists =
    'NOT (EXISTS (SELECT 1 FROM ( SELECT y FROM b ) AS excluded_rows(value) WHERE excluded_rows.value = a.x))';
  expect(proposed('a.x not in (select y from b)')).toEqual([exists]);
  expect(proposed('a.x <> all (select y from b)')).toEqual([exists]);
  expect(proposed('(x, z) not in (select y, w from b)')[0]).toMatch(/value_1 = x AND excluded_rows.value_2 = z/);
});

test('it is silent about lists, about IN, and where the plan asks no subquery again', () => {
  expect(proposed('x not in (1, 2)')).toEqual([]);
  expect(proposed('x in (select y from b)')).toEqual([]);
  expect(proposed('a.x not in (select y from b)', { Plans: [{ 'Node Type': 'Hash Join' }] })).toEqual([]);
});
