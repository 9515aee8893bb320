import type { Bytes, Count } from '../../protocol/units.ts';

/** What the server's statistics say about the values of a column. */
export type ColumnStatistics = {
  /** How many different values there are; null where it is not known. */
  readonly distinct: Count | null;
  /** Share of rows with NULL, 0 to 1. */
  readonly nullShare: number;
  /** Share of rows with the most common value, 0 to 1; 0 where no value is common. */
  readonly commonShare: number;
  /** How far the order of the values is that of the rows on disk, -1 to 1; null where it is not known. */
  readonly correlation?: number | null;
  /** Bytes that a value takes on average. */
  readonly width: Bytes;
};

export type TableColumn = {
  readonly name: string;
  /** As the server prints it: `character varying(40)`. */
  readonly type: string;
  /** True where a B-tree can order its values. */
  readonly isOrdered: boolean;
  readonly statistics: ColumnStatistics | null;
};

export type IndexColumn = {
  /** Null for an expression. */
  readonly column: string | null;
  readonly isDescending: boolean;
  readonly isNullsFirst: boolean;
};

export type TableIndex = {
  readonly name: string;
  readonly method: string;
  readonly columns: readonly IndexColumn[];
  readonly isUnique: boolean;
  readonly isPartial: boolean;
  /** False while it is being built, or where building it failed. */
  readonly isValid: boolean;
};

/** What was written to a table, as the server counts it since its counters began; and its pages. */
export type TableActivity = {
  readonly liveRows: Count;
  readonly deadRows: Count;
  /** Rows written since statistics were gathered. */
  readonly changedRows: Count;
  /** False where statistics were never gathered, or for one partition never. */
  readonly isAnalyzed: boolean;
  readonly pages: Count;
  /** Pages of which the server knows that all can see all rows: an index alone answers for them. */
  readonly visiblePages: Count;
};

/** A table as the catalogue knows it. Of a partitioned table: the table itself, with the rows of its partitions. */
export type TableFacts = {
  readonly schema: string;
  readonly name: string;
  readonly rows: Count;
  readonly bytes: Bytes;
  readonly isPartitioned: boolean;
  /** The columns by which it is partitioned; none where it is not, or by an expression. */
  readonly partitionKey: readonly string[];
  readonly activity: TableActivity;
  readonly columns: readonly TableColumn[];
  readonly indexes: readonly TableIndex[];
};
