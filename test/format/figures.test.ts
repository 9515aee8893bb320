import { describe, expect, test } from 'vitest';
import {
  bytesText,
  changeText,
  countText,
  delayText,
  evidenceText,
  figureText,
  gainText,
  signedBytes,
  signedCount,
  spanText,
  timeText,
} from '../../src/format/figures.ts';
import type { Unit } from '../../src/protocol/units.ts';

describe('figures in words', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_920, '1.92 KB'],
    [18_120, '18.1 KB'],
    [999_700, '1.00 MB'],
    [182_300_000, '182 MB'],
    [4_300_000_000, '4.30 GB'],
    [-1_900, '\u22121.90 KB'],
  ])('%d bytes: %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  test('counts have thousands separators and a true minus; changes have a sign, and none where there is none', () => {
    expect([countText(1_204), countText(-1_204), countText(7)]).toEqual(['1,204', '\u22121,204', '7']);
    expect([signedCount(1_204), signedCount(-3), signedCount(0)]).toEqual(['+1,204', '\u22123', '0']);
    expect([signedBytes(2_290_000), signedBytes(-96), signedBytes(0)]).toEqual(['+2.29 MB', '\u221296 B', '0 B']);
  });

  test('times that were measured, that pass, and that passed', () => {
    expect([0.87, 14, 3_100, 720_000].map(timeText)).toEqual(['0.870 ms', '14.0 ms', '3.10 s', '12.0 min']);
    expect([0.31, 4.2, 59.4, 1_240].map(delayText)).toEqual(['0.3 ms', '4 ms', '59 ms', '1.2 s']);
    expect([41_000, 720_000, 8_040_000].map(spanText)).toEqual(['41 s', '12 min', '2 h 14 min']);
  });

  test.each<[Unit, number, string]>([
    ['bytes', 1_480, '1.48 KB per turn'],
    ['ms', 4, '4.00 ms per turn'],
    ['ratio', 0.683, '68.3 % per turn'],
    ['count', 3, '3 per turn'],
  ])('%s with what it is per', (unit, value, text) => {
    const evidence = { name: 'n', value, unit, per: 'turn' };
    expect([evidenceText(evidence), changeText(evidence)]).toEqual([text, `+${text}`]);
  });

  test('what was not measured is a dash', () => {
    expect([figureText(null, 'ms'), figureText(0, 'count')]).toEqual(['—', '0']);
  });

  test.each([
    [97.2, 88.4, 104.1, '97x (88–104)'],
    [9.96, 9.1, 10.8, '10x (9–11)'],
    [2.1, 1.9, 2.44, '2.1x (1.9–2.4)'],
    [1.01, 0.97, 1.04, '1.01x (0.97–1.04)'],
    [0.52, 0.4, 0.61, '0.52x (0.40–0.61)'],
    [1_234, 1_100, 1_300, '1,234x (1,100–1,300)'],
  ])('a ratio of %d between %d and %d: %s', (ratio, low, high, text) => {
    expect(gainText({ ratio, interval: [low, high] })).toBe(text);
  });

  test('where nothing is left that could be measured, a ratio is the least it can be', () => {
    expect(gainText({ ratio: 83, interval: [79, 83], isLeast: true })).toBe('at least 79x');
  });
});
