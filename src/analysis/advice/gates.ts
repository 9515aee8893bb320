import type { Scan } from './planScans.ts';
import type { StatementFacts } from './rule.ts';
import type { TableFacts } from './tableFacts.ts';

/** Smaller tables are read whole as fast as through an index. */
const tableRowsMin = 1_000;
/** A scan that keeps more of what it reads than this gains little from an index. */
export const keptShareMax = 0.15;
/** A scan that takes less of the statement's time than this is not worth an index. */
const timeShareMin = 0.05;

export const isLarge = ({ rows }: TableFacts, scan: Scan): boolean =>
  Math.max(rows, (scan.rowsKept + scan.rowsRemoved) / scan.loops) >= tableRowsMin;

/** True where the scan is a good part of what the statement takes. */
export const isCostly = (scan: Scan, { executionMs }: StatementFacts): boolean =>
  scan.selfMs >= executionMs * timeShareMin;

/** True where most of what is read is thrown away by conditions on the table itself. */
export function isSelective({ rowsKept, rowsRemoved }: Scan): boolean {
  return rowsRemoved > 0 && rowsKept <= (rowsKept + rowsRemoved) * keptShareMax;
}

export const rowsOf = ({ rowsKept, rowsRemoved }: Scan) => ({ rowsRead: rowsKept + rowsRemoved, rowsKept });

/** `12,345`, the same on every machine. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}
