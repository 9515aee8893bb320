import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/analysis/experiment/seededRandom.ts';

const drawn = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test('one seed gives one row of numbers, another seed another', () => {
  expect(drawn(1, 20)).toEqual(drawn(1, 20));
  expect(drawn(1, 20)).not.toEqual(drawn(2, 20));
});

test('the numbers are spread evenly from 0 to below 1', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const value of drawn(7, 20_000)) tenths[Math.floor(value * 10)] += 1;
  expect(tenths).toHaveLength(10);
  for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
});
