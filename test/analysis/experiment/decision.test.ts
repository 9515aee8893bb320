import { describe, expect, test } from 'vitest';
import { isDecided, verdictOf } from '../../../src/analysis/experiment/decision.ts';
import { pairedRatio } from '../../../src/analysis/experiment/pairedRatio.ts';
import { seededRandom } from '../../../src/analysis/experiment/seededRandom.ts';
import { noises, simulatedRuns } from '../../support/noise.ts';

const estimate = (low: number, ratio: number, high: number) => ({ ratio, interval: [low, high] as const });
const quiet = estimate(0.98, 1, 1.02);

describe('a gain is claimed', () => {
  test('where its interval excludes 1 and the A/A arm is quiet', () => {
    expect(isDecided(estimate(1.5, 2, 3), quiet)).toBe(true);
    expect(verdictOf(estimate(1.5, 2, 3), quiet)).toBe('better');
    expect(verdictOf(estimate(0.3, 0.5, 0.8), quiet)).toBe('worse');
  });

  test('not where its interval holds 1', () => {
    expect(isDecided(estimate(0.9, 2, 3), quiet)).toBe(false);
    expect(verdictOf(estimate(0.9, 2, 3), quiet)).toBe('not decided');
  });

  test('not where nothing against itself shows a difference', () => {
    expect(isDecided(estimate(1.5, 2, 3), estimate(1.01, 1.1, 1.2))).toBe(false);
  });

  test('not where the A/A arm is off by as much as the effect', () => {
    expect(isDecided(estimate(1.05, 1.1, 1.2), estimate(0.8, 0.9, 1.1))).toBe(false);
  });

  test('not without an A/A arm', () => {
    expect(isDecided(estimate(1.5, 2, 3), null)).toBe(false);
    expect(verdictOf(estimate(0.99, 1, 1.01), null)).toBe('not decided');
  });
});

test('no difference is said only where the interval is narrow', () => {
  expect(verdictOf(estimate(0.95, 1, 1.05), quiet)).toBe('no difference');
  expect(verdictOf(estimate(0.7, 1, 1.4), quiet)).toBe('not decided');
});

describe.each(Object.entries(noises))('with %s noise', (_name, noise) => {
  const claims = (gain: number, pairs: number, simulations: number) => {
    let claimed = 0;
    for (let seed = 1; seed <= simulations; seed += 1) {
      const { before, after, again } = simulatedRuns({ noise, pairs, gain, seed });
      const found = pairedRatio({ before, after }, 'lower', seededRandom(seed));
      const same = pairedRatio({ before, after: again }, 'lower', seededRandom(seed));
      if (isDecided(found, same)) claimed += 1;
    }
    return claimed / simulations;
  };

  test.each([3, 9, 15])('%i pairs: an effect is claimed in at most one of twenty runs without one', (pairs) => {
    expect(claims(1, pairs, 200)).toBeLessThanOrEqual(1 / 20);
  });

  test('a gain of two is found in nearly all of 15 pairs', () => {
    expect(claims(2, 15, 100)).toBeGreaterThan(0.9);
  });
});
