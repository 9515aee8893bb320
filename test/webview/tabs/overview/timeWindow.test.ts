import { expect, test } from 'vitest';
import { captureMarks, movingEnd, timeWindow } from '../../../../webview/tabs/overview/timeWindow.ts';
import { capturesOf, targetsOf } from '../../../support/panel/facts.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';

test.each([
  [0, 60_000, 60_000],
  [10_000, 60_000, 60_000],
  [900_000, 900_000, 980_000],
  [7_200_000, 3_600_000, 3_600_000],
])('%d ms of samples are shown on an axis of %d to %d ms that holds the newest', (measured, shortest, longest) => {
  const lastAt = 1_000_000_000;
  const { fromAt, toAt } = timeWindow(lastAt - measured, lastAt);
  expect(toAt - fromAt).toBeGreaterThanOrEqual(shortest);
  expect(toAt - fromAt).toBeLessThanOrEqual(longest);
  expect(toAt).toBeGreaterThanOrEqual(lastAt);
  expect(toAt - lastAt).toBeLessThanOrEqual((toAt - fromAt) / 100);
});

test('the end moves in steps that can be seen', () => {
  expect(movingEnd(1_234_567, 60_000)).toBe(1_234_600);
  expect(movingEnd(1_234_567, 600_000)).toBe(1_235_000);
});

test('snapshots of the target are marks; imported ones and those of others are not', () => {
  const [target, other] = targetsOf({ ...fullScenario, targets: 2 }, 0);
  const [first, second, third] = capturesOf(fullScenario, 0);
  const marks = captureMarks([first, { ...second, way: 'import' }, third], target);
  expect(marks.map(({ name }) => name)).toEqual(['snapshot 1', 'snapshot 3']);
  expect(captureMarks([first], other)).toEqual([]);
});
