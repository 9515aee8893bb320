import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { change, inWords, quantity, range, significant } from '../../src/format/quantity.ts';

describe('a quantity', () => {
  test.each([
    [0, 'bytes', '0 B'],
    [999, 'bytes', '999 B'],
    [1_904, 'bytes', '1.90 KB'],
    [14_600_000, 'bytes', '14.6 MB'],
    [182_000_000, 'bytes', '182 MB'],
    [999_950, 'bytes', '1.00 MB'],
    [0.87, 'ms', '0.870 ms'],
    [0.0123, 'ms', '12.3 µs'],
    [20.44, 'ms', '20.4 ms'],
    [1_980, 'ms', '1.98 s'],
    [0.021, 'ratio', '2.10 %'],
    [0, 'ratio', '0 %'],
    [1_204, 'count', '1,204'],
    [6.54, 'perSecond', '6.54 /s'],
    [62_300_000, 'bytesPerSecond', '62.3 MB/s'],
  ] as const)('%d %s is %s', (value, unit, words) => {
    expect(inWords(quantity(value, unit))).toBe(words);
  });

  test('what is not known is a dash, never a zero', () => {
    for (const value of [null, undefined, NaN]) expect(inWords(quantity(value, 'bytes'))).toBe('—');
  });

  test('a change has a true minus, a plus, or is a plain zero', () => {
    expect(inWords(change(2_290_112, 'bytes'))).toBe('+2.29 MB');
    expect(inWords(change(-12_100, 'bytes'))).toBe('\u221212.1 KB');
    expect(inWords(change(0, 'count'))).toBe('0');
  });

  test('hover gives the exact value', () => {
    expect(quantity(2_290_112, 'bytes').exact).toBe('2,290,112 bytes');
    expect(change(-3, 'count').exact).toBe('\u22123');
  });

  test('a range has its unit once, where both ends share it', () => {
    expect(inWords(range(149e6, 184e6, 'bytes'))).toBe('149–184 MB');
    expect(inWords(range(900e3, 1.2e6, 'bytes'))).toBe('900 KB – 1.20 MB');
    expect(inWords(range(5, 5, 'ms'))).toBe('5.00 ms');
  });

  test('no number shows more than its three digits, and none is off by more than half of the last', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0005, max: 999, noNaN: true }), (value) => {
        const shown = significant(value, 3);
        expect(shown.replace('.', '').replace(/^0+/, '').length).toBeLessThanOrEqual(3);
        expect(Math.abs(Number(shown) - value)).toBeLessThanOrEqual(value * 0.0051);
      }),
    );
  });
});
