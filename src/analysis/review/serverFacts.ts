import type { Bytes, Count, EpochMs, Milliseconds } from '../../protocol/units.ts';

/** An index as far as it can be told from others; of a partitioned index: the whole of it, its parts summed up. */
export type ReviewedIndex = {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly method: string;
  /** Its keys in order, as the server prints them: a column, or an expression. */
  readonly keys: readonly ReviewedKey[];
  /** Columns that only come along. */
  readonly included: readonly string[];
  /** Of a partial index, as the server prints it; null where it holds all rows. */
  readonly predicate: string | null;
  readonly definition: string;
  readonly isUnique: boolean;
  /** False where uniqueness is looked at only in the end of a transaction. */
  readonly isImmediate: boolean;
  readonly areNullsDistinct: boolean;
  readonly isPrimary: boolean;
  /** The constraint that it belongs to. */
  readonly constraint: string | null;
  /** True where a foreign key of another table points to it. */
  readonly isReferenced: boolean;
  /** True where the table is clustered by it, or replication finds rows by it. */
  readonly isChosen: boolean;
  readonly isPartitioned: boolean;
  readonly isValid: boolean;
  /** True where somebody may be at work on it or on its table right now. */
  readonly isBeingBuilt: boolean;
  readonly scans: Count;
  readonly bytes: Bytes;
  readonly tableRows: Count;
  /** Scans of its table by whichever way, and rows written, since the server counts. */
  readonly tableScans: Count;
  readonly tableWrites: Count;
};

/** A key of an index. Two with the same `text` and `kind` hold the same. */
export type ReviewedKey = {
  readonly text: string;
  /** Its operator class and collation, by their numbers in the catalogue. */
  readonly kind: string;
  /** Bit 1: descending; bit 2: NULLs first. */
  readonly order: number;
};

/** A foreign key, and the tables on both of its sides. */
export type ReviewedKeyLink = {
  readonly constraint: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly isPartitioned: boolean;
  readonly rows: Count;
  readonly bytes: Bytes;
  readonly parent: string;
  readonly parentRows: Count;
  /** Rows of the parent that were deleted since the server counts. */
  readonly parentDeletes: Count;
  /** What a deletion of the parent does to the rows: `cascade`, `set null`, `set default`, or nothing. */
  readonly onDelete: 'cascade' | 'set null' | 'set default' | 'refuse';
  readonly isIndexed: boolean;
};

/** A session in a transaction in which nothing happens. */
export type IdleTransaction = {
  readonly pid: Count;
  readonly application: string;
  readonly user: string;
  readonly client: string;
  /** Its last statement, redacted; empty where it cannot be told. */
  readonly statement: string;
  readonly fingerprint: string;
  readonly idleMs: Milliseconds;
  readonly transactionMs: Milliseconds;
  /** Locks on tables that keep others from something: `AccessExclusiveLock on public.orders`. */
  readonly locks: readonly string[];
  /** Processes that wait for it. */
  readonly waiting: readonly Count[];
  /** How many transactions began since its view of the data; null where it has none, and holds no clean-up back. */
  readonly viewAge: Count | null;
};

/** Connections of one application and user. */
export type ConnectionGroup = {
  readonly application: string;
  readonly user: string;
  readonly count: Count;
  readonly idle: Count;
  readonly idleInTransaction: Count;
  readonly longestIdleMs: Milliseconds;
};

/** A pool of a watched program, as it says of itself. */
export type ReviewedPool = {
  readonly program: string;
  readonly label: string;
  readonly capacity: Count;
  readonly open: Count;
};

/** A table with what the server keeps and counts of it. */
export type ReviewedTable = {
  readonly schema: string;
  readonly name: string;
  readonly isPartitioned: boolean;
  readonly rows: Count;
  readonly bytes: Bytes;
  readonly deadRows: Count;
  readonly liveRows: Count;
  readonly changedRows: Count;
  readonly hasStatistics: boolean;
  /** False where autovacuum is off, for the server or for this table. */
  readonly isCaredFor: boolean;
  readonly isSwitchedOffHere: boolean;
  /** Null where it was never done since the server counts. */
  readonly vacuumedAt: EpochMs | null;
  /** Dead rows at which autovacuum comes. */
  readonly deadRowsAllowed: Count;
};

/** What a server says of itself as a whole. Lists of sessions are only as complete as the user may see. */
export type ServerFacts = {
  readonly now: EpochMs;
  /** Since when it counts; at the latest. */
  readonly countedSince: EpochMs;
  /** How long it has to have counted until an index that was never used is called unused. */
  readonly countedMsMin: Milliseconds;
  readonly isReplica: boolean;
  readonly replicas: Count;
  readonly connectionsMax: Count;
  /** Of them, kept for administrators. */
  readonly connectionsReserved: Count;
  readonly connections: readonly ConnectionGroup[];
  readonly pools: readonly ReviewedPool[];
  readonly indexes: readonly ReviewedIndex[];
  readonly keys: readonly ReviewedKeyLink[];
  readonly idle: readonly IdleTransaction[];
  readonly tables: readonly ReviewedTable[];
};
