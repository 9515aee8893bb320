import type { Advice } from '../../protocol/advice.ts';
import type { Evidence, Severity } from '../../protocol/findings.ts';
import type { Place } from '../../protocol/places.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import type { LiveFacts } from './liveFacts.ts';

/** What a rule sees at one moment. */
export type LiveSign = {
  /** What it is about, the same from one moment to the next and in each run of the program: a pool, an origin. */
  readonly subject: string;
  readonly title: string;
  readonly severity: Severity;
  readonly place: Place | null;
  /** Why there is no place, where there is none. */
  readonly placeReason: string;
  readonly evidence: readonly Evidence[];
  readonly saving: Evidence | null;
  readonly confidence: 'measured' | 'likely' | 'possible';
  readonly disprovedBy: string;
  readonly advice: Advice | null;
};

/**
 * Something that goes wrong in a running program, told by what is measured of it. What is seen once is nothing: a
 * finding is made of what stays for `holdsMs`, and is gone when it was not seen for `clearsMs`.
 */
export type LiveRule = {
  readonly name: string;
  /** What it looks for, in a sentence a user could read. */
  readonly purpose: string;
  readonly holdsMs: Milliseconds;
  readonly clearsMs: Milliseconds;
  /** What is to be seen now. Never throws. */
  readonly signs: (facts: LiveFacts) => readonly LiveSign[];
};

/** Advice that only a person can carry out. */
export function adviceInWords(text: string, effort: Advice['effort'], risks: readonly string[] = []): Advice {
  return { text, changes: [], effort, costs: [], risks };
}
