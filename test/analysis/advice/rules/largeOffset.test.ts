import { expect, test } from 'vitest';
import { largeOffset } from '../../../../src/analysis/advice/rules/largeOffset.ts';
import { messages, statement, wholeScan } from '../../../support/adviceFacts.ts';
import { rewritten, treeOf } from '../../../support/writtenTree.ts';

const plan = (rows: number) => ({
  Plans: [{ 'Node Type': 'Limit', 'Actual Rows': 20, Plans: [{ 'Node Type': 'Index Scan', 'Actual Rows': rows }] }],
});
const proposed = (sql: string, rows = 150_020) =>
  rewritten(largeOffset, statement(treeOf(sql), plan(rows), { scans: [{ scan: wholeScan(), table: messages() }] }));

test('a page begins after the last row of the one before', () => {
  expect(proposed('select * from messages order by id limit 20 offset 150000')).toEqual([
    'SELECT * FROM messages WHERE id > $1 ORDER BY id LIMIT 20',
  ]);
});

test('an order that does not tell rows apart gets the key, and parameters are numbered anew', () => {
  expect(proposed('select id from messages m where role = $3 order by created_at desc limit $2 offset $1')).toEqual([
    'SELECT id FROM messages AS m WHERE role = $2 AND (created_at, m.id) < ($3, $4) ORDER BY created_at DESC, m.id DESC LIMIT $1',
  ]);
});

test('it is silent about pages near the start, expressions, and groups', () => {
  expect(proposed('select * from messages order by id limit 20 offset 40', 60)).toEqual([]);
  expect(proposed('select * from messages order by lower(role) limit 20 offset 150000')).toEqual([]);
  expect(proposed('select role from messages group by role order by role limit 20 offset 150000')).toEqual([]);
});
