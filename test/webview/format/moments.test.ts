import { expect, test } from 'vitest';
import { ago, clock, clockSeconds, fullMoment, span } from '../../../webview/format/moments.ts';

const at = new Date(2026, 2, 9, 14, 3, 7).getTime();

test('times of day stand on the clock of the user', () => {
  expect(clock(at)).toBe('14:03');
  expect(clockSeconds(at)).toBe('14:03:07');
  expect(fullMoment(at)).toBe('2026-03-09 14:03:07');
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_000, '59 min'],
  [8_040_000, '2 h 14 m'],
  [273_600_000, '3 d 4 h'],
])('%d ms are %s', (length, words) => {
  expect(span(length)).toBe(words);
});

test('what was a moment ago is just now', () => {
  expect(ago(at, at + 1_000)).toBe('just now');
  expect(ago(at, at + 41_000)).toBe('41 s ago');
});
