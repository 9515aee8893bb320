import { expect, test } from 'vitest';
import { roundUp, timeTicks } from '../../../webview/charts/ticks.ts';

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
