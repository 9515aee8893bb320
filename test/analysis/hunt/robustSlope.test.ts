import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianOf, residuals, robustSlope, type Reading } from '../../../src/analysis/hunt/robustSlope.ts';

const line = (count: number, value: (work: number) => number, stretch = 0): readonly Reading[] =>
  Array.from({ length: count }, (_, at) => ({ work: at * 10, value: value(at * 10), stretch }));

describe('the robust slope', () => {
  test('of a straight line is its slope, without scatter', () => {
    expect(robustSlope(line(8, (work) => 5 + 3 * work))).toEqual({ perUnit: 3, low: 3, high: 3, scatter: 0 });
  });

  test('needs three pairs', () => {
    expect(robustSlope(line(2, (work) => work))).toBeNull();
    expect(robustSlope([])).toBeNull();
  });

  test('is not moved by a quarter of wild readings', () => {
    const wild = line(16, (work) => 2 * work).map((one, at) => (at % 4 === 1 ? { ...one, value: 1e9 } : one));
    const slope = robustSlope(wild);
    expect(slope?.perUnit).toBeGreaterThanOrEqual(2);
    expect(slope?.perUnit).toBeLessThan(4);
  });

  test('does not see a step between two stretches', () => {
    const stepped = [...line(6, () => 100), ...line(6, () => 90_000, 1)];
    expect(robustSlope(stepped)?.perUnit).toBe(0);
    expect(residuals(stepped, 0).every((off) => off === 0)).toBe(true);
  });

  test('grows with the values, turns with their sign, and lies in its interval', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 20 }), (values) => {
        const readings = values.map((value, at) => ({ work: at, value, stretch: 0 }));
        const slope = robustSlope(readings);
        const mirrored = robustSlope(readings.map((one) => ({ ...one, value: -one.value })));
        const doubled = robustSlope(readings.map((one) => ({ ...one, value: 2 * one.value + 7 })));
        expect(mirrored?.perUnit).toBeCloseTo(-(slope?.perUnit ?? Number.NaN), 9);
        expect(doubled?.perUnit).toBeCloseTo(2 * (slope?.perUnit ?? Number.NaN), 9);
        expect(slope?.low).toBeLessThanOrEqual(slope?.perUnit ?? Number.NaN);
        expect(slope?.high).toBeGreaterThanOrEqual(slope?.perUnit ?? Number.NaN);
      }),
    );
  });
});

test('the median of nothing is no number', () => {
  expect(medianOf([])).toBeNaN();
  expect(medianOf([3, 1, 2])).toBe(2);
  expect(medianOf([4, 1, 2, 3])).toBe(2.5);
});
