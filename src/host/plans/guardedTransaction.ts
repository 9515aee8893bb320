import type { Client } from 'pg';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Milliseconds } from '../../protocol/units.ts';

export type TransactionGuards = {
  /** `read write` only where the user allowed it, or where nothing of the user's is at stake. */
  readonly access: 'read only' | 'read write';
  readonly timeoutMs: Milliseconds;
  /** Session settings of the request. */
  readonly settings: Readonly<Record<string, string>>;
};

/** Categories of `pg_settings` whose settings change how a statement is planned and run, and nothing else. */
const allowedCategories = [
  'Query Tuning',
  'Resource Usage / Memory',
  'Resource Usage / Worker Processes',
  'Resource Usage / Asynchronous Behavior',
  'Client Connection Defaults / Locale and Formatting',
] as const;

/** Further settings that may be given; `role` is no setting of that list but changes who asks. */
const allowedNames = new Set(['search_path', 'row_security', 'role', 'temp_file_limit', 'temp_buffers']);

/** Throws the Failure `badRequest` for a setting that the server does not know or that would lift a guard. */
async function checkSettings(client: Client, names: readonly string[]): Promise<void> {
  const asked = names.filter((name) => !allowedNames.has(name.toLowerCase()));
  if (asked.length === 0) return;
  const { rows } = await client.query<{ name: string; category: string }>(
    'select name, category from pg_settings where name = any($1)',
    [asked.map((name) => name.toLowerCase())],
  );
  const categories = new Map(rows.map(({ name, category }) => [name, category]));
  for (const name of asked) {
    const category = categories.get(name.toLowerCase());
    // Names with a dot that the server does not list are those of an application, read by its own policies.
    if (category === undefined && name.includes('.')) continue;
    if (category === undefined) throw new Failure('badRequest', `the server has no setting '${name}'`);
    if (!allowedCategories.some((allowed) => category.startsWith(allowed)))
      throw new Failure('badRequest', `the setting '${name}' cannot be changed for an analysis`);
  }
}

/** Sets what the request asks for, then the guards, so that they win. All of it ends with the transaction that stands. */
export async function setLocally(
  client: Client,
  { settings, timeoutMs }: Pick<TransactionGuards, 'settings' | 'timeoutMs'>,
): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    try {
      await client.query('select set_config($1, $2, true)', [name, value]);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new Failure('badRequest', `the setting '${name}' cannot have that value: ${error.message}`);
    }
  }
  await client.query(
    `select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
       set_config('idle_in_transaction_session_timeout', $1, true)`,
    [`${timeoutMs}ms`, `${limits.lockTimeoutMs.value}ms`],
  );
}

/**
 * Does work in a transaction that is rolled back, with time limits of its own. Setting them is a query, which makes the
 * mode final: after it no statement can turn `read only` off. Belongs on a connection that is destroyed afterwards, since session
 * locks and the like outlive a transaction.
 */
export async function inGuardedTransaction<Value>(
  client: Client,
  guards: TransactionGuards,
  work: () => Promise<Value>,
): Promise<Value> {
  await checkSettings(client, Object.keys(guards.settings));
  await client.query(`begin transaction isolation level read committed ${guards.access}`);
  try {
    await setLocally(client, guards);
    return await work();
  } finally {
    // Where the connection is gone the server has rolled back by itself.
    await client.query('rollback').catch(() => undefined);
  }
}
