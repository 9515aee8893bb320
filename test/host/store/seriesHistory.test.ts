import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/host/store/openStore.ts';
import { seriesHistory } from '../../../src/host/store/seriesHistory.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function history(bounds?: { ageMs: number; bytesMax: number }) {
  const store = openStore(path.join(temporaryFolder(), 'store.sqlite'), new Date());
  onTestFinished(store.close);
  return seriesHistory(store, bounds);
}

const minute = (at: number, length = 600) => [
  { name: 'at', values: Float64Array.from({ length }, (_, index) => at + index * 100) },
  { name: 'rss', values: new Float32Array(length).fill(at) },
];

describe('series on disk', () => {
  test('blocks come back as they were, in order, by target, kind and time', () => {
    const series = history();
    const first = minute(0);
    const second = minute(60_000);
    series.append('a', 'samples', second);
    series.append('a', 'samples', first);
    series.append('a', 'collections', minute(0, 1));
    series.append('b', 'samples', minute(0, 1));
    expect(series.between('a', 'samples', 0, 200_000)).toEqual([first, second]);
    expect(series.between('a', 'samples', 60_000, 60_000)).toEqual([second]);
    expect(series.between('a', 'samples', 130_000, 200_000)).toEqual([]);
    expect(series.between('c', 'samples', 0, 200_000)).toEqual([]);
  });

  test('a block without rows is not kept', () => {
    const series = history();
    series.append('a', 'samples', minute(0, 0));
    series.append('a', 'samples', [{ name: 'rss', values: new Float32Array(3) }]);
    expect(series.between('a', 'samples', 0, 1)).toEqual([]);
  });

  test('what is too old goes, in short steps', () => {
    const series = history({ ageMs: 60_000 * 10, bytesMax: 1e9 });
    for (let index = 0; index < 30; index += 1) series.append('a', 'samples', minute(index * 60_000, 10));
    const now = 30 * 60_000;
    const steps: number[] = [];
    for (let dropped = series.prune(now, 8); dropped > 0; dropped = series.prune(now, 8)) steps.push(dropped);
    expect(steps.reduce((sum, step) => sum + step, 0)).toBe(20);
    expect(Math.max(...steps)).toBeLessThanOrEqual(8);
    expect(series.between('a', 'samples', 0, now)).toHaveLength(10);
  });

  test('when the store is too big the oldest go, whatever their age', () => {
    const series = history({ ageMs: 1e12, bytesMax: 400_000 });
    for (let index = 0; index < 100; index += 1) series.append('a', 'samples', minute(index * 60_000));
    while (series.prune(0, 8) > 0);
    const left = series.between('a', 'samples', 0, 1e9);
    expect(left.length).toBeGreaterThan(20);
    expect(left.length).toBeLessThan(60);
    expect(left.at(-1)).toEqual(minute(99 * 60_000));
  });
});
