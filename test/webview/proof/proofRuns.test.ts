import { expect, test } from 'vitest';
import { runScale } from '../../../webview/proof/proofRuns.ts';

test('each run lies within the axis, equal ratios equally apart', () => {
  const { at } = runScale([1, 10, 100]);
  expect(at(10) - at(1)).toBeCloseTo(at(100) - at(10), 10);
  for (const value of [1, 100]) {
    expect(at(value)).toBeGreaterThan(0);
    expect(at(value)).toBeLessThan(1);
  }
});

test('runs that took no time lie at its edge', () => {
  expect(runScale([0, 5]).at(0)).toBe(0);
  expect(Number.isFinite(runScale([]).at(3))).toBe(true);
});
