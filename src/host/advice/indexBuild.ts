import type { Client } from 'pg';
import {
  indexedSql,
  indexName,
  quoted,
  quotedTable,
  type IndexCandidate,
} from '../../analysis/advice/indexCandidate.ts';
import type { Bytes, Milliseconds } from '../../protocol/units.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import { NotTried, whenLocked } from './rolledBack.ts';

/** An index that was built in a transaction which will be rolled back. */
export type BuiltIndex = {
  readonly name: string;
  readonly buildMs: Milliseconds;
  readonly bytes: Bytes;
  /** False where the planner may not use it yet, since older versions of rows are still wanted by somebody. */
  readonly isUsable: boolean;
};

/** What a trial may take to build an index, which is all that runs meanwhile. */
const buildMemory = '256MB';

/** Why the server refused, where it is a thing that a user can understand and change. */
function refusalOf(error: unknown, { table }: IndexCandidate): NotTried | undefined {
  const code = errorCode(error);
  const where = quotedTable(table);
  if (code === '42501') return new NotTried(`this user may not make an index on ${where}; connect as its owner`);
  if (code === '55P03') return new NotTried(`${where} is locked by others all the time; try again when it is quiet`);
  if (code === '57014') return new NotTried(`building it took too long`);
  if (code === '54000') return new NotTried(`values in it are too long for an index of this kind`);
  if (code === '42P17')
    return new NotTried(
      'what it would index depends on settings of the session, such as the time zone: that cannot be indexed',
    );
  if (code === '53100') return new NotTried(`the server has no disk space for it`);
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

const builtSql = `
  select pg_relation_size(i.indexrelid)::float8 + coalesce((
      select sum(pg_relation_size(relid))::float8 from pg_partition_tree(i.indexrelid) where isleaf and relid <> i.indexrelid
    ), 0) as bytes,
    not i.indcheckxmin and not exists (
      select from pg_partition_tree(i.indexrelid) part join pg_index p on p.indexrelid = part.relid where p.indcheckxmin
    ) as "isUsable"
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2`;

/** Installs an extension in the transaction that stands. Throws NotTried where the server has it not. */
export async function installExtension(client: Client, extension: string): Promise<void> {
  try {
    await client.query(`create extension if not exists ${quoted(extension)}`);
  } catch (error) {
    const code = errorCode(error);
    if (code === '42501') throw new NotTried(`it needs the extension ${extension}, which this user may not install`);
    if (code === '0A000' || code === '58P01' || code === '22023')
      throw new NotTried(`it needs the extension ${extension}, which this server does not have`);
    throw error;
  }
}

/** Builds the index in the transaction that stands. Throws NotTried with the reason, or the server's error. */
export async function buildIndex(
  client: Client,
  candidate: IndexCandidate,
  { now, signal }: { readonly now: () => Milliseconds; readonly signal: AbortSignal },
): Promise<BuiltIndex> {
  const { table, extension } = candidate;
  const name = await freeName(client, candidate);
  const create = `create index ${quoted(name)} on ${quotedTable(table)} ${indexedSql(candidate)}`;
  try {
    const buildMs = await whenLocked(client, signal, async () => {
      if (extension !== undefined) await installExtension(client, extension);
      // A build that fits into memory takes a fraction of the time. It ends with the transaction.
      await client.query(`select set_config('maintenance_work_mem', $1, true)`, [buildMemory]);
      const startedAt = now();
      await client.query(create);
      return now() - startedAt;
    });
    const { rows } = await client.query<{ bytes: Bytes; isUsable: boolean }>(builtSql, [table.schema, name]);
    const [facts] = rows;
    if (facts === undefined) throw new NotTried(`it is not in the catalogue after it was built`);
    return { name, buildMs, ...facts };
  } catch (error) {
    throw refusalOf(error, candidate) ?? error;
  }
}
