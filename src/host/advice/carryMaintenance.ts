import type { Client } from 'pg';
import type { MaintenanceCandidate } from '../../analysis/advice/candidate.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import { copyTable } from './copiedTable.ts';
import { NotTried } from './rolledBack.ts';
import type { TriedStatement } from './statementRun.ts';
import type { TrialContext } from './trialContext.ts';

/** Copies the table, and gives the statement over the copy. Throws NotTried where that cannot be. */
export async function carryMaintenance(
  client: Client,
  { table, tree }: MaintenanceCandidate,
  { statement, writer }: Pick<TrialContext, 'statement' | 'writer'>,
): Promise<TriedStatement> {
  const sql = writer(tree);
  if (sql === null) throw new NotTried('the statement could not be written for a copy of the table');
  try {
    await copyTable(client, table);
  } catch (error) {
    const code = errorCode(error);
    if (code === '42501') throw new NotTried('this user may not make a copy of the table; connect as its owner');
    if (code === '53100') throw new NotTried('the server has no disk space for a copy of the table');
    throw error;
  }
  return { ...statement, sql };
}
