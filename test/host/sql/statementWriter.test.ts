import { expect, test } from 'vitest';
import { isSyntaxNode, type SyntaxNode } from '../../../src/analysis/advice/syntaxNode.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';
import { statementWriter } from '../../../src/host/sql/statementWriter.ts';

const parser = await sqlParser();
const writer = await statementWriter(parser);

function treeOf(sql: string): SyntaxNode {
  const tree = parser.statements(sql)[0]?.stmt;
  return isSyntaxNode(tree) ? tree : {};
}
const oneLine = (text: string | null) => text?.replaceAll(/\s+/g, ' ') ?? null;

test('a statement is written again, with its values and names', () => {
  const sql = `SELECT o."Id", x.n FROM s."Order Items" AS o JOIN x ON x.id = o."Id" WHERE o.at >= $1 AND x.name = 'é''s' LIMIT 5`;
  expect(oneLine(writer(treeOf(sql)))).toBe(sql);
});

test.each([
  'with a as materialized (select 1) select * from a union all select 2 order by 1',
  'select count(*) filter (where x is not null) over (partition by y) from t',
  "select * from t where d >= now() - interval '7 days' and not (a = 1 or b is distinct from $2)",
  'select * from t, lateral (select max(v) from u where u.t = t.id) as m(v) for update skip locked',
  'update t set a = 1 where id = any($1::int[]) returning *',
])('it means the same: %s', (sql) => {
  const text = writer(treeOf(sql));
  expect(parser.fingerprint(text ?? '')).toBe(parser.fingerprint(sql));
});

test('what is no statement is not written', () => {
  expect(writer({ NoSuchStatement: {} })).toBeNull();
  expect(writer({})).toBeNull();
});
