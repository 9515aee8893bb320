import { expect, test } from 'vitest';
import { loadSchedule } from '../../../src/host/load/loadSchedule.ts';

function first(count: number, schedule: Iterator<number, never>): readonly number[] {
  return Array.from({ length: count }, () => schedule.next().value);
}

/** Random numbers from 0 to 1 that are the same each time (Park and Miller). */
function repeatable(): () => number {
  let state = 42;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test('fixed arrivals do not drift', () => {
  expect(first(4, loadSchedule({ ratePerSecond: 3, arrivals: 'fixed' }, Math.random))).toEqual([
    0,
    1000 / 3,
    2000 / 3,
    1000,
  ]);
});

test('Poisson arrivals keep the rate, and vary as much as they are long', () => {
  const moments = first(20_001, loadSchedule({ ratePerSecond: 100, arrivals: 'poisson' }, repeatable()));
  const gaps = moments.slice(1).map((at, index) => at - (moments[index] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  expect(mean).toBeGreaterThan(9.7);
  expect(mean).toBeLessThan(10.3);
  expect(deviation / mean).toBeGreaterThan(0.95);
  expect(deviation / mean).toBeLessThan(1.05);
});
