import { filterColumns, orderColumns, servableColumns, type ColumnList } from '../indexColumns.ts';
import { countText, isCostly, isLarge, isSelective, keptShareMax, rowsOf } from '../gates.ts';
import { isThereAlready, type IndexCandidate } from '../indexCandidate.ts';
import type { Scan } from '../planScans.ts';
import type { AdviceRule, ScannedTable, StatementFacts } from '../rule.ts';

const name = 'missing-index';
/** Fewer rows than this are sorted in no time. */
const sortedRowsMin = 1_000;

/** True where far more rows are sorted than are wanted. */
function sortsTooMuch({ firstRows }: Scan): boolean {
  if (firstRows === null || firstRows.isGiven) return false;
  return firstRows.rowsSorted >= Math.max(sortedRowsMin, firstRows.count * 10);
}

/** True where a table is read whole to be joined with few rows. */
function joinsFew({ nodeType, join, rowsKept }: Scan): boolean {
  if (nodeType !== 'Seq Scan' || join === null) return false;
  return join.rows <= rowsKept * keptShareMax && join.otherRows <= rowsKept * keptShareMax;
}

/** True where an index is read from which most of its first column's values are not wanted. */
function readsWholeIndex({ scan, table }: ScannedTable): boolean {
  const index = table.indexes.find((each) => each.name === scan.index);
  const first = index?.columns[0]?.column ?? null;
  if (first === null || scan.indexConditions.length === 0) return false;
  return !scan.indexConditions.some(({ column }) => column === first);
}

function columnsFor(scanned: ScannedTable): readonly ColumnList[] {
  const { scan, table } = scanned;
  const own = [...scan.indexConditions, ...scan.filter];
  const servable = servableColumns(table, own);
  const extreme =
    scan.extreme === null
      ? null
      : orderColumns(table, servable, [{ ...scan.extreme, isDescending: false, isNullsFirst: false }]);
  const isKept = isSelective(scan) || readsWholeIndex(scanned);
  const isSorted = scan.firstRows?.isGiven === false && (isKept || sortsTooMuch(scan));
  const ordered = isSorted ? orderColumns(table, servable, scan.firstRows?.keys ?? []) : null;
  const filtered = isKept ? filterColumns(servable) : [];
  const joined = joinsFew(scan)
    ? filterColumns(servableColumns(table, [...(scan.join?.conditions ?? []), ...own]))
    : [];
  return [
    ...(ordered === null ? [] : [ordered]),
    ...(extreme === null || !isKept ? [] : [extreme]),
    ...filtered,
    ...joined,
  ];
}

function seenOf({ scan, table }: ScannedTable): string {
  const read = countText(scan.rowsKept + scan.rowsRemoved);
  if (sortsTooMuch(scan) && scan.firstRows !== null)
    return `reads ${read} rows of ${table.name} and sorts ${countText(scan.firstRows.rowsSorted)} to give the first ${countText(scan.firstRows.count)}`;
  if (isSelective(scan)) return `reads ${read} rows of ${table.name} to keep ${countText(scan.rowsKept)}`;
  if (scan.join !== null && joinsFew(scan))
    return `reads ${read} rows of ${table.name} to join ${countText(scan.join.otherRows)} rows`;
  return `reads an index of ${table.name} from end to end to find ${countText(scan.rowsKept)} rows`;
}

/** Rows are read that a condition, a join or the first rows of an order then throw away. */
export const missingIndex: AdviceRule = {
  name,
  purpose: 'A table is read whole, or sorted whole, for few rows that an index would find.',
  candidates: (facts: StatementFacts): readonly IndexCandidate[] =>
    facts.scans
      .filter(({ scan, table }) => !scan.isInLoop && isLarge(table, scan) && isCostly(scan, facts))
      .flatMap((scanned) => {
        const { scan, table } = scanned;
        const cause = `${table.schema}.${table.name} ${scan.alias}`;
        return columnsFor(scanned).map((list) => ({
          kind: 'index' as const,
          rule: name,
          cause,
          table,
          ...list,
          ...rowsOf(scan),
          seen: seenOf(scanned),
        }));
      })
      .filter((candidate) => !isThereAlready(candidate)),
};
