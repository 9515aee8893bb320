import { describe, expect, test } from 'vitest';
import { resourceTrend, type Trend } from '../../../src/analysis/hunt/resourceTrend.ts';
import type { Reading } from '../../../src/analysis/hunt/robustSlope.ts';

const kilobyte = 1024;
const quantum = 8 * kilobyte;

/** Noise that is the same in each run: a linear congruence, two of them to a normal number. */
function noise(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Looks at a program of which the heap is `held(work)`; 100 units of work lie between two. */
function looks(held: (work: number) => number, options: { count?: number; scatter?: number; seed?: number } = {}) {
  const { count = 36, scatter = 0, seed = 1 } = options;
  const random = noise(seed);
  return Array.from({ length: count }, (_, at): Reading => ({
    work: at * 100,
    value: 8e6 + held(at * 100) + random() * scatter,
    stretch: at > 20 ? 1 : 0,
  }));
}

const trendOf = (...args: Parameters<typeof looks>) => resourceTrend(looks(...args), quantum).trend;

/** How many of 200 runs, each with other noise, end with each trend. */
function runs(held: (work: number, seed: number) => number, scatter: number): Readonly<Record<Trend, number>> {
  const counts = { growing: 0, filling: 0, flat: 0, unclear: 0 };
  for (let seed = 1; seed <= 200; seed += 1) counts[trendOf((work) => held(work, seed), { scatter, seed })] += 1;
  return counts;
}

describe('single series', () => {
  test('a leak grows to the end, at its slope', () => {
    const trend = resourceTrend(
      looks((work) => 270 * work, { scatter: 2 * kilobyte }),
      quantum,
    );
    expect(trend.trend).toBe('growing');
    expect(trend.late).toBeGreaterThan(250);
    expect(trend.late).toBeLessThan(290);
    expect(trend.bound).toBeLessThan(30);
  });

  test('a cache that is full after a third of the time has filled', () => {
    const trend = resourceTrend(
      looks((work) => Math.min(work, 1_500) * 135),
      quantum,
    );
    expect(trend).toMatchObject({ trend: 'filling', late: 0 });
    expect(trend.early).toBeGreaterThan(0);
  });

  test('a program that warms up has filled, not leaked', () => {
    expect(trendOf((work) => 400_000 * (1 - Math.exp(-work / 500)), { scatter: kilobyte })).not.toBe('growing');
  });

  test('a small leak under growth that ends is found', () => {
    const trend = resourceTrend(
      looks((work) => Math.min(work, 1_300) * 236 + work * 44, { scatter: kilobyte }),
      quantum,
    );
    expect(trend.trend).toBe('growing');
    expect(trend.late).toBeGreaterThan(40);
    expect(trend.late).toBeLessThan(48);
  });

  test.each([300, 600, 1_000, 1_700])('a sawtooth that falls every %i units does not grow', (period) => {
    expect(trendOf((work) => (work % period) * 400, { scatter: kilobyte })).not.toBe('growing');
  });

  test('too few looks say nothing', () => {
    expect(trendOf((work) => work * 1_000, { count: 9 })).toBe('unclear');
  });

  test('one descriptor for each unit grows; two more once do not', () => {
    const each = looks((work) => work / 100).map((one) => ({ ...one, value: one.value - 8e6 }));
    expect(resourceTrend(each, 2.5).trend).toBe('growing');
    const once = looks((work) => (work > 1_000 ? 2 : 0)).map((one) => ({ ...one, value: one.value - 8e6 }));
    expect(resourceTrend(once, 2.5).trend).not.toBe('growing');
  });
});

describe('of 200 runs with noise', () => {
  test.each([kilobyte, 20 * kilobyte, 200 * kilobyte])(
    'a level heap is never called growing (±%i bytes)',
    (scatter) => {
      expect(runs(() => 0, scatter).growing).toBeLessThanOrEqual(1);
    },
  );

  test('sawtooths of any phase and period are seldom called growing', () => {
    const sawtooth = (work: number, seed: number) => ((work + seed * 37) % (250 + seed * 9)) * 300;
    expect(runs(sawtooth, 2 * kilobyte).growing).toBeLessThanOrEqual(4);
  });

  test('caches that are full before half of the time are not called growing', () => {
    const cache = (work: number, seed: number) => Math.min(work, 300 + seed * 7) * 200;
    expect(runs(cache, 2 * kilobyte).growing).toBe(0);
  });

  test('leaks that stand out of the noise are found', () => {
    expect(runs((work) => work * 200, 4 * kilobyte).growing).toBeGreaterThanOrEqual(196);
    expect(runs((work) => work * 200, 40 * kilobyte).growing).toBeGreaterThanOrEqual(140);
  });
});
