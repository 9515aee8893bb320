import { GCProfiler, getHeapStatistics, type GCProfilerResult } from 'node:v8';
import type { Sampler } from '../sampler.ts';

const ticksBetween = 9;
const heapUsed = () => getHeapStatistics().used_heap_size;

/** Bytes allocated between two readings of the heap with the collections in between. */
export function allocatedBytes(
  usedAtStart: number,
  statistics: GCProfilerResult['statistics'],
  usedAtEnd: number,
): number {
  let allocated = 0;
  let used = usedAtStart;
  for (const { beforeGC, afterGC } of statistics) {
    allocated += Math.max(0, beforeGC.heapStatistics.usedHeapSize - used);
    used = afterGC.heapStatistics.usedHeapSize;
  }
  return allocated + Math.max(0, usedAtEnd - used);
}

/**
 * The engine counts no allocations, and the heap before a collection is known to its own profiler only. That profiler
 * is too dear to run always, so it runs in one tick of each second, and the rate of that tick stands for the second.
 */
export const allocationRate: Sampler = {
  what: 'Bytes allocated on the heap per second, measured in one tick of each second.',
  cost: '2 µs a tick; 20 µs and 60 µs for each collection in the one measured tick of a second',
  metrics: ['allocationRate'],
  start: () => {
    let profiler: GCProfiler | undefined;
    let usedAtStart = 0;
    let rate: number | null = null;
    let tick = ticksBetween - 1;
    return {
      read: (elapsedMs) => {
        tick += 1;
        if (profiler !== undefined) {
          const { statistics } = profiler.stop();
          profiler = undefined;
          rate = (allocatedBytes(usedAtStart, statistics, heapUsed()) / elapsedMs) * 1000;
          tick = 0;
        } else if (tick >= ticksBetween) {
          profiler = new GCProfiler();
          profiler.start();
          usedAtStart = heapUsed();
        }
        return [rate];
      },
      stop: () => profiler?.stop(),
    };
  },
};
