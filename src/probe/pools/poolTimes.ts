import { createHistogram } from 'node:perf_hooks';
import type { PoolTimes } from '../../protocol/experiments.ts';

/** Durations of one stretch of watching, in a histogram of fixed size: about 25 ns a record. */
export type PoolDurations = {
  readonly record: (ms: number) => void;
  readonly count: () => number;
  /** Null where there was none. */
  readonly times: () => PoolTimes | null;
  readonly reset: () => void;
};

export function poolDurations(): PoolDurations {
  const histogram = createHistogram({ lowest: 1, highest: 3.6e9, figures: 2 });
  const at = (percent: number) => histogram.percentile(percent) / 1000;
  return {
    record: (ms) => histogram.record(Math.max(1, Math.round(ms * 1000))),
    count: () => histogram.count,
    times: () => (histogram.count === 0 ? null : { p50: at(50), p95: at(95), mean: histogram.mean / 1000 }),
    reset: () => histogram.reset(),
  };
}
