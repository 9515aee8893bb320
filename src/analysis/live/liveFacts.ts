import type { LivePool } from '../../protocol/livePools.ts';
import type { MetricId } from '../../protocol/metrics.ts';
import type { Stall } from '../../protocol/stalls.ts';
import type { Bytes, Count, EpochMs, Milliseconds } from '../../protocol/units.ts';

/** The pools of a target at one moment. */
export type PoolsAt = { readonly at: EpochMs; readonly pools: readonly LivePool[] };

/** What is known of a running program when rules are asked, once a second. Rows are in order of time. */
export type LiveFacts = {
  readonly now: EpochMs;
  readonly watchedSince: EpochMs;
  /** Samples of the last minutes: `at`, and a column for each metric; NaN where a value is not known. */
  readonly samples: { readonly at: ArrayLike<EpochMs> } & { readonly [Metric in MetricId]?: ArrayLike<number> };
  /** Readings of the last minute, one a second. */
  readonly readings: readonly PoolsAt[];
  /** Open descriptors, every few seconds; empty where the system does not tell. */
  readonly descriptors: readonly { readonly at: EpochMs; readonly count: Count }[];
  /** What the container lets the whole process take; null where there is no limit, or it is not known. */
  readonly memoryLimit: Bytes | null;
  /** What held up the loop, by place, the costliest first. */
  readonly stalls: readonly Stall[];
};

/** The values of a metric in the last `lengthMs`; those that are not known are left out. */
export function recent(facts: LiveFacts, metric: MetricId, lengthMs: Milliseconds): readonly number[] {
  const { at } = facts.samples;
  const column = facts.samples[metric];
  if (column === undefined) return [];
  const values: number[] = [];
  for (let row = at.length - 1; row >= 0 && at[row] > facts.now - lengthMs; row -= 1)
    if (!Number.isNaN(column[row])) values.push(column[row]);
  return values.toReversed();
}

/** True where the program has been watched for so long: a shorter look says nothing. */
export const isWatchedFor = (facts: LiveFacts, lengthMs: Milliseconds): boolean =>
  facts.now - facts.watchedSince >= lengthMs;

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : (sorted[sorted.length >> 1] ?? Number.NaN);
}

/** The lowest value of each of `count` equal parts of the rows; fewer where there are fewer rows. */
export function lowestByPart(values: readonly number[], count: Count): readonly number[] {
  const length = Math.ceil(values.length / count);
  const parts: number[] = [];
  for (let start = 0; start < values.length; start += length)
    parts.push(Math.min(...values.slice(start, start + length)));
  return parts;
}

/** The readings of one pool in the last `lengthMs`. */
export function readingsOf(facts: LiveFacts, poolId: string, lengthMs: Milliseconds): readonly LivePool[] {
  return facts.readings
    .filter(({ at }) => at > facts.now - lengthMs)
    .flatMap(({ pools }) => pools.filter((pool) => pool.poolId === poolId));
}

/** The pools of the newest reading. */
export const poolsNow = (facts: LiveFacts): readonly LivePool[] => facts.readings.at(-1)?.pools ?? [];
