import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sqlLayout, sqlOneLine, sqlPieces } from '../../../webview/format/sqlPieces.ts';

test('words of the language are told from names, strings and comments', () => {
  expect(sqlPieces("select id from t where a = 'from' -- limit")).toEqual([
    { kind: 'keyword', text: 'select' },
    { kind: 'plain', text: ' id ' },
    { kind: 'keyword', text: 'from' },
    { kind: 'plain', text: ' t ' },
    { kind: 'keyword', text: 'where' },
    { kind: 'plain', text: ' a = ' },
    { kind: 'string', text: "'from'" },
    { kind: 'plain', text: ' ' },
    { kind: 'comment', text: '-- limit' },
  ]);
});

test('the pieces joined are the statement, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'é', '$', '1', "'", '"', '-', '/', '*', ' ', '\n', '(', 'select') }),
      (sql) => {
        expect(
          sqlPieces(sql)
            .map(({ text }) => text)
            .join(''),
        ).toBe(sql);
      },
    ),
  );
});

test('a statement on one line gets a line for each clause, but none within brackets or strings', () => {
  expect(sqlLayout("select a from t where k = (select id from u limit 1) and b = ' from ' order by a limit 50")).toBe(
    "select a\nfrom t\nwhere k = (select id from u limit 1) and b = ' from '\norder by a\nlimit 50",
  );
});

test('lines of the author stay, without the indent of the template they stand in', () => {
  expect(sqlLayout('select a\n      from t\n        where b\n')).toBe('select a\nfrom t\n  where b');
  expect(sqlOneLine('select a\n   from t')).toBe('select a from t');
});
