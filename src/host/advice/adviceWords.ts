import type { Candidate } from '../../analysis/advice/candidate.ts';
import { columnsSql, quoted, type IndexCandidate } from '../../analysis/advice/indexCandidate.ts';
import type { ResultComparison } from './resultComparison.ts';

/** `97x`, `1.42x`. */
export function ratioText(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2)}x`;
}

/** `index on messages (conversation_id, created_at DESC)`, `GIN index on documents (title gin_trgm_ops)`. */
export function indexWords({ table, columns, method }: Pick<IndexCandidate, 'table' | 'columns' | 'method'>): string {
  const kind = method === undefined ? '' : `${method.toUpperCase()} `;
  return `${kind}index on ${quoted(table.name)} (${columnsSql(columns)})`;
}

/** What a candidate is, in a few words. */
export function candidateWords(candidate: Candidate): string {
  return candidate.kind === 'index' ? indexWords(candidate) : candidate.what;
}

/** Statements that run as they stand, then a line `-- down` and those that undo them. */
export function withUndo({ up, down }: { readonly up: string; readonly down: string }): string {
  return `${up}\n-- down\n${down}\n`;
}

/** That the rows were not compared, and why; nothing where they were. */
export function notCompared(result: ResultComparison): readonly string[] {
  return result.isSame === null ? [`The rows were not compared: ${result.reason}.`] : [];
}

/** `an index on …`, `a GIN index on …`; other advice as it is. */
export function withArticle(words: string): string {
  if (words.startsWith('index ')) return `an ${words}`;
  return /^[A-Z]+ index /.test(words) ? `a ${words}` : words;
}
