import { scanIndex } from '../expressionIndex.ts';
import { countText, isCostly, isLarge, isSelective } from '../gates.ts';
import { isThereAlready, type IndexCandidate } from '../indexCandidate.ts';
import { servableColumns } from '../indexColumns.ts';
import type { AdviceRule, ScannedTable } from '../rule.ts';

const name = 'missing-index-timeseries';
/** Below this the rows of a range are spread over too many pages for a block range index. */
const correlationMin = 0.95;
/** A table of fewer rows has a B-tree that is small enough. */
const rowsMin = 50_000;

function candidatesFor(scanned: ScannedTable): readonly IndexCandidate[] {
  const { scan, table } = scanned;
  const { equal, any, range } = servableColumns(table, scan.filter);
  const [ranged] = range;
  if (equal.length > 0 || any.length > 0 || ranged === undefined || scan.isInLoop) return [];
  const correlation = table.columns.find(({ name: own }) => own === ranged)?.statistics?.correlation ?? 0;
  if (correlation === null || Math.abs(correlation) < correlationMin || table.rows < rowsMin) return [];
  const seen = `reads ${countText(scan.rowsKept + scan.rowsRemoved)} rows of ${table.name}, which lie in the order of ${ranged}, to keep a range of ${countText(scan.rowsKept)}`;
  const columns = [{ column: ranged, isDescending: false, isNullsFirst: false }];
  const tree = scanIndex(scanned, columns, { rule: name, seen });
  if (isThereAlready(tree)) return [];
  return [tree, scanIndex(scanned, columns, { rule: name, seen, method: 'brin' })];
}

/** Rows that were added in the order of a column are asked for by a range of it. */
export const missingIndexTimeseries: AdviceRule = {
  name,
  purpose: 'A range of rows is wanted that lie in its order, and the whole table is read for it.',
  candidates: (facts) =>
    facts.scans
      .filter(({ scan, table }) => isLarge(table, scan) && isSelective(scan) && isCostly(scan, facts))
      .flatMap(candidatesFor),
};
