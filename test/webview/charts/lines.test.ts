import { expect, test } from 'vitest';
import { lineColumns } from '../../../webview/charts/lines.ts';

const same = { x: (at: number) => at, y: (value: number) => value };
const line = (points: readonly (readonly [number, number])[]) => ({
  at: Float64Array.from(points, ([at]) => at),
  value: Float64Array.from(points, ([, value]) => value),
  length: points.length,
});

test('a line passes each column between its points, with no hole', () => {
  const { first, high, low } = lineColumns(
    line([
      [2.5, 10],
      [4.5, 30],
    ]),
    same,
  );
  expect(first).toBe(2);
  expect([...high]).toEqual([10, 15, 25]);
  expect([...low]).toEqual([15, 25, 30]);
});

test('several points in one column reach from the lowest to the highest', () => {
  const { high, low } = lineColumns(
    line([
      [0, 5],
      [0.2, 50],
      [0.6, 1],
      [0.9, 7],
    ]),
    same,
  );
  expect([[...high], [...low]]).toEqual([[1], [50]]);
});

test('an unknown value breaks the line', () => {
  const { high } = lineColumns(
    line([
      [0, 1],
      [2, NaN],
      [4, 1],
    ]),
    same,
  );
  expect([...high]).toEqual([1, NaN, NaN, NaN, 1]);
});

test('no points pass no column', () => {
  expect(lineColumns(line([]), same).high).toHaveLength(0);
});
