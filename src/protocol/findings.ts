import type { Advice, AppliedChange } from './advice.ts';
import type { ExperimentId } from './experiments.ts';
import type { HuntId, LeakFacts } from './hunts.ts';
import type { Place } from './places.ts';
import type { PlanId } from './plans.ts';
import type { Proof } from './proofs.ts';
import type { EpochMs, Ratio, Unit } from './units.ts';
import type { TargetId } from './targets.ts';
import type { CaptureId } from './captures.ts';

export type FindingId = string;
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];
export const findingStates = ['new', 'proven', 'applied', 'verified', 'dismissed', 'gone'] as const;
export type FindingState = (typeof findingStates)[number];

/** A measured number with its meaning. */
export type Evidence = {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** Per what, where it is a rate: `turn`, `s`. */
  readonly per?: string;
};

/** Advice that stands second. `ratio` is of a short trial, before over after; `sql` as that of an advice. */
export type Alternative = {
  readonly rule: string;
  readonly text: string;
  readonly sql: string;
  readonly ratio: number;
};

/** One step of a finding's life. */
export type FindingStep = { readonly state: FindingState; readonly at: EpochMs; readonly reason?: string };

/** What we saw: with evidence, and at a place or with the reason why there is none. */
export type Finding = {
  readonly findingId: FindingId;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly place: Place | null;
  readonly placeReason?: string;
  readonly evidence: readonly Evidence[];
  /** What goes away with the cause, where it is measured or bounded. */
  readonly saving: Evidence | null;
  readonly confidence: 'measured' | 'likely' | 'possible';
  /** What would show this finding to be wrong. */
  readonly disprovedBy: string;
  readonly state: FindingState;
  readonly stateReason?: string;
  /** The states it was in, the first first, this one last; absent where it never changed. */
  readonly history?: readonly FindingStep[];
  readonly foundAt: EpochMs;
  readonly targetId?: TargetId;
  /** The server that it is about as a whole: `user@host:port/database`. */
  readonly database?: string;
  /** Name of the program it was found in, the same for each of its runs. */
  readonly program?: string;
  /** For findings of a diff: the two captures, and the node where a retaining path starts. */
  readonly diff?: { readonly before: CaptureId; readonly after: CaptureId; readonly nodeId: number | null };
  /** The retaining path in words, nearest holder first. */
  readonly retainedBy?: readonly string[];
  /** What to do about it, where there is something to do. */
  readonly advice?: Advice;
  /** Other advice for the same cause that helps as well, the quickest first. */
  readonly alternatives?: readonly Alternative[];
  /** The gain of the advice, measured before anything was changed. */
  readonly proof?: Proof;
  /** What *Apply* did, until *Undo* takes it back. */
  readonly applied?: readonly AppliedChange[];
  /** The gain, measured again after the change. */
  readonly verification?: Proof;
  /** Share of the whole that the advice saves, 0 to 1: of the time of the query, of the growth, of the connections. */
  readonly savingShare?: Ratio;
  /** For a leak: what leaks, who holds it, and how much of it comes with each unit of work. */
  readonly leak?: LeakFacts;
  readonly planId?: PlanId;
  readonly huntId?: HuntId;
  readonly experimentId?: ExperimentId;
};
