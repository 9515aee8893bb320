import { expect, test } from 'vitest';
import { moved } from '../../../webview/charts/timeRange.ts';

const whole = { fromAt: 0, toAt: 100_000 };
const range = { fromAt: 40_000, toAt: 60_000 };

test.each([
  ['both', 10_000, { fromAt: 50_000, toAt: 70_000 }],
  ['both', 90_000, { fromAt: 80_000, toAt: 100_000 }],
  ['both', -90_000, { fromAt: 0, toAt: 20_000 }],
  ['from', -50_000, { fromAt: 0, toAt: 60_000 }],
  ['from', 50_000, { fromAt: 58_000, toAt: 60_000 }],
  ['to', 90_000, { fromAt: 40_000, toAt: 100_000 }],
  ['to', -90_000, { fromAt: 40_000, toAt: 42_000 }],
] as const)('moving %s by %d stays inside, and never turns over', (edge, step, expected) => {
  expect(moved(range, whole, step, edge)).toEqual(expected);
});
