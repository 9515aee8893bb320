import type { Place } from './places.ts';
import type { TargetId } from './targets.ts';
import type { Bytes, Count, EpochMs, Milliseconds } from './units.ts';

export type ProfileId = string;

/** Where the time goes, or who allocates what is still there. */
export const profileKinds = ['cpu', 'heap'] as const;
export type ProfileKind = (typeof profileKinds)[number];

/** A profile as a file of the engine's own format: `.cpuprofile` or `.heapprofile`. */
export type Profile = {
  readonly profileId: ProfileId;
  readonly kind: ProfileKind;
  readonly label: string;
  readonly file: string;
  readonly fileBytes: Bytes;
  readonly takenAt: EpochMs;
  /** How long the program was looked at; null where the file does not tell. */
  readonly lengthMs: Milliseconds | null;
  readonly targetId?: TargetId;
  readonly targetName?: string;
};

/** A function of a profile. Values are milliseconds for time, bytes for allocations. */
export type ProfileFunction = {
  readonly name: string;
  /** Where it stands in the user's source; null for Node's own, or where it is not known. */
  readonly place: Place | null;
  /** The script as the engine names it, its line and column from 1. */
  readonly url: string;
  readonly line: Count;
  readonly column: Count;
  readonly self: number;
  /** With all that it called; counted once where it calls itself. */
  readonly total: number;
};

/** What a profile says in all. */
export type ProfileSummary = {
  readonly profile: Profile;
  readonly unit: 'ms' | 'bytes';
  /** All that was measured; time in which the program waited is `idle`, and not in it. */
  readonly total: number;
  readonly idle: number;
  readonly sampleCount: Count;
  readonly functionCount: Count;
  /** The dearest first, by their own part. */
  readonly functions: readonly ProfileFunction[];
};
