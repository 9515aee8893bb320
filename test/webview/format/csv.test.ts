import { expect, test } from 'vitest';
import { csv } from '../../../webview/format/csv.ts';

test('text is quoted where it has to be, numbers are exact, unknown is empty', () => {
  const text = csv(
    ['Class', 'Bytes', 'Place'],
    [
      ['plain', 2290112, null],
      ['a, "b"\nc', 0.5, '/src/a.ts:1'],
    ],
  );
  expect(text).toBe('Class,Bytes,Place\r\nplain,2290112,\r\n"a, ""b""\nc",0.5,/src/a.ts:1\r\n');
});
