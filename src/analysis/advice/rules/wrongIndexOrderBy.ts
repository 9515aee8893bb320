import { countText, isCostly, isLarge, rowsOf } from '../gates.ts';
import { servableColumns } from '../indexColumns.ts';
import { isThereAlready, type CandidateColumn, type IndexCandidate } from '../indexCandidate.ts';
import type { AdviceRule, ScannedTable, StatementFacts } from '../rule.ts';

const name = 'wrong-index-order-by';
/** Fewer rows than this are passed over in no time. */
const passedOverMin = 100;

/** The order that the index gives as it is read, without the columns that are held to one value. */
function orderOf({ scan, table }: ScannedTable, equal: readonly string[]): readonly CandidateColumn[] | null {
  const index = table.indexes.find((each) => each.name === scan.index);
  const columns = index?.columns ?? [];
  const order = columns.flatMap(({ column, isDescending, isNullsFirst }) =>
    column === null || equal.includes(column)
      ? []
      : [{ column, isDescending: isDescending !== scan.isBackward, isNullsFirst: isNullsFirst !== scan.isBackward }],
  );
  return order.length === 0 || columns.some(({ column }) => column === null) ? null : order;
}

function candidatesFor(scanned: ScannedTable): readonly IndexCandidate[] {
  const { scan, table } = scanned;
  const { equal } = servableColumns(table, [...scan.indexConditions, ...scan.filter]);
  const order = orderOf(scanned, equal);
  if (equal.length === 0 || order === null) return [];
  const held = equal.map((column) => ({ column, isDescending: false, isNullsFirst: false }));
  return [[...held, ...order], held].map((columns) => ({
    heldCount: held.length,
    givesOrder: columns.length > held.length,
    kind: 'index' as const,
    rule: name,
    cause: `${table.schema}.${table.name} ${scan.alias}`,
    table,
    columns,
    ...rowsOf(scan),
    seen: `passes over ${countText(scan.rowsRemoved)} rows of ${table.name} in the order of ${scan.index ?? 'an index'} to find ${countText(scan.rowsKept)}`,
  }));
}

/** An index gives the order, and the rows that a condition wants are few and far between in it. */
export const wrongIndexOrderBy: AdviceRule = {
  name,
  purpose: 'Rows are read in the order wanted, and most are passed over until enough match the condition.',
  candidates: (facts: StatementFacts) =>
    facts.scans
      .filter(({ scan }) => scan.firstRows?.isGiven === true && scan.index !== null)
      .filter(({ scan }) => scan.nodeType === 'Index Scan' || scan.nodeType === 'Index Only Scan')
      .filter(({ scan }) => scan.rowsRemoved >= passedOverMin * scan.loops && scan.rowsRemoved >= 10 * scan.rowsKept)
      .filter(({ scan, table }) => isLarge(table, scan) && isCostly(scan, facts))
      .flatMap(candidatesFor)
      .filter((candidate) => !isThereAlready(candidate)),
};
