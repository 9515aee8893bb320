import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianOf, pairedRatio } from '../../../src/analysis/experiment/pairedRatio.ts';
import { seededRandom } from '../../../src/analysis/experiment/seededRandom.ts';
import { noises, simulatedRuns } from '../../support/noise.ts';

const time = fc.double({ min: 0.001, max: 1e6, noNaN: true });
const runs = fc
  .array(fc.tuple(time, time), { minLength: 2, maxLength: 30 })
  .map((pairs) => ({ before: pairs.map(([one]) => one), after: pairs.map(([, other]) => other) }));

test('the median is the middle, or between the two in the middle', () => {
  expect(medianOf([3, 1, 100])).toBe(3);
  expect(medianOf([4, 1, 2, 100])).toBe(3);
});

test('a time cut to a tenth is a gain of ten, a throughput cut to a tenth its inverse', () => {
  const pairs = { before: [100, 110, 90, 100, 105, 95], after: [10, 11, 9, 10, 10.5, 9.5] };
  expect(pairedRatio(pairs, 'lower', seededRandom(1)).ratio).toBeCloseTo(10);
  expect(pairedRatio(pairs, 'higher', seededRandom(1)).ratio).toBeCloseTo(0.1);
});

test('the interval holds the ratio, and one seed gives one answer', () => {
  fc.assert(
    fc.property(runs, fc.nat(), (pairs, seed) => {
      const estimate = pairedRatio(pairs, 'lower', seededRandom(seed));
      expect(estimate.interval[0]).toBeLessThanOrEqual(estimate.ratio);
      expect(estimate.interval[1]).toBeGreaterThanOrEqual(estimate.ratio);
      expect(pairedRatio(pairs, 'lower', seededRandom(seed))).toEqual(estimate);
    }),
    { numRuns: 40 },
  );
});

test('A against B mirrors B against A', () => {
  fc.assert(
    fc.property(runs, fc.nat(), (pairs, seed) => {
      const forward = pairedRatio(pairs, 'lower', seededRandom(seed));
      const mirrored = pairedRatio(pairs, 'higher', seededRandom(seed));
      const exchanged = pairedRatio({ before: pairs.after, after: pairs.before }, 'lower', seededRandom(seed));
      expect(mirrored.ratio * forward.ratio).toBeCloseTo(1, 9);
      expect(mirrored.interval[0] * forward.interval[1]).toBeCloseTo(1, 9);
      expect(exchanged.ratio * forward.ratio).toBeCloseTo(1, 9);
    }),
    { numRuns: 40 },
  );
});

test('the unit does not matter', () => {
  const pairs = { before: [3, 5, 4, 6, 5, 9, 4], after: [2, 3, 2, 4, 5, 3, 2] };
  const inMicroseconds = { before: pairs.before.map((ms) => ms * 1000), after: pairs.after.map((ms) => ms * 1000) };
  const [one, other] = [pairs, inMicroseconds].map((each) => pairedRatio(each, 'lower', seededRandom(3)));
  expect(other.ratio).toBeCloseTo(one.ratio, 9);
  expect(other.interval[0]).toBeCloseTo(one.interval[0], 9);
});

test('few pairs say little: the fewer, the wider', () => {
  const width = (pairs: number) => {
    const widths = Array.from({ length: 30 }, (_, seed) => {
      const runs = simulatedRuns({ noise: noises.even, pairs, gain: 1, seed });
      const { interval } = pairedRatio(runs, 'lower', seededRandom(seed));
      return Math.log(interval[1] / interval[0]);
    });
    return medianOf(widths);
  };
  const [two, four, fifteen] = [2, 4, 15].map(width);
  expect(two).toBeGreaterThan(3 * four);
  expect(four).toBeGreaterThan(1.5 * fifteen);
});

test('what cannot be compared is refused', () => {
  expect(() => pairedRatio({ before: [1], after: [1] }, 'lower', seededRandom(1))).toThrow(RangeError);
  expect(() => pairedRatio({ before: [1, 2], after: [1] }, 'lower', seededRandom(1))).toThrow(RangeError);
  expect(() => pairedRatio({ before: [1, 0], after: [1, 1] }, 'lower', seededRandom(1))).toThrow(/a run of 0/);
  expect(() => pairedRatio({ before: [1, 2], after: [1, Number.NaN] }, 'lower', seededRandom(1))).toThrow(RangeError);
});

describe.each(Object.entries(noises))('with %s noise', (_name, noise) => {
  const simulations = 300;
  /** 300 simulations tell a share of 95 % to about 2 %. */
  const shareMin = 0.93;

  test.each([5, 9, 15])('%i pairs: the figure is found again inside its interval', (pairs) => {
    let found = 0;
    for (let seed = 1; seed <= simulations; seed += 1) {
      const first = pairedRatio(simulatedRuns({ noise, pairs, gain: 3, seed }), 'lower', seededRandom(seed));
      const again = simulatedRuns({ noise, pairs, gain: 3, seed: seed + 100_000 });
      const ratio = Math.exp(medianOf(again.before.map((value, index) => Math.log(value / again.after[index]))));
      if (ratio >= first.interval[0] && ratio <= first.interval[1]) found += 1;
    }
    expect(found / simulations).toBeGreaterThanOrEqual(shareMin);
  });
});
