import type { FindingId } from './findings.ts';
import type { LoadPlan } from './loadRun.ts';
import type { Place } from './places.ts';
import type { Proof } from './proofs.ts';
import type { TargetId } from './targets.ts';
import type { Count, EpochMs, Milliseconds } from './units.ts';

export type ExperimentId = string;

/** What a pool of `pg` takes where nothing is said: what a pool without a size of its own is compared with. */
export const defaultPoolSize = 10;

/** Middle, high end and mean of a duration over many uses of a pool. */
export type PoolTimes = { readonly p50: Milliseconds; readonly p95: Milliseconds; readonly mean: Milliseconds };

/** One size of a pool under load, on a fresh pool. A step in which more were busy than the size allows is not valid. */
export type PoolStep = {
  readonly size: Count;
  readonly throughput: number;
  readonly waitMsP50: Milliseconds | null;
  readonly waitMsP95: Milliseconds | null;
  readonly holdMsP50: Milliseconds | null;
  readonly holdMsP95: Milliseconds | null;
  /** Most that were out at once, and most that waited. */
  readonly busyMax: Count;
  readonly waitersMax: Count;
  readonly completed: Count;
  readonly errors: Count;
  readonly seconds: number;
  readonly isValid: boolean;
  /** Why it is not valid, or what to know. */
  readonly note: string | null;
};

/** The answer of *Tune Pool*. `knee` is the smallest size with 90 % of the best throughput; null: not reached. */
export type PoolTuning = {
  readonly pool: string;
  readonly place: Place | null;
  readonly currentSize: Count | null;
  /** The size that the recommended one was compared with; not told by tunings of earlier versions. */
  readonly comparedSize?: Count;
  readonly steps: readonly PoolStep[];
  readonly knee: Count | null;
  /** Between which sizes the knee is. */
  readonly kneeRange: readonly [low: Count, high: Count] | null;
  readonly recommended: Count | null;
  /** In a sentence: what limits (the database, the pool, the program that holds a client while it waits). */
  readonly limitedBy: string;
};

/** Something that was tried out: what, how long, and the answer. Kept over restarts. */
export type Experiment = {
  readonly experimentId: ExperimentId;
  readonly kind: 'index' | 'rewrite' | 'setting' | 'statistics' | 'maintenance' | 'pool' | 'verify' | 'rehunt';
  readonly title: string;
  readonly place: Place | null;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  /** `9 pairs`, `5 probes`. */
  readonly runs: string;
  /** In a few words: `97x (88–104)`, `4 is enough (3–5)`, `no difference`, `not decided`. */
  readonly answer: string;
  readonly verdict: 'better' | 'worse' | 'no difference' | 'not decided';
  readonly findingId: FindingId | null;
  readonly proof: Proof | null;
  readonly pool: PoolTuning | null;
};

/** One step of a task of a mix: a statement, or a wait with the client in hand. */
export type MixStep =
  | { readonly sql: string; readonly params: readonly unknown[] }
  | { readonly awaitMs: Milliseconds };

/** A task takes a client, does its steps, gives it back. A parameter `{"random": [low, high]}` is drawn each time. */
export type MixTask = { readonly weight: number; readonly transaction: boolean; readonly steps: readonly MixStep[] };

/** A standalone load on a database: `concurrency` tasks at once, closed. */
export type PoolMix = { readonly concurrency: Count; readonly tasks: readonly MixTask[] };

/** What is to be tuned: the pool of a target under a load, or a pool of our own with a mix on the connected database. */
export type PoolSubject =
  | {
      readonly kind: 'target';
      readonly targetId: TargetId;
      /** Null: the target has load of its own. */
      readonly load: LoadPlan | null;
      readonly allowRemote: boolean;
    }
  | { readonly kind: 'mix'; readonly mix: PoolMix };
