import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import {
  columnsSql,
  indexName,
  quoted,
  quotedTable,
  type IndexCandidate,
} from '../../analysis/advice/indexCandidate.ts';
import type { Bytes, Milliseconds } from '../../protocol/units.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import type { DedicatedClient } from '../postgres/dedicatedClient.ts';
import { setForTransaction, type TriedStatement } from './statementRun.ts';

/** An index that was built in a transaction which will be rolled back. */
export type BuiltIndex = {
  readonly name: string;
  readonly buildMs: Milliseconds;
  readonly bytes: Bytes;
  /** False where the planner may not use it yet, since older versions of rows are still wanted by somebody. */
  readonly isUsable: boolean;
};

/** An index could not be built; the message says why, and names no values. */
export class NotBuilt extends Error {}

const lockTries = 20;
const lockPauseMs = 100;

/**
 * Does work on a connection of its own in a transaction that is always rolled back. Whatever happens to the host or the
 * connection, the server rolls back as well.
 */
export async function inRolledBackTransaction<Value>(
  access: Pick<DatabaseAccess, 'withClient'>,
  settings: TriedStatement['settings'],
  signal: AbortSignal,
  work: (dedicated: DedicatedClient) => Promise<Value>,
): Promise<Value> {
  return access.withClient(
    async (dedicated) => {
      const { client } = dedicated;
      await client.query('begin transaction isolation level read committed');
      try {
        await setForTransaction(client, settings);
        return await work(dedicated);
      } finally {
        await client.query('rollback').catch(() => undefined);
      }
    },
    { signal },
  );
}

/** Why the server refused, where it is a thing that a user can understand and change. */
function refusalOf(error: unknown, { table }: IndexCandidate): NotBuilt | undefined {
  const code = errorCode(error);
  const where = quotedTable(table);
  if (code === '42501') return new NotBuilt(`this user may not make an index on ${where}; connect as its owner`);
  if (code === '55P03') return new NotBuilt(`${where} is locked by others all the time; try again when it is quiet`);
  if (code === '57014') return new NotBuilt(`building it took too long`);
  if (code === '54000') return new NotBuilt(`values in it are too long for an index of this kind`);
  if (code === '53100') return new NotBuilt(`the server has no disk space for it`);
  return undefined;
}

/** A name that nothing in the schema has. */
async function freeName(client: Client, candidate: IndexCandidate): Promise<string> {
  const { table } = candidate;
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname like $2`,
    [table.schema, '%\\_idx%'],
  );
  const taken = rows.map(({ name }) => ({
    name,
    method: '',
    columns: [],
    isUnique: false,
    isPartial: false,
    isValid: false,
  }));
  return indexName({ ...candidate, table: { ...table, indexes: [...table.indexes, ...taken] } });
}

/** Waits for the lock in short turns: who wants to write meanwhile never waits behind us for longer than one. */
export async function whenLocked<Value>(
  client: Client,
  signal: AbortSignal,
  work: () => Promise<Value>,
): Promise<Value> {
  for (let left = lockTries; ; left -= 1) {
    await client.query('savepoint unlocked');
    try {
      return await work();
    } catch (error) {
      if (errorCode(error) !== '55P03' || left === 1) throw error;
      await client.query('rollback to savepoint unlocked');
      await wait(lockPauseMs, undefined, { signal });
    }
  }
}

const builtSql = `
  select pg_relation_size(i.indexrelid)::float8 + coalesce((
      select sum(pg_relation_size(relid))::float8 from pg_partition_tree(i.indexrelid) where isleaf and relid <> i.indexrelid
    ), 0) as bytes,
    not i.indcheckxmin and not exists (
      select from pg_partition_tree(i.indexrelid) part join pg_index p on p.indexrelid = part.relid where p.indcheckxmin
    ) as "isUsable"
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2`;

/** Builds the index in the transaction that stands. Throws NotBuilt with the reason, or the server's error. */
export async function buildIndex(
  client: Client,
  candidate: IndexCandidate,
  { now, signal }: { readonly now: () => Milliseconds; readonly signal: AbortSignal },
): Promise<BuiltIndex> {
  const { table, columns } = candidate;
  const name = await freeName(client, candidate);
  const create = `create index ${quoted(name)} on ${quotedTable(table)} (${columnsSql(columns)})`;
  try {
    const buildMs = await whenLocked(client, signal, async () => {
      const startedAt = now();
      await client.query(create);
      return now() - startedAt;
    });
    const { rows } = await client.query<{ bytes: Bytes; isUsable: boolean }>(builtSql, [table.schema, name]);
    const [facts] = rows;
    if (facts === undefined) throw new NotBuilt(`it is not in the catalogue after it was built`);
    return { name, buildMs, ...facts };
  } catch (error) {
    throw refusalOf(error, candidate) ?? error;
  }
}
