import type { Bytes, EpochMs, Milliseconds, Ratio } from './units.ts';

/** A pool as the field describes it, whoever owns it. */
export type PoolState = {
  readonly name: string;
  readonly capacity: number;
  readonly busy: number;
  readonly idle: number;
  readonly waiters: number;
  readonly utilisation: Ratio;
  /** Median and longest time that work waited for a place, over the last hundred; null when none was done. */
  readonly waitMsMedian: Milliseconds | null;
  readonly waitMsMax: Milliseconds | null;
  readonly completed: number;
  readonly failed: number;
};

export type HostState = {
  readonly version: string;
  readonly pid: number;
  readonly nodeVersion: string;
  readonly startedAt: EpochMs;
  readonly rssBytes: Bytes;
  readonly clients: number;
  readonly pools: readonly PoolState[];
  readonly storeFile: string;
  readonly storeBytes: Bytes;
  readonly capturesFolder: string;
  readonly capturesBytes: Bytes;
  /** What the user should know about the host, such as a store that was set aside. */
  readonly notices: readonly string[];
};
