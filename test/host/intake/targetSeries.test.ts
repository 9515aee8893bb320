import { expect, test } from 'vitest';
import { TargetSeries } from '../../../src/host/intake/targetSeries.ts';
import type { BlockColumn } from '../../../src/protocol/columnBlock.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { metricIds } from '../../../src/protocol/metrics.ts';

const tick = (at: number, change: { heapUsed?: number | null; collections?: [number, number, number][] } = {}) => ({
  type: 'tick' as const,
  at,
  values: metricIds.map((id) => (id === 'heapUsed' ? (change.heapUsed ?? null) : 0)),
  collections: change.collections ?? [],
  dropped: 0,
  droppedCollections: 0,
  hasHeapdump: false,
});
const valuesOf = (columns: readonly BlockColumn[]) =>
  Object.fromEntries(columns.map(({ name, values }) => [name, [...values]]));

test('samples come back by range, unknown ones as NaN', () => {
  const series = new TargetSeries();
  for (const [at, heapUsed] of [
    [100, 1],
    [200, null],
    [300, 3],
    [400, 4],
  ] as const)
    series.add(tick(at, { heapUsed }));
  expect(valuesOf(series.samplesBetween(200, 300, 10, ['heapUsed']))).toEqual({
    at: [200, 300],
    heapUsed: [Number.NaN, 3],
  });
  expect(series.samplesBetween(0, 1000, 2, ['heapUsed'])[0].values).toHaveLength(2);
  expect(valuesOf(series.samplesBetween(900, 1000, 2, []))).toEqual({ at: [] });
});

test('a clock that is set back keeps the order of the rows', () => {
  const series = new TargetSeries();
  series.add(tick(500, { collections: [[490, 1, 2]] }));
  series.add(tick(100, { collections: [[90, 4, 3]] }));
  expect(valuesOf(series.samplesBetween(0, 1000, 10, []))).toEqual({ at: [500, 500] });
  expect(valuesOf(series.collectionsBetween(0, 1000))).toEqual({ at: [490, 490], kind: [1, 4], pauseMs: [2, 3] });
});

test('new rows are taken once', () => {
  const series = new TargetSeries();
  series.add(tick(100, { collections: [[90, 1, 2]] }));
  series.add(tick(200));
  const { samples, collections } = series.takeNew();
  expect(valuesOf(samples)['at']).toEqual([100, 200]);
  expect(valuesOf(collections)).toEqual({ at: [90], kind: [1], pauseMs: [2] });
  expect(series.takeNew().samples[0].values).toHaveLength(0);
});

test('an hour is kept, and collections beyond the limit are counted as dropped', () => {
  const series = new TargetSeries();
  for (let index = 0; index < limits.seriesSamplesMax.value + 10; index += 1) {
    series.add(tick(index * 100));
    series.takeNew();
  }
  expect(series.sampleCount).toBe(limits.seriesSamplesMax.value);
  expect(series.samplesBetween(0, Infinity, 1e9, [])[0].values[0]).toBe(1_000);
  const storm = Array.from({ length: 500 }, (_, index): [number, number, number] => [index, 1, 1]);
  for (let index = 0; index <= limits.seriesCollectionsMax.value / 500; index += 1) {
    series.add(tick(1e7 + index, { collections: storm }));
    series.takeNew();
  }
  expect(series.collectionsDropped).toBe(500);
});
