import { describe, expect, test } from 'vitest';
import { findSql } from '../../../src/host/sql/findSql.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';
import { originOf } from '../../../src/host/sql/sqlText.ts';
import { limits } from '../../../src/protocol/limits.ts';

const parser = await sqlParser();
const find = (text: string, file = '/app/a.ts') => findSql(text, file, parser);
/** What is found, as `kind: sql`. */
const found = (text: string, file?: string) =>
  find(text, file).statements.map(({ statement: { kind, sql } }) => `${kind}: ${sql.replace(/\s+/g, ' ')}`);

describe('statements of a program', () => {
  test.each([
    ['await pool.query(`select * from t where id = ${id}`)', ['select: select * from t where id = $1']],
    [`client.query('select 1 as one')`, ['select: select 1 as one']],
    ['sql`select ${a}, ${b} from t`', ['select: select $1, $2 from t']],
    ['sql<User>`select * from users where id = ${id}`', ['select: select * from users where id = $1']],
    ['await sql.type(row)`select * from t`', ['select: select * from t']],
    ['await prisma.$queryRaw`SELECT * FROM "User" WHERE id = ${id}`', ['select: SELECT * FROM "User" WHERE id = $1']],
    ['const { rows } = await pool?.query("select now()")', ['select: select now()']],
    ['await db.execute(sql`delete from t where id = ${id}`)', ['write: delete from t where id = $1']],
    [
      'const q = { name: "find", text: "select * from t where a = $1", values: [a] }',
      ['select: select * from t where a = $1'],
    ],
    ['pool.query({ text: `select ${x}`, rowMode: "array" })', ['select: select $1']],
    ['const text = `select * from t where a > 1`;\npool.query(text, [])', ['select: select * from t where a > 1']],
    [`pool.query('select a ' + 'from t ' + 'where b = ' + b)`, ['select: select a from t where b = $1']],
    ['const Q = /* sql */ `select * from t`', ['select: select * from t']],
    [`const LIST = "SELECT id FROM threads"`, ['select: SELECT id FROM threads']],
    [`const list = 'select id from threads where owner = $1'`, ['select: select id from threads where owner = $1']],
    [
      'pool.query(`with gone as (delete from t returning *) select * from gone`)',
      ['write: with gone as (delete from t returning *) select * from gone'],
    ],
    ['pool.query("begin; select 1; commit")', ['other: begin', 'select: select 1', 'other: commit']],
    ["pool.query(`select $$it is ${x}; ok$$, 'a;b' from t`)", [`select: select $$it is $1; ok$$, 'a;b' from t`]],
    [
      'pool.query(`merge into t using s on t.id = s.id when matched then delete`)',
      ['write: merge into t using s on t.id = s.id when matched then delete'],
    ],
    ['class A { @field() x = this.db.query<Row>(`select 1`) as unknown }', ['select: select 1']],
    ['pool.query(new Query("select 1"))', []],
    [
      'for (const x of await db.many("select * from t where a = $1", [a])) {}',
      ['select: select * from t where a = $1'],
    ],
    ['pool.query(`select 1 where ${a} = any(${b}::int[])` as string)', ['select: select 1 where $1 = any($2::int[])']],
    ['pool.query(`select * into copy from t`)', ['other: select * into copy from t']],
    ['pool.query(`explain analyze delete from t`)', ['write: explain analyze delete from t']],
    ['sql`select * from t where id in ${sql(ids)}`', ['select: select * from t where id in ($1)']],
    ["sql`insert into t ${sql(user, 'name', 'order')}`", ['write: insert into t (name, "order") values ($1, $2)']],
    ["sql`update t set ${sql(user, 'name')} where id = ${1}`", ['write: update t set name = $1 where id = $2']],
    ['sql`select * from ${table} where a = ${1}`', ['select: select * from "table" where a = $1']],
    [
      "sql.unsafe`select * from ${sql.identifier(['app', 'users'])} where a = ${x}`",
      ['select: select * from app.users where a = $1'],
    ],
    [
      "db.any('select * from t where a = ${id} and b = $/id/', { id })",
      ['select: select * from t where a = $1 and b = $1'],
    ],
    [`pool.query(all ? 'select 1' : 'select 2')`, ['select: select 1', 'select: select 2']],
    ["pool.query(['select a', 'from t'].join('\\n'))", ['select: select a from t']],
    [`db.exec('delete from t where a = 1')`, ['write: delete from t where a = 1']],
    ['tracker.query("select a fruit from the list")', []],
    ['const label = "SELECT A PLAN FROM THE LIST"', []],
    ['api.get("select one")', []],
    ['$("select option").first("select")', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('in JavaScript with markup, and in modules of every kind', () => {
    const text = 'export const Page = () => <b>{db.query(`select 1`)}</b>';
    for (const file of ['/a.jsx', '/a.tsx', '/a.js']) expect(found(text, file)).toEqual(['select: select 1']);
    for (const file of ['/a.mts', '/a.cts', '/a.mjs', '/a.cjs'])
      expect(found('db.query(`select 1`)', file)).toEqual(['select: select 1']);
  });

  test.each([
    'const say = "select a fruit from the list"',
    'log(`update the value of ${x}`)',
    'const t = "Select one"',
    'client.query(`query { user { id } }`)',
    'element.querySelector("select")',
    'const broken = (',
    '// pool.query("select 1")',
    'pool.query("")',
    'throw new Error("with great power")',
  ])('are not seen in: %s', (text) => {
    expect(found(text)).toEqual([]);
    expect(find(text).broken).toEqual([]);
  });
});

describe('holes', () => {
  test.each([
    ['sql`select * from ${users} where ${users.id} = ${id}`', 'select * from users where users.id = $1'],
    ['sql`select * from ${sql.identifier("my_table")} where a = ${a}`', 'select * from my_table where a = $1'],
    ['sql`select ${sql(columns)} from t`', 'select $1 from t'],
    ['sql`insert into ${sql("logs")} (a) values (${a})`', 'insert into logs (a) values ($1)'],
    ['sql`select * from t ${whereClause} order by a`', 'select * from t  order by a'],
    [
      'sql`select * from t where a = 1 ${b ? sql`and b = ${b}` : sql``} limit ${n}`',
      'select * from t where a = 1  limit $1',
    ],
    ['pool.query(`select * from "${table}" where id = $1`, [id])', 'select * from "$2" where id = $1'],
    ['pool.query(`select * from t order by ${column} desc`)', 'select * from t order by $1 desc'],
    ['pool.query(`select * from ${this.tableName} t`)', 'select * from "tableName" t'],
    [`knex.raw('select * from t where a = ? and b = ?', [a, b])`, 'select * from t where a = $1 and b = $2'],
    [
      `knex.raw('select * from t where a = :a and b = :b or c = :a', { a })`,
      'select * from t where a = $1 and b = $2 or c = $1',
    ],
    [
      'db.any("select * from t where a = $<a> and b::text = $(b)", { a, b })',
      'select * from t where a = $1 and b::text = $2',
    ],
    [`pool.query("select data ? 'key' from t")`, `select data ? 'key' from t`],
  ])('%s', (text, sql) => {
    expect(find(text).statements[0]?.statement.sql).toBe(sql);
  });

  test('tell what a value stands for, but no literal', () => {
    const [statement] = find('pool.query(`select ${thread.id}, ${"secret"}, ${f(\n  a,\n  b)} from t`)').statements;
    expect(statement?.statement.parameters).toEqual([
      { number: 1, text: 'thread.id' },
      { number: 2, text: '$2' },
      { number: 3, text: 'f( a, b)' },
    ]);
    const [numbered] = find('pool.query("select $2, $1, $3", [owner, limit, 17])').statements;
    expect(numbered?.statement.parameters.map(({ text }) => text)).toEqual(['owner', 'limit', '$3']);
  });

  test('come after the numbers that are there', () => {
    expect(find('pool.query(`select $1, ${b}`, [a])').statements[0]?.statement.parameters).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
    ]);
  });
});

describe('places', () => {
  test('of a statement and of everything in it are those of the source', () => {
    const text =
      "const é = 1;\r\nawait pool.query(\r\n  `\r\n  select 'ü\\n𝒳' as x, ${é} as y,\r\n    wanted from t`);";
    const [one] = find(text).statements;
    if (one === undefined) throw new Error('nothing found');
    expect(one.statement.place).toEqual({ file: '/app/a.ts', line: 4, column: 3 });
    expect(one.statement.end).toEqual({ line: 5, column: 18 });
    expect(one.statement.sql).toBe("select 'ü\n𝒳' as x, $1 as y,\n    wanted from t");
    for (const word of ['select', 'as y', 'wanted', 'from t', "𝒳'"])
      expect(text.slice(originOf(one.runs, one.statement.sql.indexOf(word))).startsWith(word)).toBe(true);
    expect(text.slice(originOf(one.runs, one.statement.sql.indexOf('$1')))).toMatch(/^é\}/);
  });

  test('of a mistake are in the template', () => {
    const text = 'pool.query(`\n  select *\n  form threads where id = ${id}\n`)';
    expect(find(text)).toMatchObject({
      statements: [],
      broken: [{ message: 'syntax error at or near "form"', place: { line: 3, column: 3 } }],
    });
  });
});

