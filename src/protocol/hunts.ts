import type { FindingId } from './findings.ts';
import type { TargetId } from './targets.ts';
import type { Bytes, Count, EpochMs, Milliseconds } from './units.ts';

export type HuntId = string;

export const leakResources = ['heap', 'external', 'fd', 'listener', 'handle'] as const;
export type LeakResource = (typeof leakResources)[number];

/** One settled sample: after a collection, at the end of a cycle of work. */
export type HuntCycle = {
  readonly at: EpochMs;
  /** Units of work done since the hunt began: turns of the load, marks, or collections of the same length of time. */
  readonly work: number;
  readonly heapBytes: Bytes;
  readonly externalBytes: Bytes;
  readonly rssBytes: Bytes;
  readonly descriptors: Count | null;
  readonly handles: Count;
  readonly pauseMs: Milliseconds;
};

/** Growth of one resource: per unit of work over the first and the last half of the cycles, with the 95 % interval of the late one. */
export type HuntSlope = {
  readonly resource: LeakResource;
  readonly early: number;
  readonly late: number;
  readonly lateInterval: readonly [low: number, high: number];
  /** Slopes below this cannot be told from noise in this run. */
  readonly bound: number;
};

/** What a leak is, for those who want its parts. */
export type LeakFacts = {
  readonly resource: LeakResource;
  /** Class of the things that are held: `Session`, `string`; null where it is not known. */
  readonly constructorName: string | null;
  /** Who holds them, as `owner.property`: `gateway.ts.sessions`; null where it is not known. */
  readonly container: string | null;
  /** File of the holder: within its package, or within the program's folder. */
  readonly module: string | null;
  /** Bytes that stay for each unit of work; null where only pieces are counted. */
  readonly bytesPerUnit: number | null;
  /** Things that stay for each unit of work; null where they were not counted. */
  readonly elementsPerUnit: number | null;
  readonly workUnit: string;
};

/** What a hunt said. `pauseMs` is the time that the target stood still for it in all. */
export type LeakHunt = {
  readonly huntId: HuntId;
  readonly targetId: TargetId;
  readonly targetName: string;
  readonly startedAt: EpochMs;
  readonly seconds: number;
  readonly pauseMs: Milliseconds;
  readonly verdict: 'leak' | 'no-leak' | 'unsure';
  /** Why, in a sentence with the bound. */
  readonly reason: string;
  /** What one unit of work is: `turn`, `cycle`, `second`. */
  readonly workUnit: string;
  readonly cycles: readonly HuntCycle[];
  readonly slopes: readonly HuntSlope[];
  readonly findings: readonly FindingId[];
  /** The finding that this hunt was to disprove, and what was measured then: growth of the resource per unit of work. */
  readonly rehuntOf: {
    readonly findingId: FindingId;
    readonly lateBefore: number;
    /** Hunts of earlier versions do not say it; theirs was mostly the heap. */
    readonly resource?: LeakResource;
  } | null;
};
