import { expect, test } from 'vitest';
import { cteFence } from '../../../../src/analysis/advice/rules/cteFence.ts';
import { statement } from '../../../support/adviceFacts.ts';
import { rewritten, treeOf } from '../../../support/writtenTree.ts';

const scan = { 'Node Type': 'CTE Scan', 'CTE Name': 'r', 'Rows Removed by Filter': 90_000, 'Actual Loops': 1 };
const proposed = (sql: string, plan: Readonly<Record<string, unknown>> = scan) =>
  rewritten(cteFence, statement(treeOf(sql), { Plans: [plan] }));

test('a fence around rows that are thrown away outside is taken down', () => {
  expect(proposed('with r as materialized (select * from t) select * from r where id = $1')).toEqual([
    'WITH r AS (SELECT * FROM t) SELECT * FROM r WHERE id = $1',
  ]);
});

test('one that is used twice is opened for each use', () => {
  expect(proposed('with r as (select * from t) select * from r a join r b on a.x = b.y where a.id = 1')).toEqual([
    'WITH r AS NOT MATERIALIZED (SELECT * FROM t) SELECT * FROM r AS a JOIN r AS b ON a.x = b.y WHERE a.id = 1',
  ]);
});

test('it is silent where few rows are thrown away, where there is no fence, and about recursion', () => {
  const fenced = 'with r as materialized (select * from t) select * from r where id = 1';
  expect(proposed(fenced, { ...scan, 'Rows Removed by Filter': 20 })).toEqual([]);
  expect(proposed('with r as (select * from t) select * from r where id = 1')).toEqual([]);
  expect(proposed(fenced.replace('with', 'with recursive'))).toEqual([]);
});
