import type { Client } from 'pg';
import type { StatisticsCandidate } from '../../analysis/advice/candidate.ts';
import { quoted, quotedTable } from '../../analysis/advice/indexCandidate.ts';
import type { Evidence } from '../../protocol/findings.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import { NotTried, whenLocked } from './rolledBack.ts';
import type { TrialContext } from './trialContext.ts';

/**
 * ANALYZE tells the server's counters at once that the table was analysed, whatever becomes of the transaction; where
 * this user may, they are not told.
 */
const uncountedSql = `
  select set_config('track_counts', 'off', true) where exists (select from pg_roles where rolname = current_user and rolsuper)`;

/** Gathers statistics in the transaction that stands. Throws NotTried where the server does not let this user. */
export async function carryStatistics(
  client: Client,
  { tables, together }: StatisticsCandidate,
  { now, signal }: Pick<TrialContext, 'now' | 'signal'>,
): Promise<readonly Evidence[]> {
  await client.query(uncountedSql);
  const startedAt = now();
  try {
    for (const table of tables) {
      await whenLocked(client, signal, async () => {
        if (together !== null)
          await client.query(
            `create statistics ${quoted(table.schema)}.pitstop_tried on ${together.map(quoted).join(', ')} from ${quotedTable(table)}`,
          );
        await client.query(`analyze ${quotedTable(table)}`);
      });
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === '42501') throw new NotTried('this user may not gather statistics here; connect as the owner');
    if (code === '55P03') throw new NotTried('the table is locked by others all the time; try again when it is quiet');
    throw error;
  }
  return [{ name: 'analyze', value: now() - startedAt, unit: 'ms' }];
}
