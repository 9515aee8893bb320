import { Client, type ClientConfig } from 'pg';
import { Failure } from '../../protocol/failures.ts';
import type { MixTask, PoolMix } from '../../protocol/experiments.ts';
import { limits } from '../../protocol/limits.ts';
import type { Count } from '../../protocol/units.ts';
import { drawnParameters } from './mixParameters.ts';

/** Where a mix is driven: the connected server. Only `config` holds the password. */
export type MixServer = { readonly label: string; readonly config: ClientConfig };

/** What is known of a mix and its server before any load. */
export type CheckedMix = {
  /** For each task: true where it writes, so that it is rolled back. */
  readonly writes: readonly boolean[];
  /** Connections that the server has free for us. */
  readonly connectionsFree: Count;
  readonly connectionsMax: Count;
  readonly serverVersion: string;
  /** Settings for each connection of a run. */
  readonly session: string;
};

const readOnlyViolation = '25006';
/** From this version on a server notices a cut connection while a statement runs. */
const checksConnectionFrom = 140_000;
const transactionWords =
  /^(begin|start\s+transaction|commit|end|rollback|abort|prepare\s+transaction|set\s+transaction|set\s+session\s+characteristics)\b/i;

/** The statement without the comments before its first word. */
function firstWords(sql: string): string {
  return sql.replace(/^(\s+|--[^\n]*\n?|\/\*[\s\S]*?\*\/)*/, '');
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

function refused(task: Count, step: Count, why: string, cause?: unknown): Failure {
  return new Failure('statementRefused', `Step ${step + 1} of task ${task + 1} of the mix ${why}.`, cause);
}

/** Runs the statements of a task once in a transaction that is rolled back. Throws the Failure that names the step. */
async function tried(client: Client, task: MixTask, number: Count, begin: string): Promise<void> {
  await client.query(begin);
  try {
    for (const [index, step] of task.steps.entries()) {
      if (!('sql' in step)) continue;
      const query = { text: step.sql, values: drawnParameters(step.params, Math.random), queryMode: 'extended' };
      try {
        await client.query(query);
      } catch (error) {
        if (codeOf(error) === readOnlyViolation) throw error;
        const what = `Step ${index + 1} of task ${number + 1} of the mix failed on the server`;
        throw new Failure('statementFailed', what, error);
      }
    }
  } finally {
    await client.query('rollback');
  }
}

async function writesOf(client: Client, task: MixTask, number: Count): Promise<boolean> {
  for (const [index, step] of task.steps.entries())
    if ('sql' in step && transactionWords.test(firstWords(step.sql)))
      throw refused(number, index, 'begins or ends a transaction: give the task "transaction": true instead');
  try {
    await tried(client, task, number, 'begin read only');
    return false;
  } catch (error) {
    if (codeOf(error) !== readOnlyViolation) throw error;
    await tried(client, task, number, 'begin');
    return true;
  }
}

async function roomOf(client: Client) {
  const { rows } = await client.query<{ max: number; free: number; version: number; shown: string }>(
    `select current_setting('max_connections')::int as max,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - (select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as free,
       current_setting('server_version_num')::int as version, current_setting('server_version') as shown`,
  );
  const [row] = rows;
  if (row === undefined) throw new Failure('poolFailed', 'The server did not tell how many connections it takes.');
  return row;
}

/**
 * Runs each statement of a mix once, in a transaction that is rolled back, to know that it runs and whether it writes.
 * Throws Failures `databaseRefused`, `statementFailed` and `statementRefused`.
 */
export async function checkedMix(mix: PoolMix, { config, label }: MixServer): Promise<CheckedMix> {
  const client = new Client({ ...config, connectionTimeoutMillis: limits.databaseConnectMs.value });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Failure('databaseRefused', `The server ${label} does not let us in.`, error);
  }
  try {
    await client.query(`set statement_timeout = ${limits.statementTimeoutMs.value}`);
    const { max, free, version, shown } = await roomOf(client);
    const writes: boolean[] = [];
    for (const [number, task] of mix.tasks.entries()) writes.push(await writesOf(client, task, number));
    const settings = [
      ...(version >= checksConnectionFrom ? ["set client_connection_check_interval = '200ms'"] : []),
      ...(writes.includes(true) ? [] : ['set default_transaction_read_only = on']),
      `set statement_timeout = ${limits.statementTimeoutMs.value}`,
    ];
    return {
      writes,
      connectionsFree: Math.max(1, free),
      connectionsMax: max,
      serverVersion: shown,
      session: settings.join('; '),
    };
  } finally {
    await client.end();
  }
}
