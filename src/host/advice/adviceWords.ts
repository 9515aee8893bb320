import { columnsSql, quoted, type IndexCandidate } from '../../analysis/advice/indexCandidate.ts';

/** `97x`, `1.42x`. */
export function ratioText(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2)}x`;
}

/** `index on messages (conversation_id, created_at DESC)`. */
export function indexWords({ table, columns }: Pick<IndexCandidate, 'table' | 'columns'>): string {
  return `index on ${quoted(table.name)} (${columnsSql(columns)})`;
}
