import type { StackFrame } from './livePools.ts';
import type { Place } from './places.ts';
import type { Bytes, Count, EpochMs, Milliseconds } from './units.ts';

/** What held the loop up, where it is one of the calls that are known for it. */
export const stallKinds = ['json', 'fs', 'crypto', 'zlib', 'process', 'code'] as const;
export type StallKind = (typeof stallKinds)[number];

/** One time that the event loop stood still, as the probe saw it. */
export type StallFigures = {
  readonly at: EpochMs;
  readonly lengthMs: Milliseconds;
  readonly kind: StallKind;
  /** The call, such as `JSON.parse` or `fs.readFileSync`; empty for the program's own code. */
  readonly call: string;
  /** How much was parsed or written, where the call tells. */
  readonly bytes: Bytes | null;
  /** True where the stack was taken inside of it; false where it is the first code that ran after it. */
  readonly isInside: boolean;
  readonly frames: readonly StackFrame[];
};

/** Stalls by the place that made them, over the time that is kept. */
export type Stall = {
  readonly place: Place | null;
  readonly stack: readonly Place[];
  readonly kind: StallKind;
  readonly call: string;
  readonly count: Count;
  readonly totalMs: Milliseconds;
  readonly longestMs: Milliseconds;
  readonly largestBytes: Bytes | null;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** True where every stack of it was taken inside. */
  readonly isInside: boolean;
};
