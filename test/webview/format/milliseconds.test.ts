import { expect, test } from 'vitest';
import { milliseconds } from '../../../webview/format/milliseconds.ts';
import { inWords } from '../../../webview/format/quantity.ts';

test('short times keep one unit, so that a column of them can be compared', () => {
  const words = [0, 0.002, 0.02, 0.87, 9.994, 84.14, 412.3, 999.4, 1_240, null].map((value) =>
    inWords(milliseconds(value)),
  );
  expect(words).toEqual([
    '0.00 ms',
    '<0.01 ms',
    '0.02 ms',
    '0.87 ms',
    '9.99 ms',
    '84.1 ms',
    '412 ms',
    '999 ms',
    '1.24 s',
    '—',
  ]);
});
