import type { Client } from 'pg';
import type {
  ConnectionGroup,
  IdleTransaction,
  ReviewedIndex,
  ReviewedKeyLink,
  ReviewedPool,
  ReviewedTable,
  ServerFacts,
} from '../../analysis/review/serverFacts.ts';
import { limits } from '../../protocol/limits.ts';
import type { Problem } from '../../protocol/heapRows.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import { inGuardedTransaction } from '../plans/guardedTransaction.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import { applicationName } from '../postgres/dedicatedClient.ts';
import { sqlParser } from '../sql/sqlParser.ts';
import { indexesSql, keysSql, upkeepSql } from './indexFacts.ts';
import {
  connectionsSql,
  idleSql,
  idleTransaction,
  serverSql,
  type ConnectionRow,
  type IdleRow,
  type ServerRow,
} from './sessionFacts.ts';

/** What a server says of itself, and what of it could not be seen. */
export type ReviewedServer = { readonly facts: ServerFacts; readonly problems: readonly Problem[] };

export type ReviewedServerContext = {
  readonly access: Pick<DatabaseAccess, 'withClient'>;
  readonly pools: readonly ReviewedPool[];
  readonly countedMsMin: Milliseconds;
  readonly signal: AbortSignal;
};

/** Rows of one question, asked so that it neither writes nor waits for a lock for long. */
async function rowsOf<Row extends Readonly<Record<string, unknown>>>(
  client: Client,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const guards = { access: 'read only', timeoutMs: limits.serverReviewMs.value, settings: {} } as const;
  return inGuardedTransaction(client, guards, async () => (await client.query<Row, unknown[]>(sql, [...values])).rows);
}

/** What of the catalogue is locked or takes too long, or what this user may not see, is told and left out. */
const passable: Readonly<Record<string, string>> = {
  '55P03': 'a table is locked by another session; look again when it has ended',
  '57014': `looking took longer than ${limits.serverReviewMs.value / 1_000} s`,
  '42501': 'this user may not see them; connect as their owner, or as a member of pg_monitor',
};

async function lookedAt(client: Client, problems: Problem[]) {
  const orProblem = async <Row extends Readonly<Record<string, unknown>>>(where: string, sql: string) => {
    try {
      return await rowsOf<Row>(client, sql);
    } catch (error) {
      const what = passable[errorCode(error) ?? ''];
      if (what === undefined) throw error;
      problems.push({ where, what });
      return [];
    }
  };
  return {
    indexes: await orProblem<ReviewedIndex>('indexes', indexesSql),
    keys: await orProblem<ReviewedKeyLink>('foreign keys', keysSql),
    tables: await orProblem<ReviewedTable>('upkeep of tables', upkeepSql),
  };
}

/** Asks a server about itself as a whole. Reads the catalogue and the counters, and nothing of the user's rows. */
export async function reviewedServer({
  access,
  pools,
  countedMsMin,
  signal,
}: ReviewedServerContext): Promise<ReviewedServer> {
  const parser = await sqlParser();
  return access.withClient(
    async ({ client }) => {
      const problems: Problem[] = [];
      const [server] = await rowsOf<ServerRow>(client, serverSql);
      if (server === undefined) throw new Error('the server said nothing of itself');
      const connections: readonly ConnectionGroup[] = await rowsOf<ConnectionRow>(client, connectionsSql, [
        applicationName,
      ]);
      const idleRows = await rowsOf<IdleRow>(client, idleSql, [applicationName]);
      const idle: readonly IdleTransaction[] = idleRows.map((row) => idleTransaction(row, parser));
      const { seesAll, lockedTables, ...about } = server;
      if (lockedTables.length > 0)
        problems.push({
          where: 'tables',
          what: `${lockedTables.slice(0, 5).join(', ')}: locked by another session, and left out; look again when it has ended`,
        });
      if (!seesAll)
        problems.push({
          where: 'sessions',
          what: 'what other users do cannot be seen; connect as a member of pg_monitor to see it',
        });
      if (about.isReplica)
        problems.push({ where: 'server', what: 'it follows another one: indexes and tables are looked at there' });
      const rest = await lookedAt(client, problems);
      return { facts: { ...about, countedMsMin, connections, idle, pools, ...rest }, problems };
    },
    { signal },
  );
}
