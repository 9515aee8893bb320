import { expect, test } from 'vitest';
import { orAcrossTables } from '../../../../src/analysis/advice/rules/orAcrossTables.ts';
import { messages, statement, wholeScan } from '../../../support/adviceFacts.ts';
import { rewritten, treeOf } from '../../../support/writtenTree.ts';

const plan = {
  'Node Type': 'Hash Join',
  'Join Filter': `((m.role = ?) OR (t.owner = ?))`,
  'Rows Removed by Join Filter': 90_000,
  'Actual Loops': 1,
};
const scans = [
  { scan: wholeScan(), table: messages() },
  { scan: wholeScan({ alias: 't' }), table: messages({ name: 'threads', columns: [] }) },
];
const proposed = (sql: string, node: Readonly<Record<string, unknown>> = plan) =>
  rewritten(orAcrossTables, statement(treeOf(sql), node, { scans }));
const joined = 'from messages m join threads t on t.id = m.thread_id';

test('each side of OR is asked by itself, and the order of all is kept', () => {
  expect(proposed(`select m.id ${joined} where m.role = $1 or t.owner = $2 order by m.id limit 5`)).toEqual(
    [
      'SELECT m.id FROM messages AS m JOIN threads AS t ON t.id = m.thread_id WHERE m.role = $1 UNION ALL SELECT m.id FROM messages AS m JOIN threads AS t ON t.id = m.thread_id WHERE t.owner = $2 AND m.role = $1 IS NOT TRUE ORDER BY id LIMIT 5',
    ].map((sql) => expect.stringContaining(sql.slice(0, 100))),
  );
});

test('what counts is done over all rows together', () => {
  const [sql] = proposed(`select t.owner, count(*) ${joined} where m.role = 'a' or t.owner = 'b' group by t.owner`);
  expect(sql).toMatch(
    /SELECT matched_rows.owner, count\(\*\) FROM .*SELECT t.owner AS owner FROM .* UNION ALL .*AS matched_rows GROUP BY matched_rows.owner$/,
  );
});

test('it is silent about OR in one table, and where the plan throws little away', () => {
  expect(proposed(`select m.id ${joined} where m.role = 'a' or m.id = 3`)).toEqual([]);
  const little = { ...plan, 'Rows Removed by Join Filter': 20 };
  expect(proposed(`select m.id ${joined} where m.role = 'a' or t.owner = 'b'`, little)).toEqual([]);
});
