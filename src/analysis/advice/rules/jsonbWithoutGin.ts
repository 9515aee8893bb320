import type { ExpressionCondition } from '../condition.ts';
import { indexedColumn, scanIndex } from '../expressionIndex.ts';
import { countText, isCostly, isLarge, isSelective } from '../gates.ts';
import type { IndexCandidate } from '../indexCandidate.ts';
import type { AdviceRule, ScannedTable } from '../rule.ts';

const name = 'jsonb-without-gin';
const keys = new Set(['?', '?|', '?&']);
const paths = new Set(['@?', '@@']);

/** Which class of a GIN index serves the condition, and how the rule is called; null where none does. */
function served(
  { operator, valueType, bare, isAny }: ExpressionCondition,
  { table }: ScannedTable,
): { readonly rule: string; readonly operatorClass: string | undefined } | null {
  if (isAny) return null;
  const type = table.columns.find((column) => column.name === bare)?.type ?? '';
  const isJson = type === 'jsonb' || (bare === null && (valueType === 'jsonb' || valueType === 'jsonpath'));
  if (operator === '@>' && (isJson || valueType === 'jsonb')) return { rule: name, operatorClass: 'jsonb_path_ops' };
  if (paths.has(operator) && (isJson || valueType === 'jsonpath'))
    return { rule: name, operatorClass: 'jsonb_path_ops' };
  if (keys.has(operator)) return { rule: name, operatorClass: undefined };
  const isList = type.endsWith('[]') && (operator === '@>' || operator === '&&');
  const isText = operator === '@@' && (type === 'tsvector' || bare === null);
  return isList || isText ? { rule: 'missing-index', operatorClass: undefined } : null;
}

function candidatesFor(scanned: ScannedTable): readonly IndexCandidate[] {
  const { scan, table } = scanned;
  return scan.expressions.flatMap((condition): readonly IndexCandidate[] => {
    const found = served(condition, scanned);
    if (found === null) return [];
    const seen = `looks into ${condition.columns.join(' and ')} of ${countText(scan.rowsKept + scan.rowsRemoved)} rows of ${table.name} to keep ${countText(scan.rowsKept)}`;
    const column = indexedColumn(condition, found.operatorClass);
    return [scanIndex(scanned, [column], { rule: found.rule, seen, method: 'gin' })];
  });
}

/** Documents, lists or words of a text are looked into row by row; a GIN index knows what is in them. */
export const jsonbWithoutGin: AdviceRule = {
  name,
  purpose: 'A condition looks into documents, lists or texts, row by row, which a GIN index knows.',
  candidates: (facts) =>
    facts.scans
      .filter(({ scan, table }) => isLarge(table, scan) && isSelective(scan) && isCostly(scan, facts))
      .flatMap(candidatesFor),
};
