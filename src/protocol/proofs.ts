import type { Count, EpochMs, Unit } from './units.ts';

/** One figure before and after a change, such as buffers touched. `gain` is null where it is not a question of better. */
export type ProofRow = {
  readonly name: string;
  readonly unit: Unit;
  readonly before: number | null;
  readonly after: number | null;
  readonly gain: number | null;
};

/**
 * What a change did, measured by runs in alternation. `before` and `after` are medians in `unit`; `ratio` is above 1 for
 * a gain: before / after for times and sizes, after / before for throughput. `interval` is [low, high] at 95 %.
 */
export type Proof = {
  readonly metric: string;
  readonly unit: Unit;
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  readonly interval: readonly [low: number, high: number];
  /** True where what is left after the change cannot be told from noise: the gain is the low end of the interval, or more. */
  readonly isLeast?: true;
  /** The same against itself: what the machine's own noise makes of no change. Null where it was not run. */
  readonly sameAgain: { readonly ratio: number; readonly interval: readonly [low: number, high: number] } | null;
  /** True where the interval excludes 1 and the A/A arm does not: only then a gain or a loss is claimed. */
  readonly isDecided: boolean;
  /** Each run in `unit`, in the order they were made. */
  readonly runs: { readonly before: readonly number[]; readonly after: readonly number[] };
  readonly pairs: Count;
  /** Whether both gave the same result; null where there is no result to compare. */
  readonly sameResult: boolean | null;
  /** Other figures that were counted or measured beside. */
  readonly rows: readonly ProofRow[];
  /** How it was measured, in a sentence: `9 alternating runs with TIMING OFF, index in a rolled-back transaction`. */
  readonly method: string;
  /** Where: `PostgreSQL 18.4 on 127.0.0.1:5432/agents, 2 cores`. */
  readonly machine: string;
  readonly provenAt: EpochMs;
};
