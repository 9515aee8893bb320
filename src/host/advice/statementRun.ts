import { createHash } from 'node:crypto';
import type { Client, QueryConfig } from 'pg';
import { limits } from '../../protocol/limits.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import { inGuardedTransaction, setLocally } from '../plans/guardedTransaction.ts';

/** A statement as it is measured, its values for $1…, and session settings. Values stay in memory. */
export type TriedStatement = {
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly settings: Readonly<Record<string, string>>;
  /** True where it writes, with permission: each run is rolled back. */
  readonly isWrite: boolean;
};

/** What `EXPLAIN` is asked for: the plan alone, the time alone, or all figures of every node. */
type Explained = 'plan' | 'time' | 'figures';

const explainOptions: Readonly<Record<Explained, string>> = {
  plan: 'verbose, format json',
  time: 'analyze, timing off, buffers off, format json',
  figures: 'analyze, verbose, buffers, format json',
};

/** The extended protocol refuses a second statement; a text with values alone does not always use it. */
function oneStatement(text: string, values: readonly unknown[]): QueryConfig<unknown[]> {
  const config = { text, values: [...values], queryMode: 'extended' };
  return config;
}

/** Sets the user's settings and the limits of a proof for the transaction that was just begun. */
export function setForTransaction(client: Client, settings: TriedStatement['settings']): Promise<void> {
  return setLocally(client, { settings, timeoutMs: limits.proofMs.value });
}

/** Does work in a transaction that is rolled back, and can only read where the statement does. */
export function asItIs<Value>(
  client: Client,
  { settings, isWrite }: TriedStatement,
  work: () => Promise<Value>,
): Promise<Value> {
  const access = isWrite ? 'read write' : 'read only';
  return inGuardedTransaction(client, { access, timeoutMs: limits.proofMs.value, settings }, work);
}

/** Does work whose changes are undone at once, and checks its constraints with it instead of at the end. */
async function undone<Value>(client: Client, work: () => Promise<Value>): Promise<Value> {
  await client.query('savepoint unwritten_run');
  try {
    await client.query('set constraints all immediate');
    return await work();
  } finally {
    await client.query('rollback to savepoint unwritten_run').catch(() => undefined);
  }
}

/** The server's answer to `EXPLAIN` of the statement, inside the transaction that stands. */
export async function explained(
  client: Client,
  { sql, values, isWrite }: TriedStatement,
  what: Explained,
): Promise<unknown> {
  const ask = () =>
    client.query<{ 'QUERY PLAN': unknown }>(oneStatement(`explain (${explainOptions[what]}) ${sql}`, values));
  const { rows } = await (isWrite && what !== 'plan' ? undone(client, ask) : ask());
  return rows[0]?.['QUERY PLAN'];
}

/** Below this the server's clock tells nothing; a run is never given as less. */
const clockMs = 0.001;

/** Time of one run inside the server, without that of planning. */
export async function runMs(client: Client, statement: TriedStatement): Promise<Milliseconds> {
  const answer: unknown = await explained(client, statement, 'time');
  const whole: unknown = Array.isArray(answer) ? answer[0] : undefined;
  const time =
    typeof whole === 'object' && whole !== null && 'Execution Time' in whole ? whole['Execution Time'] : null;
  if (typeof time !== 'number') throw new Error('the server did not say how long the statement took');
  return Math.max(time, clockMs);
}

/** All rows, each value as the text that the server gives. */
async function rowsAsText(client: Client, { sql, values }: TriedStatement): Promise<readonly (readonly unknown[])[]> {
  const asText = (value: unknown): unknown => value;
  const config = { ...oneStatement(sql, values), rowMode: 'array' as const, types: { getTypeParser: () => asText } };
  const { rows } = await client.query<unknown[]>(config);
  return rows;
}

/** The values of the first row, as texts; null where there is none. */
export async function firstRow(client: Client, statement: TriedStatement): Promise<readonly unknown[] | null> {
  return (await rowsAsText(client, statement))[0] ?? null;
}

/** A digest of all rows, whatever their order. */
export async function resultDigest(client: Client, statement: TriedStatement): Promise<string> {
  const rows = await rowsAsText(client, statement);
  const digests = rows.map((row) => createHash('sha256').update(JSON.stringify(row)).digest('base64')).toSorted();
  return createHash('sha256').update(digests.join('')).digest('base64');
}
