import type { Problem } from './heapRows.ts';
import type { FindingId } from './findings.ts';
import type { Place } from './places.ts';
import type { Bytes, Count, EpochMs, Milliseconds } from './units.ts';

export type PlanId = string;

/** Where a database can be found. Nothing here holds a password. */
export type DatabaseCandidate = {
  readonly candidateId: string;
  /** What it was read from: a setting, an environment variable, a file and line, or our own server. */
  readonly source: string;
  /** `user@host:port/database`. */
  readonly label: string;
  readonly isLoopback: boolean;
  /** Why it is taken for production, or undefined where nothing says so. */
  readonly productionReason?: string;
};

/** The server that plans are asked of. */
export type Database = {
  readonly label: string;
  readonly source: string;
  /** Such as `18.4`. */
  readonly version: string;
  readonly isLoopback: boolean;
  readonly isEmbedded: boolean;
  readonly productionReason?: string;
  /** False where statements are only planned, not run: it looks like production and was not confirmed. */
  readonly mayRun: boolean;
  readonly connectedAt: EpochMs;
};

/**
 * Where a statement comes from. `source`: the statement at a place (from 1) of a text as the editor has it; `sql`: the
 * text itself, with $1… for values.
 */
export type SqlSource =
  | { readonly kind: 'sql'; readonly sql: string; readonly place: Place | null }
  | {
      readonly kind: 'source';
      readonly file: string;
      readonly text: string;
      readonly line: Count;
      /** Null: the first statement that begins or stands on the line. */
      readonly column: Count | null;
    };

/** A hole of a template, or a `$n`: what a value is asked for. `text` is its source text, such as `threadId`. */
export type SqlParameter = { readonly number: Count; readonly text: string };

/** A statement found in a source. Lines and columns count from 1; `end` is just past its last character. */
export type SqlStatement = {
  /** One statement, holes as $1…. */
  readonly sql: string;
  readonly fingerprint: string;
  readonly kind: 'select' | 'write' | 'other';
  readonly place: Place;
  readonly end: { readonly line: Count; readonly column: Count };
  readonly parameters: readonly SqlParameter[];
};

/** A value that a parameter was given. It crosses to the client that asked, and is neither stored nor logged. */
export type ParameterUse = {
  readonly number: Count;
  readonly text: string;
  readonly type: string;
  readonly from: 'given' | 'statistics' | 'none';
  /** In words: `the most common value of agent_events.thread_id`. */
  readonly note: string;
};

export type PlanBuffers = {
  readonly hit: Count;
  readonly read: Count;
  readonly dirtied: Count;
  readonly written: Count;
};

/**
 * A node of a plan, in the order of the tree: a node's children follow it, one deeper. Literals are replaced. Rows,
 * planned ones too, are of all loops and all processes together. Times are of all loops, on the clock: what processes do
 * side by side counts once. Null where the plan was not run or not timed. `selfMs` sums up to the whole.
 */
export type PlanNode = {
  readonly depth: Count;
  /** `Seq Scan`, as the server names it. */
  readonly nodeType: string;
  /** What it works on, for people: `agent_events`, `threads_key on threads`, `created_at desc`. */
  readonly subject: string;
  /** How it belongs to its parent: `Outer`, `InitPlan 1`, `CTE recent`. */
  readonly relationship: string | null;
  readonly planRows: Count;
  readonly actualRows: number | null;
  readonly loops: Count | null;
  readonly workers: Count | null;
  readonly selfMs: Milliseconds | null;
  readonly totalMs: Milliseconds | null;
  /** Actual over planned rows or its inverse, whichever is above 1; null where not run, or ended early by a LIMIT. */
  readonly estimateRatio: number | null;
  readonly rowsRemoved: Count | null;
  /** Own buffers, those of its children taken off; null where not asked for. */
  readonly buffers: PlanBuffers | null;
  readonly tempBytes: Bytes | null;
  /** Conditions and other facts as the server prints them, redacted: `Filter: (thread_id = $1)`. */
  readonly details: readonly string[];
  /** Said by a rule or the reader, in words: `reads all 200,000 rows, keeps 50`. */
  readonly remark: string | null;
};

/** One line of the list of plans. */
export type PlanSummary = {
  readonly planId: PlanId;
  readonly fingerprint: string;
  /** Literals replaced. */
  readonly sql: string;
  readonly place: Place | null;
  readonly database: string;
  readonly plannedAt: EpochMs;
  readonly isAnalyzed: boolean;
  readonly planningMs: Milliseconds | null;
  readonly executionMs: Milliseconds | null;
  readonly findings: readonly FindingId[];
};

/** Advice that was tried out, with or without a gain. */
export type Trial = {
  readonly rule: string;
  readonly what: string;
  readonly ratio: number | null;
  readonly interval: readonly [low: number, high: number] | null;
  /** In a sentence: `no gain measured: 1.02x (0.97–1.06)`, `the planner does not use it`. */
  readonly outcome: string;
};

/**
 * The plan of the same statement for other values, not run: for `rare` ones, for such as no row has (`absent`), or the
 * `generic` one that serves all values, which a server may keep for a prepared statement.
 */
export type PlanVariant = {
  readonly kind: 'rare' | 'absent' | 'generic';
  /** Which values, in words: `$1: a rare value of threads.owner`. */
  readonly note: string;
  /** True where it does the same to the same tables and indexes as the plan itself. */
  readonly isSame: boolean;
  /** Its scans, in words: `Index Scan of threads by threads_owner_idx`. */
  readonly shape: string;
  readonly planRows: Count;
  readonly totalCost: number;
  /** Null where it is the same. */
  readonly nodes: readonly PlanNode[] | null;
};

/** A node in both plans, or only in one of them: the other is null. `depth` is that of the tree in which both stand. */
export type PlanDifference = {
  readonly depth: Count;
  readonly before: PlanNode | null;
  readonly after: PlanNode | null;
  /** What is another, in words: `Seq Scan orders → Index Scan orders_key on orders`. Empty: the same. */
  readonly changes: readonly string[];
};

/** Two plans node by node. */
export type PlanComparison = {
  readonly rows: readonly PlanDifference[];
  /** True where both do the same to the same tables and indexes, whatever their figures are. */
  readonly isSameShape: boolean;
  readonly isSameStatement: boolean;
  readonly executionMs: { readonly before: Milliseconds | null; readonly after: Milliseconds | null };
  /** Before / after of single runs: above 1 the second was quicker. Null where one was not run. It proves nothing. */
  readonly ratio: number | null;
};

export type QueryPlan = PlanSummary & {
  readonly nodes: readonly PlanNode[];
  readonly parameters: readonly ParameterUse[];
  /** Absent in plans that were kept before there were any. */
  readonly variants?: readonly PlanVariant[];
  readonly triggers: readonly { readonly name: string; readonly timeMs: Milliseconds; readonly calls: Count }[];
  readonly jitMs: Milliseconds | null;
  /** Our own part of the round trip: what the host added to the server's time. */
  readonly ownMs: Milliseconds;
  readonly problems: readonly Problem[];
  /** The plan with the proposed change, where one was proven; same shape and scale. */
  readonly changedNodes: readonly PlanNode[] | null;
  readonly trials: readonly Trial[];
  /** The redacted plan as the server gave it, for the Text and JSON views. */
  readonly json: string;
};
