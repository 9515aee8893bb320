import path from 'node:path';
import type { RewriteCandidate } from '../../analysis/advice/candidate.ts';
import type { Change } from '../../protocol/advice.ts';
import { rewrittenSource, type SourceStatement } from '../sql/rewrittenSource.ts';
import { sqlParser } from '../sql/sqlParser.ts';
import { lineStarts, positionOf } from '../sql/sqlText.ts';
import type { TriedStatement } from './statementRun.ts';

/** The change of the source that puts the other statement in place; none where it is not in a file. */
export async function rewriteChange(
  { gives }: RewriteCandidate,
  { sql }: Pick<TriedStatement, 'sql'>,
  origin: SourceStatement | null,
): Promise<{ readonly changes: readonly Change[]; readonly refusal: string | null }> {
  const none = { changes: [], refusal: null };
  // A page by its keys takes values that the program has to hand over.
  if (origin === null || gives !== 'same' || !path.isAbsolute(origin.file)) return none;
  const rewritten = rewrittenSource(origin, sql, await sqlParser());
  if ('refusal' in rewritten) return { ...none, refusal: `Not as a click: ${rewritten.refusal}.` };
  const { start, before, after } = rewritten;
  const { line, column } = positionOf(lineStarts(origin.text), start);
  return { changes: [{ kind: 'replace', file: origin.file, line, column, before, after }], refusal: null };
}
