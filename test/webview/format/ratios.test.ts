import { expect, test } from 'vitest';
import { ratioWords } from '../../../webview/format/ratios.ts';

test('a ratio has the digits that a gain has everywhere', () => {
  expect([0.985, 1.12, 2.14, 16.5, 96.7, 3851].map(ratioWords)).toEqual([
    '0.98x',
    '1.12x',
    '2.1x',
    '17x',
    '97x',
    '3,851x',
  ]);
});
