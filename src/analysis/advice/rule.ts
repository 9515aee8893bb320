import type { Candidate } from './candidate.ts';
import type { RawNode } from './rawPlan.ts';
import type { Scan } from './planScans.ts';
import type { SyntaxNode } from './syntaxNode.ts';
import type { TableFacts } from './tableFacts.ts';

/** A scan of a plan that was run, with what the catalogue knows about its table. */
export type ScannedTable = { readonly scan: Scan; readonly table: TableFacts };

/** A foreign key whose check was timed beneath a statement that writes. */
export type ForeignKey = {
  readonly constraint: string;
  /** The table whose rows refer to others, and its columns that do, in the order of the key. */
  readonly table: TableFacts;
  readonly columns: readonly string[];
  readonly timeMs: number;
  /** How many rows were looked up. */
  readonly calls: number;
};

/** What is known of a statement when rules are asked. */
export type StatementFacts = {
  /** Scans of tables the catalogue tells about; those of partitions of one table are summed up. */
  readonly scans: readonly ScannedTable[];
  readonly executionMs: number;
  /** Those that took a good part of the time, and those that follow from them. */
  readonly foreignKeys: readonly ForeignKey[];
  /** The root of the plan that was run, with VERBOSE; empty where the server gave none. */
  readonly plan: RawNode;
  /** What compiling the plan to machine code took, within the execution time; 0 where nothing was compiled. */
  readonly jitMs: number;
  /** What holds the statement in its parsed tree, such as `{SelectStmt: …}`. */
  readonly syntax: SyntaxNode;
};

/**
 * A rule proposes what to try; whether it helps is measured. It is asked only for a statement that was run and whose
 * tables are known.
 */
export type AdviceRule = {
  readonly name: string;
  /** What it looks for, in a sentence a user could read. */
  readonly purpose: string;
  /** What to try, the most promising first; empty where nothing is wrong. Never throws. */
  readonly candidates: (facts: StatementFacts) => readonly Candidate[];
};
