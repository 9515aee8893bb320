import { describe, expect, test } from 'vitest';
import { findSql } from '../../../src/host/sql/findSql.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';
import { statementAt } from '../../../src/host/sql/statementAt.ts';

const parser = await sqlParser();
const text = `import x from 'x';
const a = await pool.query(
  \`select 1
   from one\`,
); const b = sql\`select 2\`;
const both = pool.query('select 3; select 4');
const bad = pool.query('select from where');
`;
const at = (line: number, column: number | null = null) =>
  statementAt(findSql(text, '/a.ts', parser), text, '/a.ts', { line, column }).statement.sql;

describe('the statement at a place', () => {
  test.each([
    [2, null, 'select 1\n   from one'],
    [2, 5, 'select 1\n   from one'],
    [3, null, 'select 1\n   from one'],
    [4, 6, 'select 1\n   from one'],
    [5, null, 'select 2'],
    [5, 15, 'select 2'],
    [5, 19, 'select 2'],
    [6, 5, 'select 3'],
    [6, 37, 'select 4'],
  ] as const)('at %d:%d is %s', (line, column, sql) => {
    expect(at(line, column)).toBe(sql);
  });

  test('that is none is told', () => {
    expect(() => at(1)).toThrow(expect.objectContaining({ code: 'statementNotFound' }));
    expect(() => at(99)).toThrow('/a.ts has no line 99');
  });

  test('that is broken is told with the words of the parser at their place', () => {
    expect(() => at(7)).toThrow(
      expect.objectContaining({ code: 'statementFailed', message: '/a.ts:7:37: syntax error at or near "where"' }),
    );
  });
});
