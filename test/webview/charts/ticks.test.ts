import { expect, test } from 'vitest';
import { linearTicks, logTicks, roundUp, timeTicks } from '../../../webview/charts/ticks.ts';

test.each([
  [60_000, 6, 10_000],
  [180_000, 6, 30_000],
  [1_800_000, 6, 300_000],
  [3_600_000, 4, 900_000],
])('%d ms in at most %d steps goes by %d', (length, countMax, step) => {
  const ticks = timeTicks(7_123, 7_123 + length, countMax);
  expect(ticks.step).toBe(step);
  expect(ticks.at.every((at) => at % step === 0 && at >= 7_123 && at <= 7_123 + length)).toBe(true);
  expect(ticks.at.length).toBeGreaterThan(0);
});

test.each([
  [0, 1],
  [1, 1],
  [23, 30],
  [52.7, 60],
  [60, 60],
  [61, 80],
  [0.021, 0.03],
])('the round number above %d is %d', (value, round) => {
  expect(roundUp(value)).toBeCloseTo(round, 9);
});

test('ticks of a linear axis are round and reach over the highest value', () => {
  expect(linearTicks(41.2, 4)).toEqual([0, 20, 40, 60]);
  expect(linearTicks(1_200, 6)).toEqual([0, 200, 400, 600, 800, 1_000, 1_200]);
  expect(linearTicks(0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
});

test('ticks of a log axis are as fine as there is room', () => {
  expect(logTicks(0.65, 110, 4)).toEqual([1, 10, 100]);
  expect(logTicks(0.9, 12, 4)).toEqual([1, 2, 5, 10]);
  expect(logTicks(0.94, 1.8, 6)).toEqual([1, 1.5]);
  expect(logTicks(1, 1e9, 4)).toHaveLength(4);
  expect(logTicks(0, 10, 4)).toEqual([]);
});
