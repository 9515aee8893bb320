import type { MetricId } from '../protocol/metrics.ts';
import type { CollectionLog } from './collectionLog.ts';
import type { SelfTime } from './selfTime.ts';

/** What a sampler may look at besides Node itself. */
export type SamplerContext = {
  readonly collections: CollectionLog;
  readonly self: SelfTime;
  /** 0 in the main thread. */
  readonly threadId: number;
  readonly intervalMs: number;
};

/** One source of measured values: one file, and one line in `samplers.ts`. */
export type Sampler = {
  /** What it measures, in a sentence a user could read. */
  readonly what: string;
  /** What one tick of it costs the program, on Node 20 / 22 / 24. */
  readonly cost: string;
  readonly metrics: readonly MetricId[];
  readonly start: (context: SamplerContext) => RunningSampler;
};

export type RunningSampler = {
  /** Values in the order of `metrics`, for the `elapsedMs` since the last reading; null where one cannot be read. */
  readonly read: (elapsedMs: number) => readonly (number | null)[];
  /** Takes back whatever the start installed. */
  readonly stop: () => void;
};
