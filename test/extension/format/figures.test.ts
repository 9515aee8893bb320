import { expect, test } from 'vitest';
import { bytesText, delayText, signedBytes, signedCount, spanText } from '../../../src/extension/format/figures.ts';

test('sizes have at most three digits', () => {
  expect([0, 999, 1_920, 14_600_000, 182_300_000, 999_700].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1.92 KB',
    '14.6 MB',
    '182 MB',
    '1.00 MB',
  ]);
});

test('delays are milliseconds until they are seconds', () => {
  expect([0.31, 4.2, 59.4, 1_240].map(delayText)).toEqual(['0.3 ms', '4 ms', '59 ms', '1.2 s']);
});

test('spans have their two largest parts', () => {
  expect([41_000, 720_000, 8_040_000].map(spanText)).toEqual(['41 s', '12 min', '2 h 14 min']);
});

test('changes have a sign, and none where there is none', () => {
  expect([signedCount(1_204), signedCount(-3), signedCount(0)]).toEqual(['+1,204', '\u22123', '0']);
  expect([signedBytes(2_290_000), signedBytes(-96), signedBytes(0)]).toEqual(['+2.29 MB', '\u221296 B', '0 B']);
});
