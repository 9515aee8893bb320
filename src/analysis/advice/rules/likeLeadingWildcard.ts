import type { ExpressionCondition } from '../condition.ts';
import { indexedColumn, scanIndex } from '../expressionIndex.ts';
import { countText, isCostly, isLarge, isSelective } from '../gates.ts';
import type { IndexCandidate } from '../indexCandidate.ts';
import type { AdviceRule, ScannedTable } from '../rule.ts';

const name = 'like-leading-wildcard';
/** LIKE, ILIKE and regular expressions, as a plan prints them. */
const patterns = new Set(['~~', '~~*', '~', '~*']);
/** Shorter pieces of a pattern tell nothing to an index of trigrams. */
const pieceLengthMin = 3;

/** True where the pattern begins with something fixed, so that a B-tree could find it. */
function isPrefix({ operator, text }: ExpressionCondition): boolean {
  if (text === null) return false;
  if (operator === '~~') return /^(?:[^%_\\]|\\.)/.test(text);
  return operator === '~' && /^\^[\w\s-]/.test(text);
}

/** True where the pattern has a piece long enough to be looked up. */
function hasPiece({ operator, text }: ExpressionCondition): boolean {
  if (text === null) return false;
  const pieces = operator.startsWith('~~') ? text.split(/[%_]/) : text.split(/[^\p{L}\p{N} ]+/u);
  return pieces.some((piece) => piece.length >= pieceLengthMin);
}

function candidatesFor(scanned: ScannedTable): readonly IndexCandidate[] {
  const { scan, table } = scanned;
  const read = `reads ${countText(scan.rowsKept + scan.rowsRemoved)} rows of ${table.name} to keep ${countText(scan.rowsKept)}`;
  return scan.expressions
    .filter(({ operator }) => patterns.has(operator))
    .flatMap((condition): readonly IndexCandidate[] => {
      if (isPrefix(condition)) {
        const column = indexedColumn(condition, 'text_pattern_ops');
        const seen = `looks for the beginning of a text, which an index in the order of the language does not serve, and ${read}`;
        return [scanIndex(scanned, [column], { rule: 'missing-index', seen })];
      }
      if (!hasPiece(condition)) return [];
      const seen = `looks for a piece of a text, which a B-tree cannot, and ${read}`;
      const column = indexedColumn(condition, 'gin_trgm_ops');
      return [scanIndex(scanned, [column], { rule: name, seen, method: 'gin', extension: 'pg_trgm' })];
    });
}

/** A text is searched for a piece of it; an index of its trigrams finds that. */
export const likeLeadingWildcard: AdviceRule = {
  name,
  purpose: 'A text is searched for a piece of it, or by a pattern, which an index of trigrams finds.',
  candidates: (facts) =>
    facts.scans
      .filter(({ scan, table }) => isLarge(table, scan) && isSelective(scan) && isCostly(scan, facts))
      .flatMap(candidatesFor),
};
