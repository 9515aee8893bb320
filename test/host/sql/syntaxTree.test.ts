import { describe, expect, test } from 'vitest';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';
import { lastingFunctions, statementKind } from '../../../src/host/sql/syntaxTree.ts';

const parser = await sqlParser();
function only(sql: string) {
  const [raw] = parser.statements(sql);
  if (raw === undefined) throw new Error('no statement');
  return raw;
}

describe('the kind of a statement', () => {
  test.each([
    ['select 1', 'select'],
    ['values (1)', 'select'],
    ['table t', 'select'],
    ['select * from t for update', 'select'],
    ['insert into t select 1', 'write'],
    ['with a as (select 1) update t set x = 1', 'write'],
    ['with a as (with b as (delete from t returning 1) select * from b) select * from a', 'write'],
    ['merge into t using s on true when matched then do nothing', 'write'],
    ['select 1 into t', 'other'],
    ['create table t as select 1', 'other'],
    ['copy t to program $$rm$$', 'other'],
    ['do $$begin end$$', 'other'],
    ['set role x', 'other'],
    ['explain analyze delete from t', 'write'],
  ] as const)('%s: %s', (sql, kind) => {
    expect(statementKind(only(sql))).toBe(kind);
  });
});

test('functions whose effects stay are seen, wherever they are called', () => {
  expect(
    lastingFunctions(only('select * from t where pg_catalog.pg_terminate_backend(1) or dblink_exec($1) = $2')),
  ).toEqual(['pg_terminate_backend', 'dblink_exec']);
  expect(lastingFunctions(only('select dblink from t where now() > a'))).toEqual([]);
});
