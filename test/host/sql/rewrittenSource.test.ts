import { expect, test } from 'vitest';
import { findSql } from '../../../src/host/sql/findSql.ts';
import { rewrittenSource, type RewrittenSource } from '../../../src/host/sql/rewrittenSource.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';

async function rewritten(text: string, sql: string, file = '/app/store.ts'): Promise<RewrittenSource> {
  const parser = await sqlParser();
  const [found] = findSql(text, file, parser).statements;
  if (found === undefined) throw new Error('there is a statement');
  const { statement, own, runs, holes } = found;
  return rewrittenSource({ file, text, sql: statement.sql, own, runs, holes }, sql, parser);
}

/** The source with the change made. */
async function changed(text: string, sql: string, file?: string): Promise<string> {
  const made = await rewritten(text, sql, file);
  if ('refusal' in made) throw new Error(made.refusal);
  const { start, before, after } = made;
  expect(text.slice(start, start + before.length)).toBe(before);
  return text.slice(0, start) + after + text.slice(start + before.length);
}

test('holes of a template stay holes, wherever they go, and lines go as far in as before', async () => {
  const source =
    'async () => {\n  await sql`\n    select * from t where a = ${thread.id} and lower(b) = ${ name }`;\n}';
  expect(await changed(source, "SELECT\n  *\nFROM t\nWHERE\n  b = $2 AND a = $1 AND c = '$1'")).toBe(
    "async () => {\n  await sql`\n    SELECT\n      *\n    FROM t\n    WHERE\n      b = ${name} AND a = ${thread.id} AND c = '$1'`;\n}",
  );
});

test('numbers of the source stay numbers, quotes are escaped, and a string stays on its line', async () => {
  expect(
    await changed("db.query('select * from t where a = $1;', [a])", "SELECT *\nFROM t\nWHERE a = $1 AND b = 'x'"),
  ).toBe("db.query('SELECT * FROM t WHERE a = $1 AND b = \\'x\\';', [a])");
  expect(await changed('-- one\nselect 1;\n', 'SELECT 2', '/app/q.sql')).toBe('-- one\nSELECT 2;\n');
});

test.each([
  ['parts put together', "db.query('select * from t ' + 'where a = 1')", 'SELECT 1', /several texts/],
  ['a hole that is no value', 'db.query(`select * from ${table} where a = 1`)', 'SELECT 1', /several texts/],
  ['escapes', "db.query('select \\'a\\' from t where a = 1')", 'SELECT 1', /several texts/],
  ['two statements', 'db.query(`select 1; select 2`)', 'SELECT 3', /several texts/],
  ['other values', 'db.query(`select * from t where a = $1 and b = $2`, [a, b])', 'SELECT $1', /other values/],
  ['a call that would run twice', 'sql`select * from t where a = ${next()}`', 'SELECT $1, $1', /twice/],
  ['a line end inside of a text', "db.query('select 1')", "SELECT 'a\nb'", /quotes/],
  ['a backtick', 'db.query(`select 1`)', 'SELECT "`"', /quotes/],
])('refuses %s', async (_case, source, sql, reason) => {
  const made = await rewritten(source, sql);
  expect('refusal' in made ? made.refusal : 'changed').toMatch(reason);
});

test('a plain name may be read twice', async () => {
  expect(await changed('sql`select * from t where a = ${this.id}`', 'SELECT $1, $1')).toBe(
    'sql`SELECT ${this.id}, ${this.id}`',
  );
});
