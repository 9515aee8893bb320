import { expect, test } from 'vitest';
import { functionOnColumn } from '../../../src/analysis/advice/rules/functionOnColumn.ts';
import { indexOn, messages, statement, wholeScan } from '../../support/adviceFacts.ts';
import { rewritten, treeOf } from '../../support/writtenTree.ts';

const table = messages({ indexes: [indexOn('id', { isUnique: true }), indexOn('created_at')] });
const proposed = (where: string, known = table) =>
  rewritten(
    functionOnColumn,
    statement(treeOf(`select 1 from messages m where ${where}`), {}, { scans: [{ scan: wholeScan(), table: known }] }),
  ).map((sql) => sql?.replace(/^.* WHERE /, ''));

test.each([
  [
    `date_trunc('day', created_at) = $1`,
    `created_at >= (CAST($1 AS timestamptz)) AND created_at < ((CAST($1 AS timestamptz)) + '1 day'::interval)`,
  ],
  [`m.created_at::date = $1`, 'm.created_at >= (CAST($1 AS date)) AND m.created_at < ((CAST($1 AS date)) + 1)'],
  [`date(created_at) < $1`, 'created_at < (CAST($1 AS date))'],
  [`'2024-01-01' <= created_at::date`, `created_at >= '2024-01-01'`],
  [
    `created_at::date between '2024-02-28' and '2024-02-29'`,
    `created_at >= '2024-02-28' AND created_at < '2024-03-01'`,
  ],
  [
    `date_trunc('quarter', created_at) = '2024-10-01'::timestamp`,
    `created_at >= '2024-10-01' AND created_at < '2025-01-01'`,
  ],
  [`extract(year from created_at) = 2024`, `created_at >= '2024-01-01' AND created_at < '2025-01-01'`],
  [
    `to_char(created_at, 'YYYY-MM') = '2024-03'`,
    `created_at >= to_date('2024-03', 'YYYY-MM') AND created_at < (to_date('2024-03', 'YYYY-MM') + '1 month'::interval)`,
  ],
  [`id + 5 > 100`, 'id > (100 - 5)'],
  [`coalesce(id, 0) = 7`, 'id = 7 OR (id IS NULL AND 0 = 7)'],
])('%s becomes a condition on the column itself', (where, expected) => {
  const bare = (text: string | undefined) => text?.replaceAll(/[()]/g, '');
  expect(proposed(where).map(bare)).toEqual([bare(expected)]);
});

test('it is silent where the column has no index, and where there is nothing to turn round', () => {
  expect(proposed(`date_trunc('day', created_at) = $1`, messages())).toEqual([]);
  expect(proposed(`created_at >= $1 and lower(role) = 'x' and id = thread_id + 1`)).toEqual([]);
  expect(proposed(`date_trunc('day', created_at) = date_trunc('day', m.sent_at)`)).toEqual([]);
});
