import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnParameters } from '../../../src/host/pool/mixParameters.ts';

test('a random parameter is drawn within its bounds, both included', () => {
  const drawn = (random: number) => drawnParameters([{ random: [1, 3] }], () => random)[0];
  expect([0, 0.34, 0.67, 0.999].map(drawn)).toEqual([1, 2, 3, 3]);
  fc.assert(
    fc.property(
      fc.integer(),
      fc.nat(1_000_000),
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      (low, width, random) => {
        const [value] = drawnParameters([{ random: [low, low + width] }], () => random);
        return Number.isInteger(value) && Number(value) >= low && Number(value) <= low + width;
      },
    ),
  );
});

test('bounds with fractions give fractions, and everything else is a value', () => {
  expect(drawnParameters([{ random: [0, 0.5] }], () => 0.5)).toEqual([0.25]);
  const values = [1, 'a', null, [1, 2], { random: 'no' }, { random: [3, 1] }, { other: 1 }];
  expect(drawnParameters(values, () => 0)).toEqual(values);
});
