import { describe, expect, test } from 'vitest';
import { isBeyond, kneeBracket, poolKnee } from '../../../src/analysis/pool/poolKnee.ts';
import type { PoolReading } from '../../../src/analysis/pool/poolReading.ts';
import { simulatedReading } from './simulatedPool.ts';

const model = { concurrency: 96, workMs: 1, cores: 2, awaitMs: 0 };

/** A reading with a throughput of choice. */
function reading(size: number, perSecond: number, more: Partial<PoolReading> = {}): PoolReading {
  return { ...simulatedReading(model, size), seconds: 1, completed: perSecond, acquires: perSecond, ...more };
}

describe('the knee', () => {
  test('is the smallest size with 90 % of the best', () => {
    // The sweep of a load on two cores.
    const sweep = [
      [1, 603],
      [2, 1352],
      [3, 1655],
      [4, 1463],
      [8, 1514],
      [32, 1666],
    ].map(([size = 0, perSecond = 0]) => reading(size, perSecond));
    expect(poolKnee(sweep, 'closed')).toMatchObject({ knee: 3, recommended: 3 });
    expect(kneeBracket(sweep)).toEqual({ below: 2, at: 3 });
  });

  test('its range takes in the sizes that may have it, and those that were not tried between', () => {
    const { range } = poolKnee([reading(1, 100), reading(8, 880), reading(16, 1000)], 'closed');
    expect(range).toEqual([8, 16]);
    expect(poolKnee([reading(1, 100), reading(8, 500), reading(16, 1000)], 'closed').range).toEqual([9, 16]);
  });

  test('steps of the same size count together', () => {
    const twice = [reading(1, 100), reading(4, 850), reading(4, 1050), reading(8, 1000)];
    expect(poolKnee(twice, 'closed').knee).toBe(4);
  });

  test('a reading that broke its size is left out', () => {
    const broken = reading(2, 5000, { totalMax: 3 });
    expect(poolKnee([reading(1, 500), broken, reading(4, 1000)], 'closed').knee).toBe(4);
  });

  test('there is none where the largest size is still full and gives more, or where nothing was done', () => {
    const growing = [1, 4, 16].map((size) =>
      reading(size, size * 100, { hold: { p50: 10, p95: 10, mean: 10 }, busyMax: size, waitersMax: 50 }),
    );
    expect(isBeyond(growing)).toBe(true);
    expect(poolKnee(growing, 'closed')).toEqual({ knee: null, range: null, recommended: 16 });
    expect(poolKnee([reading(1, 0), reading(4, 0)], 'closed')).toEqual({ knee: null, range: null, recommended: null });
    expect(poolKnee([], 'closed')).toEqual({ knee: null, range: null, recommended: null });
  });

  test('an open load gets the size at which it hardly waits, where throughput alone is the same', () => {
    const hold = { p50: 4, p95: 6, mean: 4 };
    const open = [
      reading(2, 598, { hold, wait: { p50: 56, p95: 90, mean: 55 } }),
      reading(3, 600, { hold, wait: { p50: 0.4, p95: 5, mean: 1 }, busyMax: 3, waitersMax: 0 }),
      reading(6, 600, { hold, wait: { p50: 0.1, p95: 0.3, mean: 0.1 }, busyMax: 4, waitersMax: 0 }),
    ];
    expect(poolKnee(open, 'open')).toMatchObject({ knee: 2, recommended: 3 });
    expect(poolKnee(open, 'closed')).toMatchObject({ knee: 2, recommended: 2 });
  });
});
