import fc from 'fast-check';
import { expect, test } from 'vitest';
import { downSampled } from '../../../src/analysis/series/downSampled.ts';

const rows = (...columns: readonly number[][]) => ({
  at: Float64Array.from(columns[0], (_, index) => index * 100),
  columns: columns.map((column) => Float64Array.from(column)),
});

test('a series that fits is given as it is', () => {
  const series = rows([1, 2, 3]);
  expect(downSampled(series, 3)).toEqual(series);
});

test('each bucket keeps its lowest and highest, in the order they came', () => {
  //                      bucket 1    bucket 2
  const series = rows([1, 9, 2, 3, 8, 4, 0, 5], [5, 5, 5, 5, Number.NaN, 1, 2, Number.NaN]);
  const { at, columns } = downSampled(series, 4);
  expect([...at]).toEqual([0, 300, 400, 700]);
  expect([...columns[0]]).toEqual([1, 9, 8, 0]);
  expect([...columns[1]]).toEqual([5, 5, 1, 2]);
});

test('a bucket in which nothing is known stays unknown', () => {
  const { columns } = downSampled(rows([Number.NaN, Number.NaN, Number.NaN, 1, 2, 3]), 4);
  expect([...columns[0]]).toEqual([Number.NaN, Number.NaN, 1, 3]);
});

test('no extreme is lost, no row is too many, and moments ascend', () => {
  const value = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), fc.integer({ min: 2, max: 60 }), (values, max) => {
      const { at, columns } = downSampled(rows(values), max);
      expect(at.length).toBeLessThanOrEqual(Math.max(max, 2));
      expect(columns[0]).toHaveLength(at.length);
      expect([...at]).toEqual([...at].toSorted((a, b) => a - b));
      const known = values.filter((each) => !Number.isNaN(each));
      const kept = [...columns[0]].filter((each) => !Number.isNaN(each));
      expect(Math.min(...kept)).toBe(Math.min(...known));
      expect(Math.max(...kept)).toBe(Math.max(...known));
      expect(at[0]).toBe(0);
      expect(at.at(-1)).toBe((values.length - 1) * 100);
    }),
  );
});
