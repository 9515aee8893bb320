import { PerformanceObserver, performance, type PerformanceEntry } from 'node:perf_hooks';
import { limits } from '../protocol/limits.ts';
import type { SelfTime } from './selfTime.ts';

/** A collection as a tick carries it: when it began, the engine's kind flag, how long the program stood still. */
export type Collection = readonly [at: number, kindFlag: number, pauseMs: number];

/**
 * Collections since the last tick, from `gc` performance entries. Costs about 30 µs of CPU for each collection, of which
 * the larger part is the engine's own and not in our self time.
 */
export type CollectionLog = {
  /** Time the program stood still for collections since the start. */
  readonly pausedMs: () => number;
  /** What came since the last call; a storm keeps its newest, and `droppedCount` tells the rest. */
  readonly take: () => readonly Collection[];
  readonly droppedCount: () => number;
  readonly stop: () => void;
};

function kindFlagOf(entry: PerformanceEntry): number {
  const detail: unknown = 'detail' in entry ? entry.detail : undefined;
  if (typeof detail !== 'object' || detail === null || !('kind' in detail)) return 0;
  return typeof detail.kind === 'number' ? detail.kind : 0;
}

export function openCollectionLog(self: SelfTime): CollectionLog {
  let collections: Collection[] = [];
  let pausedMs = 0;
  let dropped = 0;
  const add = (entries: readonly PerformanceEntry[]) => {
    // Wall clock and performance clock drift apart when the clock is set, so each batch is placed anew.
    const origin = Date.now() - performance.now();
    for (const entry of entries) {
      pausedMs += entry.duration;
      collections.push([
        Math.round((origin + entry.startTime) * 10) / 10,
        kindFlagOf(entry),
        Math.round(entry.duration * 1000) / 1000,
      ]);
    }
    const excess = collections.length - limits.collectionsPerTickMax.value;
    if (excess > 0) {
      collections.splice(0, excess);
      dropped += excess;
    }
  };
  const observer = new PerformanceObserver((list) => self.run(() => add(list.getEntries())));
  observer.observe({ entryTypes: ['gc'] });
  return {
    pausedMs: () => pausedMs,
    take: () => {
      const taken = collections;
      collections = [];
      return taken;
    },
    droppedCount: () => dropped,
    stop: () => observer.disconnect(),
  };
}
