import { expect, test } from 'vitest';
import { characterOffset, pointedOffset, sqlParser, SqlSyntaxError } from '../../../src/host/sql/sqlParser.ts';

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('counts statements, not semicolons', async () => {
  const { statements } = await sqlParser();
  expect(statements('select 1')).toHaveLength(1);
  expect(statements("select ';'; -- ;\n;")).toHaveLength(1);
  expect(statements('select 1; select 2')).toHaveLength(2);
  expect(statements('-- nothing')).toHaveLength(0);
  expect(statements('')).toHaveLength(0);
});

test('points at the mistake in characters, also behind letters of several bytes', async () => {
  const { statements } = await sqlParser();
  const sql = `select 'é𝒳ü' as "naïve" form t`;
  const error = errorOf(() => statements(sql));
  expect(error).toBeInstanceOf(SqlSyntaxError);
  expect(error).toMatchObject({ message: 'syntax error at or near "form"', offset: sql.indexOf('form') });
});

test('gives statements that differ in their values one fingerprint', async () => {
  const { fingerprint } = await sqlParser();
  expect(fingerprint('select * from t where a = 1')).toBe(fingerprint('SELECT *  from t where a = $1'));
  expect(fingerprint('select * from t where a = 1')).not.toBe(fingerprint('select * from t where b = 1'));
});

test('places in bytes and in code points become places in the text', () => {
  expect(pointedOffset('aé𝒳b', 3)).toBe(4);
  expect(pointedOffset('ab', 9)).toBe(2);
  expect(characterOffset('aé𝒳b', 7)).toBe(4);
});
