import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/analysis/experiment/seededRandom.ts';
import { poolKnee } from '../../../src/analysis/pool/poolKnee.ts';
import { nextPoolSize, predictedKnee } from '../../../src/analysis/pool/poolPlan.ts';
import type { PoolReading } from '../../../src/analysis/pool/poolReading.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { simulatedReading, sweptKnee, type PoolModel } from './simulatedPool.ts';

const cpu: PoolModel = { concurrency: 96, workMs: 1.25, cores: 2, awaitMs: 0.4 };
const mixed: PoolModel = { concurrency: 96, workMs: 1.5, cores: 2, awaitMs: 21 };
const waiting: PoolModel = { concurrency: 96, workMs: 0.1, cores: 2, awaitMs: 10 };

/** Follows the plan over a model until it has enough. */
function planned(
  model: PoolModel,
  {
    sizeMax = 64,
    currentSize = 10,
    noise = (): number => 1,
  }: { sizeMax?: number; currentSize?: number; noise?: () => number } = {},
): readonly PoolReading[] {
  const readings: PoolReading[] = [];
  for (;;) {
    const size = nextPoolSize(readings, { sizeMax, currentSize });
    if (size === null) return readings;
    readings.push(simulatedReading(model, size, noise()));
  }
}

const sizesOf = (readings: readonly PoolReading[]) => readings.map(({ size }) => size);

describe('the sizes that are tried', () => {
  test('a ladder until the pool no longer limits, then what Little predicts and twice that, and the current size', () => {
    const sizes = sizesOf(planned(mixed));
    expect(sizes.slice(0, 4)).toEqual([1, 4, 16, 64]);
    const predicted = predictedKnee(
      [1, 4, 16, 64].map((size) => simulatedReading(mixed, size)),
      64,
    );
    expect(sizes[4]).toBe(predicted);
    expect(sizes).toContain(10);
    expect(new Set(sizes).size).toBe(sizes.length);
  });

  test('one slow step does not end the search while more is done with each size', () => {
    const readings: PoolReading[] = [];
    for (;;) {
      const size = nextPoolSize(readings, { sizeMax: 64, currentSize: 10 });
      if (size === null) break;
      readings.push(simulatedReading(mixed, size, size === 16 ? 0.55 : 1));
    }
    expect(poolKnee(readings, 'closed').knee).toBeGreaterThanOrEqual(sweptKnee(mixed, 64));
  });

  test('a small knee takes few probes, and a large pool is never tried', () => {
    const sizes = sizesOf(planned(cpu, { currentSize: 4 }));
    expect(sizes.length).toBeLessThanOrEqual(7);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16);
  });

  test.each([
    ['cpu', cpu],
    ['mixed', mixed],
  ])('the knee of %s is that of a whole sweep', (_, model) => {
    const { knee, range } = poolKnee(planned(model), 'closed');
    const truth = sweptKnee(model, 64);
    expect(knee).toBeGreaterThanOrEqual(truth);
    expect(knee).toBeLessThanOrEqual(truth * 1.3 + 1);
    expect(range?.[0]).toBeLessThanOrEqual(truth);
    expect(range?.[1]).toBeGreaterThanOrEqual(truth);
  });

  test('a load that waits is not saturated by the largest size, and no knee is named', () => {
    const readings = planned(waiting);
    expect(poolKnee(readings, 'closed')).toEqual({ knee: null, range: null, recommended: 64 });
  });

  test('no more than the load asks for at once is ever needed', () => {
    const few = { ...waiting, concurrency: 6 };
    const readings = planned(few);
    expect(poolKnee(readings, 'closed').knee).toBe(6);
    expect(Math.max(...sizesOf(readings))).toBeLessThanOrEqual(16);
  });

  test('a size that gave no valid reading is not tried again, and does not end the search', () => {
    const readings: PoolReading[] = [];
    for (;;) {
      const size = nextPoolSize(readings, { sizeMax: 64, currentSize: 10 });
      if (size === null) break;
      const reading = simulatedReading(mixed, size);
      readings.push(size === 4 ? { ...reading, totalMax: 9 } : reading);
    }
    expect(sizesOf(readings).filter((size) => size === 4)).toHaveLength(1);
    expect(poolKnee(readings, 'closed').knee).toBeGreaterThanOrEqual(sweptKnee(mixed, 64));
  });

  test.each([
    ['cpu', cpu],
    ['mixed', mixed],
  ])(
    'with steps of %s that are off by up to 7 percent, the knee is near that of a sweep nine times in ten',
    (_, model) => {
      const random = seededRandom(7);
      const noise = () => Math.exp((random() - 0.5) * 0.14);
      const truth = sweptKnee(model, 64);
      const knees = Array.from({ length: 300 }, () => poolKnee(planned(model, { noise }), 'closed').knee ?? 64);
      const near = knees.filter((knee) => knee >= truth * 0.8 - 1 && knee <= truth * 1.3 + 1);
      expect(near.length).toBeGreaterThan(270);
    },
  );

  test('for any load: within the limits, the size named has the throughput, and is near the smallest that has', () => {
    const model = fc.record({
      concurrency: fc.integer({ min: 1, max: 200 }),
      workMs: fc.double({ min: 0.2, max: 5, noNaN: true }),
      cores: fc.integer({ min: 1, max: 8 }),
      awaitMs: fc.double({ min: 0, max: 60, noNaN: true }),
    });
    fc.assert(
      fc.property(
        model,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        (load, sizeMax, current) => {
          const readings = planned(load, { sizeMax, currentSize: current });
          expect(readings.length).toBeLessThanOrEqual(limits.poolStepsMax.value);
          expect(Math.max(...sizesOf(readings))).toBeLessThanOrEqual(sizeMax);
          const { knee, recommended } = poolKnee(readings, 'closed');
          const best = Math.max(...readings.map(({ completed }) => completed));
          const named = simulatedReading(load, recommended ?? 1).completed;
          expect(named).toBeGreaterThanOrEqual(0.87 * best - 2);
          if (knee !== null) expect(knee).toBeLessThanOrEqual(Math.max(sweptKnee(load, sizeMax) * 1.6, 2));
        },
      ),
      { numRuns: 300 },
    );
  });
});
