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
  const row = before === null ? null : await firstRow(client, { ...statement, sql: before });
  if (row === null) throw new NotTried('there is no row before the page');
  return { ...statement, sql, values: [...statement.values.slice(0, gives.first - 1), ...row] };
}
