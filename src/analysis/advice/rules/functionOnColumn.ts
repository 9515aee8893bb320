import { bareRewrites, isPartitionKey, leadsIndex } from '../bareRewrites.ts';
import { indexedColumn, scanIndex } from '../expressionIndex.ts';
import { countText, isCostly, isLarge, isSelective } from '../gates.ts';
import type { ExpressionCondition } from '../condition.ts';
import type { IndexCandidate } from '../indexCandidate.ts';
import { servableColumns } from '../indexColumns.ts';
import type { AdviceRule, ScannedTable } from '../rule.ts';

const name = 'function-on-column';
const comparisons = new Set(['=', '<', '>', '<=', '>=']);

const isWrapped = ({ bare, operator }: ExpressionCondition) => bare === null && comparisons.has(operator);

/** Words that tell how a column is wrapped, without values: `lower(…)`. */
function wrapping({ expression, columns }: ExpressionCondition): string {
  const call = /^([a-z_][\w.]*)\(/i.exec(expression)?.[1];
  return call === undefined ? `an expression over ${columns.join(' and ')}` : `${call}(…) of ${columns.join(' and ')}`;
}

function candidatesFor(scanned: ScannedTable): readonly IndexCandidate[] {
  const { scan, table } = scanned;
  return scan.expressions.filter(isWrapped).flatMap((condition) => {
    const seen = `compares ${wrapping(condition)}, which no index knows, and reads ${countText(scan.rowsKept + scan.rowsRemoved)} rows of ${table.name} to keep ${countText(scan.rowsKept)}`;
    const column = indexedColumn(condition);
    const isHeld = condition.operator === '=';
    const held = servableColumns(table, scan.filter).equal.map((equal) => ({
      column: equal,
      isDescending: false,
      isNullsFirst: false,
    }));
    const lists = held.length === 0 ? [[column]] : [[column], [...held, column]];
    return lists.map((columns) =>
      scanIndex(scanned, columns, { rule: name, seen, heldCount: isHeld ? columns.length : columns.length - 1 }),
    );
  });
}

/** A condition wraps a column into a function or expression, so that an index on the column does not serve it. */
export const functionOnColumn: AdviceRule = {
  name,
  purpose: 'A condition compares a function of a column, which an index on the column does not serve.',
  candidates: (facts) => [
    ...bareRewrites(name, facts, (one) => !one.isCast && !isPartitionKey(one) && leadsIndex(one)),
    ...facts.scans
      .filter(({ scan, table }) => isLarge(table, scan) && isSelective(scan) && isCostly(scan, facts))
      .flatMap(candidatesFor),
  ],
};
