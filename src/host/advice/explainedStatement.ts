import type { ExplainRequest } from '../../protocol/hostChannel.ts';
import type { Explanation } from '../plans/explainStatement.ts';
import { locksRows } from '../sql/syntaxTree.ts';
import type { TriedStatement } from './statementRun.ts';

/** A statement that was explained, with its values by their numbers. */
export function explainedStatement(
  { chosen, parameters }: Explanation,
  { settings, allowWrites }: Pick<ExplainRequest, 'settings' | 'allowWrites'>,
): TriedStatement {
  const isWrite = allowWrites && (chosen.kind === 'write' || locksRows(chosen.raw));
  const count = Math.max(0, ...parameters.map(({ use }) => use.number));
  const valueOf = (number: number) => parameters.find(({ use }) => use.number === number)?.value ?? null;
  return {
    sql: chosen.sql,
    values: Array.from({ length: count }, (_, index) => valueOf(index + 1)),
    settings,
    isWrite,
  };
}