describe('statements of a .sql file', () => {
  test('stand between semicolons', () => {
    const text = `-- first\nselect 'a;b';\n\n/* second */ insert into t values (1); ;\nselect $1`;
    expect(found(text, '/a.sql')).toEqual([
      `select: select 'a;b'`,
      'write: insert into t values (1)',
      'select: select $1',
    ]);
    expect(find(text, '/a.sql').statements.map(({ statement: { place } }) => `${place.line}:${place.column}`)).toEqual([
      '2:1',
      '4:14',
      '5:1',
    ]);
  });

  test('are found beside one that is broken, terminal commands and named values', () => {
    const text = `\\timing on\nselect 1;\nselect form;;\nselect oops from;\nselect * from t where id = :id and ts::date = :day;`;
    const { statements, broken } = find(text, '/a.sql');
    expect(statements.map(({ statement: { sql } }) => sql)).toEqual([
      'select 1',
      'select form',
      'select * from t where id = $1 and ts::date = $2',
    ]);
    expect(statements[2]?.statement.parameters).toEqual([
      { number: 1, text: 'id' },
      { number: 2, text: 'day' },
    ]);
    expect(broken).toMatchObject([{ message: 'syntax error at end of input', place: { line: 4 } }]);
  });

  test('with functions in it are taken whole', () => {
    const text = `create function f() returns int begin atomic select 1; select 2; end;\nselect f()`;
    expect(found(text, '/a.sql')).toHaveLength(2);
  });

  test('that are too many are cut', () => {
    expect(found('select 1;'.repeat(limits.statementsMax.value + 5), '/a.sql')).toHaveLength(
      limits.statementsMax.value,
    );
  });
});
