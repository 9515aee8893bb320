import type { Evidence } from '../../protocol/findings.ts';
import type { IndexCandidate } from './indexCandidate.ts';
import type { Proposed } from './proposed.ts';
import type { SyntaxNode } from './syntaxNode.ts';
import type { TableFacts } from './tableFacts.ts';

/** What the kinds other than indexes say of themselves. */
type Described = Proposed & {
  /** What it is, in a few words: `a range of created_at in place of date_trunc(…)`. */
  readonly what: string;
  /** The advice in a sentence to the user. */
  readonly text: string;
  /** What to know before, in sentences. */
  readonly caveats: readonly string[];
  readonly evidence: readonly Evidence[];
};

/** Another statement that gives the same rows. Proven by running both. */
export type RewriteCandidate = Described & {
  readonly kind: 'rewrite';
  readonly tree: SyntaxNode;
  /**
   * `same`: the rows have to be the same. `page`: it asks for the same rows in another way, which takes values that the
   * program has and the statement has not; the proof takes them from the row before the page.
   */
  readonly gives: 'same' | KeysetPage;
};

/**
 * The row before a page: `before` gives the values of its keys, which follow those of the statement that are kept.
 * Numbers are those of the parameters in the statement as it was.
 */
export type KeysetPage = {
  readonly before: SyntaxNode;
  readonly beforeTakes: readonly number[];
  readonly takes: readonly number[];
  /** True where the order did not tell equal rows apart, so that a page may hold others of them. */
  readonly isTied: boolean;
};

/** A session setting under which the statement is quicker. Proven with SET LOCAL. */
export type SettingCandidate = Described & {
  readonly kind: 'setting';
  readonly settings: Readonly<Record<string, string>>;
};

/** Fresh or further statistics. Proven by ANALYZE in a transaction that is rolled back. */
export type StatisticsCandidate = Described & {
  readonly kind: 'statistics';
  readonly tables: readonly TableFacts[];
  /** Columns that depend on one another, for CREATE STATISTICS on the one table; null for ANALYZE alone. */
  readonly together: readonly string[] | null;
};

/** VACUUM, which no transaction takes back. Proven on a copy of the table that is rolled back. */
export type MaintenanceCandidate = Described & {
  readonly kind: 'maintenance';
  readonly table: TableFacts;
  /** `rewritten`: the table is written anew without its empty space, as VACUUM FULL does. */
  readonly how: 'vacuumed' | 'rewritten';
  /** The statement over the copy. */
  readonly tree: SyntaxNode;
};

/** Something to try, not yet tried. */
export type Candidate =
  | IndexCandidate
  | RewriteCandidate
  | SettingCandidate
  | StatisticsCandidate
  | MaintenanceCandidate;
