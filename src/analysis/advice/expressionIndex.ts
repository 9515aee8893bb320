import type { ExpressionCondition } from './condition.ts';
import { rowsOf } from './gates.ts';
import type { CandidateColumn, IndexCandidate } from './indexCandidate.ts';
import type { ScannedTable } from './rule.ts';

/** Words of an expression that name nothing: types behind `::` and texts. */
const unnamed = /::\s*[\w ".[\]]+|'(?:[^']|'')*'/g;
const wordsMax = 3;

/** What an index on an expression is named by: `lower_email`. */
function labelOf(expression: string): string {
  const words =
    expression
      .replaceAll(unnamed, ' ')
      .toLowerCase()
      .match(/[a-z_][a-z0-9_]*/g) ?? [];
  return words.slice(0, wordsMax).join('_') || 'expression';
}

/** The column of an index for what a condition compares: the column itself, or the expression. */
export function indexedColumn({ bare, expression }: ExpressionCondition, operatorClass?: string): CandidateColumn {
  return {
    column: bare ?? labelOf(expression),
    ...(bare === null ? { expression } : {}),
    ...(operatorClass === undefined ? {} : { operatorClass }),
    isDescending: false,
    isNullsFirst: false,
  };
}

/** What alternatives against the time of one scan have in common. */
export function causeOf({ scan, table }: ScannedTable): string {
  return `${table.schema}.${table.name} ${scan.alias}`;
}

/** An index of one column for a scan, and further of its marks. */
export function scanIndex(
  scanned: ScannedTable,
  columns: readonly CandidateColumn[],
  about: Pick<IndexCandidate, 'rule' | 'seen'> & Partial<Pick<IndexCandidate, 'method' | 'extension' | 'heldCount'>>,
): IndexCandidate {
  return {
    kind: 'index',
    cause: causeOf(scanned),
    table: scanned.table,
    columns,
    heldCount: 0,
    givesOrder: false,
    ...rowsOf(scanned.scan),
    ...about,
  };
}
