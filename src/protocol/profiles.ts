import type { Page } from './heapRows.ts';
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
  /** False where the file tells no moments: its calls have no order. */
  readonly hasSamples?: boolean;
  /** True where the file is our own, and goes with the profile when it is removed. */
  readonly isOurs?: boolean;
};

/** Whose code a function is: the program's, a package's, Node's, the engine's, the garbage collector's work, or our probe's. */
export type CodeKind = 'own' | 'package' | 'node' | 'engine' | 'collector' | 'probe';

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

/** A function of a profile in a list. `functionId` counts the functions of its profile from 0. */
export type ProfileFunctionRow = ProfileFunction & {
  readonly functionId: number;
  readonly code: CodeKind;
  /** The name of the package; null where it is none. */
  readonly packageName: string | null;
};

/**
 * How calls are laid out: in the order of time; equal stacks merged with the dearest to the left; or around one
 * function, all that leads to it or all that it calls.
 */
export const flameForms = ['time', 'merged', 'callers', 'callees'] as const;
export type FlameForm = (typeof flameForms)[number];

/** Which boxes of a profile are wanted. */
export type FlameRequest = {
  readonly profileId: ProfileId;
  /** The earlier profile of a comparison, which is always `merged`; null: the profile alone. */
  readonly before: ProfileId | null;
  /** Of a comparison: the profile whose values the boxes are as wide as. */
  readonly widthOf: 'before' | 'after';
  readonly form: FlameForm;
  /** The function in the middle of `callers` and `callees`; null otherwise. */
  readonly functionId: number | null;
  /** The stretch in sight, in the unit of the answer; null: from its beginning, to its end. */
  readonly from: number | null;
  readonly to: number | null;
  /** Pixels that the stretch takes on screen: what is narrower than one is drawn together with its neighbours. */
  readonly pixels: Count;
  /** Part of a name or file; empty: nothing is searched. */
  readonly search: string;
};

/** A function of boxes. */
export type FlameFunction = Pick<ProfileFunctionRow, 'name' | 'place' | 'url' | 'line' | 'code' | 'packageName'> & {
  readonly functionId: number;
  readonly isMatch: boolean;
};

/**
 * What is to be drawn. The block has a row for each box, in no order: `level` from 0, `start` and `end`, `function` as
 * index of `functions`, `self` and `total` of all calls of that stack, `count` of the boxes that were drawn together
 * where each was narrower than a pixel (1: it is one), `isMixed` where they are of different functions. In a comparison also `beforeSelf` and `beforeTotal`, and `self`
 * and `total` are of the later profile.
 */
export type FlameAnswer = {
  readonly blockId: number;
  readonly length: Count;
  /** In a comparison of time, milliseconds of each second of a profile. */
  readonly unit: 'ms' | 'bytes' | 'msPerSecond';
  /** The whole, from 0 to this. */
  readonly extent: number;
  readonly levels: Count;
  readonly functions: readonly FlameFunction[];
  /** The packages that took most by themselves, the dearest first, at most three: each has a colour of its own. */
  readonly packages: readonly string[];
  /** What was in functions that the search found, each moment counted once; null without a search. */
  readonly matched: number | null;
  /** All that can be found: time that was waited is not in it. */
  readonly searched: number;
};

/** A list of functions, with what the whole profile says. */
export type ProfileFunctionPage = Page<ProfileFunctionRow> & { readonly summary: Omit<ProfileSummary, 'functions'> };

/** Whether boxes in the order of time can be asked for. */
export const hasTimeOrder = ({ kind, hasSamples }: Pick<Profile, 'kind' | 'hasSamples'>): boolean =>
  kind === 'cpu' && hasSamples !== false;

type Cost = { readonly self: number; readonly total: number };

/**
 * A function in two profiles. `before` and `after` are as measured; `selfDelta` and `totalDelta` are after less before,
 * on the basis of the comparison.
 */
export type ComparedFunction = Omit<ProfileFunctionRow, 'self' | 'total'> & {
  readonly before: Cost;
  readonly after: Cost;
  readonly selfDelta: number;
  readonly totalDelta: number;
  /** True where its own part differs by more than sampling alone makes it differ. */
  readonly isClear: boolean;
};

/** `perSecond`: times are compared for each second of the profiles, since they are of different length. */
export type ComparisonBasis = 'perSecond' | 'asMeasured';

/** One of two compared profiles, in all. */
export type ComparedSide = Omit<ProfileSummary, 'functions' | 'unit' | 'functionCount'>;

/** Functions of two profiles, those that differ most first unless another order is asked for. */
export type ProfileComparison = Page<ComparedFunction> & {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly unit: 'ms' | 'bytes';
  readonly basis: ComparisonBasis;
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
