import { DatabaseError, type Client, type QueryConfig } from 'pg';
import { Failure } from '../../protocol/failures.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import { planTree, type PlanTree } from '../../analysis/plan/planTree.ts';

/** One EXPLAIN. Null for `values` asks for the plan that serves all values, which cannot be run. */
export type ExplainQuestion = {
  readonly client: Client;
  readonly versionNumber: number;
  /** Exactly one statement, with $1…. */
  readonly statement: string;
  readonly values: readonly unknown[] | null;
  /** How many values the statement takes. */
  readonly parameterCount: number;
  /** `off`: only planned. `rows`: run without timing each node, which disturbs the least. `full`: run with all figures. */
  readonly analyze: 'off' | 'rows' | 'full';
};

/** What came back. Nothing in it is redacted: it stays in memory. */
export type Explained = {
  readonly tree: PlanTree;
  /** The server's answer as it was. */
  readonly raw: unknown;
  /** From the question to the answer, as we saw it. */
  readonly answeredMs: Milliseconds;
};

const oldestVersion = 130_000;

/** The option list that servers from 13 on understand. */
function optionsFor(analyze: ExplainQuestion['analyze']): string {
  const run = analyze === 'off' ? [] : ['analyze', 'buffers', `timing ${analyze === 'full' ? 'on' : 'off'}`];
  return ['format json', 'settings', 'summary', ...run].join(', ');
}

/** Only one statement passes: the extended protocol refuses a text with more, whatever their shape. */
function extended(text: string, values: readonly unknown[]): QueryConfig<unknown[]> & { queryMode: 'extended' } {
  return { text, values: [...values], queryMode: 'extended' };
}

/** An error that the server gave for the statement, with its place counted from the statement's own start. */
export class StatementError extends Error {
  /** The server's code, such as `42P01`. */
  readonly code: string;
  /** Code points from 0; null where the server points nowhere. */
  readonly codePoints: number | null;

  constructor(error: DatabaseError, prefix: string) {
    super(error.message);
    this.name = 'StatementError';
    this.code = error.code ?? '';
    const position = Number(error.position ?? 0) - 1 - prefix.length;
    this.codePoints = position >= 0 ? position : null;
  }
}

async function ask<Row extends Readonly<Record<string, unknown>>>(
  client: Client,
  query: QueryConfig<unknown[]>,
  prefix: string,
): Promise<readonly Row[]> {
  try {
    const { rows } = await client.query<Row>(query);
    return rows;
  } catch (error) {
    throw error instanceof DatabaseError ? new StatementError(error, prefix) : error;
  }
}

async function planOf(client: Client, query: QueryConfig<unknown[]>, prefix: string): Promise<unknown> {
  const [row] = await ask(client, query, prefix);
  return Object.values(row ?? {})[0];
}

let preparedCount = 0;

/** Lets the server read the statement without running it, and gives its name; it ends with the connection. */
async function prepared(client: Client, statement: string): Promise<string> {
  preparedCount += 1;
  const name = `pitstop_${preparedCount}`;
  const prefix = `prepare ${name} as `;
  await ask(client, extended(prefix + statement, []), prefix);
  return name;
}

/** The types of the values that a statement takes, as the server infers them. Throws a StatementError. */
export async function parameterTypes(client: Client, statement: string): Promise<readonly string[]> {
  const name = await prepared(client, statement);
  const [row] = await ask<{ types: readonly string[] }>(
    client,
    { text: 'select parameter_types::text[] as types from pg_prepared_statements where name = $1', values: [name] },
    '',
  );
  return row?.types ?? [];
}

/** The plan for all values. A value bound to a parameter would be planned in, so the statement is prepared. */
async function genericPlan({ client, statement, parameterCount }: ExplainQuestion): Promise<unknown> {
  const name = await prepared(client, statement);
  await client.query(`select set_config('plan_cache_mode', 'force_generic_plan', true)`);
  const nulls = parameterCount === 0 ? '' : `(${Array.from({ length: parameterCount }, () => 'null').join(', ')})`;
  return planOf(client, extended(`explain (${optionsFor('off')}) execute ${name}${nulls}`, []), '');
}

/**
 * Asks for a plan, inside a transaction that is there already, and reads it. Throws a StatementError for what the server
 * says against the statement, and the Failure `databaseRefused` where the server is too old.
 */
export async function runExplain(question: ExplainQuestion): Promise<Explained> {
  const { client, versionNumber, statement, values, analyze } = question;
  if (versionNumber < oldestVersion)
    throw new Failure('databaseRefused', 'the server is older than PostgreSQL 13, which is the oldest that is read');
  const startedAt = performance.now();
  const prefix = `explain (${optionsFor(analyze)}) `;
  const raw =
    values === null ? await genericPlan(question) : await planOf(client, extended(prefix + statement, values), prefix);
  const answeredMs = performance.now() - startedAt;
  return { tree: planTree(raw), raw, answeredMs };
}
