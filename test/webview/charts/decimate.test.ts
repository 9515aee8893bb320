import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimate, extent } from '../../../webview/charts/decimate.ts';

const line = (values: readonly (readonly [at: number, value: number])[]) => ({
  start: 0,
  end: values.length,
  at: (row: number) => values[row][0],
  value: (row: number) => values[row][1],
});
const pairs = (points: ReturnType<typeof decimate>) =>
  Array.from({ length: points.length }, (_, index) => [points.at[index], points.value[index]]);

describe('a decimated line', () => {
  test('keeps the lowest and the highest of each stretch, in their order', () => {
    const values = [
      [0, 5],
      [1, 9],
      [2, 1],
      [3, 4],
      [10, 2],
      [11, 7],
    ] as const;
    expect(pairs(decimate(line(values), 0, 20, 2, 100))).toEqual([
      [1, 9],
      [2, 1],
      [10, 2],
      [11, 7],
    ]);
  });

  test('breaks where a value is unknown and where nothing was measured for long', () => {
    expect(
      pairs(
        decimate(
          line([
            [0, 1],
            [1, NaN],
            [2, 3],
            [50, 4],
          ]),
          0,
          60,
          60,
          10,
        ),
      ),
    ).toEqual([
      [0, 1],
      [1, NaN],
      [2, 3],
      [50, NaN],
      [50, 4],
    ]);
  });

  test('loses no peak, makes none up, and is short', () => {
    const samples = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 50 }), (values, buckets) => {
        const rows = values.map((value, index) => [index, value] as const);
        const points = decimate(line(rows), 0, values.length, buckets, 1e9);
        expect(extent(points)).toEqual({ low: Math.min(...values), high: Math.max(...values) });
        expect(points.length).toBeLessThanOrEqual(2 * buckets + 2);
        for (const [at, value] of pairs(points)) expect(values[at]).toBe(value);
      }),
    );
  });
});

test('nothing has no extent', () => {
  expect(extent(decimate(line([]), 0, 1, 10, 1))).toBeNull();
});
