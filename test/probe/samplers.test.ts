import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { openCollectionLog } from '../../src/probe/collectionLog.ts';
import { samplers } from '../../src/probe/samplers.ts';
import { selfTime } from '../../src/probe/selfTime.ts';
import { metricIds } from '../../src/protocol/metrics.ts';

test('together the samplers give every metric once', () => {
  const given = samplers.flatMap(({ metrics }) => metrics);
  expect(given.toSorted()).toEqual([...metricIds].toSorted());
  for (const { what, cost } of samplers) expect([what, cost]).not.toContain('');
});

test('each sampler reads one number or null per metric, and stops', async () => {
  const self = selfTime(() => undefined);
  const collections = openCollectionLog(self);
  const running = samplers.map(({ metrics, start }) => ({
    metrics,
    sampler: start({ collections, self, threadId: 0, intervalMs: 20 }),
  }));
  const values = new Map<string, (number | null)[]>();
  let readAt = performance.now();
  // Time itself is under test here: delays and rates need some to pass.
  for (let tick = 0; tick < 60; tick += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = performance.now();
    for (const { metrics, sampler } of running) {
      const read = sampler.read(now - readAt);
      expect(read).toHaveLength(metrics.length);
      for (const [index, metric] of metrics.entries())
        values.set(metric, [...(values.get(metric) ?? []), read[index] ?? null]);
    }
    readAt = now;
  }
  for (const { sampler } of running) sampler.stop();
  collections.stop();
  for (const metric of metricIds) {
    const known = (values.get(metric) ?? []).filter((value) => value !== null);
    expect(known.length, `${metric} was read`).toBeGreaterThan(0);
    expect(
      known.every((value) => Number.isFinite(value) && value >= 0),
      `${metric} is sane`,
    ).toBe(true);
  }
});

test('a stall is seen by the delay samplers, whenever it falls', async () => {
  const self = selfTime(() => undefined);
  const collections = openCollectionLog(self);
  const delay = samplers.find(({ metrics }) => metrics.includes('loopDelayMax'));
  const running = delay?.start({ collections, self, threadId: 0, intervalMs: 100 });
  // A reading of a whole second resets the engine's histogram; a stall right after it must not be lost.
  running?.read(1_000);
  const end = performance.now() + 150;
  while (performance.now() < end);
  await new Promise((resolve) => setImmediate(resolve));
  const [, , max] = running?.read(250) ?? [];
  running?.stop();
  collections.stop();
  expect(max).toBeGreaterThan(100);
});
