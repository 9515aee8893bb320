import type { Client } from 'pg';
import type { RewriteCandidate } from '../../analysis/advice/candidate.ts';
import { NotTried } from './rolledBack.ts';
import { firstRow, type TriedStatement } from './statementRun.ts';
import type { TrialContext } from './trialContext.ts';

/** The statement to run in place of the other. For a page, with the values of the row before it. */
export async function carryRewrite(
  client: Client,
  { tree, gives }: RewriteCandidate,
  { statement, writer }: Pick<TrialContext, 'statement' | 'writer'>,
): Promise<TriedStatement> {
  const sql = writer(tree);
  if (sql === null) throw new NotTried('the statement could not be written in the other way');
  if (gives === 'same') return { ...statement, sql };
  const before = writer(gives.before);
  const valuesOf = (numbers: readonly number[]) => numbers.map((number) => statement.values[number - 1] ?? null);
  const asked = { ...statement, sql: before ?? '', values: valuesOf(gives.beforeTakes) };
  const row = before === null ? null : await firstRow(client, asked);
  if (row === null) throw new NotTried('there is no row before the page');
  return { ...statement, sql, values: [...valuesOf(gives.takes), ...row] };
}
