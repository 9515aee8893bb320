import { countText, isLarge, isSelective, rowsOf } from '../gates.ts';
import { filterColumns, orderColumns, servableColumns } from '../indexColumns.ts';
import { isThereAlready, type IndexCandidate } from '../indexCandidate.ts';
import type { AdviceRule, ScannedTable } from '../rule.ts';

const name = 'missing-index-in-loop';

function candidatesFor({ scan, table }: ScannedTable): readonly IndexCandidate[] {
  const conditions = [...(scan.join?.conditions ?? []), ...scan.indexConditions, ...scan.filter];
  const servable = servableColumns(table, conditions);
  const extreme =
    scan.extreme === null
      ? null
      : orderColumns(table, servable, [{ ...scan.extreme, isDescending: false, isNullsFirst: false }]);
  const lists = [...(extreme === null || servable.equal.length === 0 ? [] : [extreme]), ...filterColumns(servable)];
  const times = countText(scan.loops);
  const seen =
    scan.loops > 1
      ? `reads ${table.name} ${times} times, ${countText((scan.rowsKept + scan.rowsRemoved) / scan.loops)} rows each time`
      : `goes through ${countText(scan.rowsKept)} rows of ${table.name} again for each row beside it`;
  return lists.map((list) => ({
    ...list,
    kind: 'index' as const,
    rule: name,
    cause: `${table.schema}.${table.name} ${scan.alias}`,
    table,
    ...rowsOf(scan),
    seen,
  }));
}

/** A table is read again for each row of another one, or of the query around. */
export const missingIndexInLoop: AdviceRule = {
  name,
  purpose: 'A table is read again and again, once for each row beside it, where an index would find its rows.',
  candidates: ({ scans }) =>
    scans
      .filter(({ scan, table }) => scan.isInLoop && isLarge(table, scan))
      .filter(({ scan }) => scan.nodeType === 'Seq Scan' || isSelective(scan))
      .flatMap(candidatesFor)
      .filter((candidate) => !isThereAlready(candidate)),
};
