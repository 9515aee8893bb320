import { Pool } from 'pg';
import type { PoolState } from '../../protocol/hostState.ts';
import { limits } from '../../protocol/limits.ts';
import { openTurnstile } from '../workers/turnstile.ts';
import type { DatabaseAccess } from './database.ts';
import { connectFailure, goneFailure } from './databaseFailure.ts';
import { applicationName, withDedicatedClient } from './dedicatedClient.ts';
import type { ServerAddress } from './serverAddress.ts';

/** What the server says of itself. */
export type ServerFacts = {
  readonly version: string;
  /** Why the server itself looks like production; undefined where nothing says so. */
  readonly productionReason: string | undefined;
};

/** Our ways to one server: a small pool for the catalogue, and connections for one analysis each. */
export type Connection = Pick<DatabaseAccess, 'withClient' | 'ask'> & {
  readonly facts: ServerFacts;
  readonly pools: () => readonly PoolState[];
  readonly close: () => Promise<void>;
};

const factsSql = `
  select current_setting('server_version') as version, pg_is_in_recovery() as "isReplica",
    (select count(*)::int from pg_stat_replication) as replicas,
    current_setting('rds.extensions', true) is not null as "isRds"`;

type FactsRow = { version: string; isReplica: boolean; replicas: number; isRds: boolean };

function factsOf({ version, isReplica, replicas, isRds }: FactsRow): ServerFacts {
  const reason = isRds
    ? 'the server says that it is Amazon RDS'
    : isReplica
      ? 'the server is a replica of another'
      : replicas > 0
        ? 'other servers follow this one'
        : undefined;
  return { version: version.split(' ')[0] ?? version, productionReason: reason };
}

/** Connects to a server and asks what it is. Throws the Failure `databaseRefused`. */
export async function openConnection(address: ServerAddress, now: () => number): Promise<Connection> {
  const pool = new Pool({
    ...address.config,
    max: limits.catalogueConnectionsMax.value,
    connectionTimeoutMillis: limits.databaseConnectMs.value,
    query_timeout: limits.catalogueAnswerMs.value,
    application_name: applicationName,
  });
  // An idle connection that is lost is replaced at the next question; without a listener it would end the process.
  pool.on('error', () => undefined);
  const catalogue = openTurnstile(limits.catalogueConnectionsMax.value, limits.catalogueQueueMax.value, now);
  const analyses = openTurnstile(limits.databaseConnectionsMax.value, limits.workerQueueMax.value, now);

  const ask: Connection['ask'] = async <Row extends Readonly<Record<string, unknown>>>(
    sql: string,
    values: readonly unknown[] = [],
    { signal }: { readonly signal?: AbortSignal } = {},
  ) => {
    signal?.throwIfAborted();
    const leave = await catalogue.enter(signal);
    try {
      const { rows } = await pool.query<Row, unknown[]>(sql, [...values]);
      leave(true);
      return rows;
    } catch (error) {
      throw goneFailure(error, address) ?? error;
    } finally {
      leave(false);
    }
  };

  const withClient: Connection['withClient'] = async (work, { signal } = {}) => {
    const leave = await analyses.enter(signal);
    try {
      const value = await withDedicatedClient(address, work, signal);
      leave(true);
      return value;
    } finally {
      leave(false);
    }
  };

  try {
    const [row] = (await pool.query<FactsRow>(factsSql)).rows;
    if (row === undefined) throw new Error('the server said nothing of itself');
    return {
      facts: factsOf(row),
      ask,
      withClient,
      pools: () => [
        { ...catalogue.state('catalogue connections'), idle: pool.idleCount },
        analyses.state('analysis connections'),
      ],
      close: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw connectFailure(error, address);
  }
}
