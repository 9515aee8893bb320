import type { Effort } from '../../protocol/advice.ts';
import type { Evidence, Severity } from '../../protocol/findings.ts';
import type { Bytes } from '../../protocol/units.ts';
import { bytesText, countText } from '../../format/figures.ts';
import type { ServerFacts } from './serverFacts.ts';

/** A change of the server: the statements, what takes them back, and a name for the file that holds them. */
export type ServerChange = {
  readonly name: string;
  readonly up: string;
  /** Statements, or a comment that says why there is nothing to take back. */
  readonly down: string;
  /** True where it belongs into the program's migrations; false for upkeep that is done once. */
  readonly isMigration: boolean;
};

/** What a rule sees on a server. */
export type ServerSign = {
  /** What it is about, the same at the next look: an index, a key, a table, an application. */
  readonly subject: string;
  readonly title: string;
  readonly severity: Severity;
  readonly evidence: readonly Evidence[];
  readonly saving: Evidence | null;
  readonly confidence: 'measured' | 'likely' | 'possible';
  readonly disprovedBy: string;
  readonly text: string;
  readonly change: ServerChange | null;
  readonly effort: Effort;
  readonly risks: readonly string[];
};

/** Something about a server as a whole, told by its catalogue and its counters. */
export type ServerRule = {
  readonly name: string;
  /** What it looks for, in a sentence a user could read. */
  readonly purpose: string;
  /** What is to be seen. Never throws. */
  readonly signs: (facts: ServerFacts) => readonly ServerSign[];
};

/** `never used since 12 Nov 2026`: a day, in UTC, as people write it. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export const bytesEvidence = (name: string, value: Bytes): Evidence => ({ name, value, unit: 'bytes' });
export const countEvidence = (name: string, value: number): Evidence => ({ name, value, unit: 'count' });

/** `12.3 MB, kept up to date by 40,000 writes since 2026-11-12`. */
export function upkeepText(bytes: Bytes, writes: number, since: number): string {
  return `${bytesText(bytes)}, kept up to date by ${countText(writes)} written rows since ${dayText(since)}`;
}
