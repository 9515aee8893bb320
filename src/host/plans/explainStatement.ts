import type { Client } from 'pg';
import { Failure } from '../../protocol/failures.ts';
import type { Problem } from '../../protocol/heapRows.ts';
import type { ExplainRequest } from '../../protocol/hostChannel.ts';
import { limits } from '../../protocol/limits.ts';
import type { Database, PlanVariant } from '../../protocol/plans.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import type { DedicatedClient } from '../postgres/dedicatedClient.ts';
import { lastingFunctions, locksRows } from '../sql/syntaxTree.ts';
import type { ChosenStatement } from './chosenStatement.ts';
import { explainFailure } from './explainFailure.ts';
import { inGuardedTransaction } from './guardedTransaction.ts';
import { parameterUses, type NamedRelation, type ParameterUses } from './parameterContexts.ts';
import {
  areAllKnown,
  columnStatistics,
  givenValues,
  valuesFromStatistics,
  type AskCatalogue,
  type BoundParameter,
} from './parameterValues.ts';
import { planVariants, valuesInOrder } from './planVariants.ts';
import { parameterTypes, runExplain, type Explained } from './runExplain.ts';
import type { ColumnStatistics } from './statisticsValues.ts';

/** A plan with all that led to it. Values and plan are not redacted: it stays in memory. */
export type Explanation = Explained & {
  readonly chosen: ChosenStatement;
  readonly database: Database;
  readonly isAnalyzed: boolean;
  readonly parameters: readonly BoundParameter[];
  readonly variants: readonly PlanVariant[];
  readonly problems: readonly Problem[];
};

export type ExplainOptions = Pick<ExplainRequest, 'isAnalyzed' | 'params' | 'settings' | 'allowWrites'>;

/** Whether the statement is run, and what is to be said about that. Throws the Failure `statementRefused`. */
function decideRun(chosen: ChosenStatement, options: ExplainOptions, database: Database) {
  const { kind, raw } = chosen;
  if (kind === 'other')
    throw new Failure('statementRefused', 'only SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES have a plan');
  const problems: Problem[] = [];
  if (!options.isAnalyzed) return { isRun: false, problems };
  if (!database.mayRun) {
    const what = `only planned, not run: it looks like production, because ${database.productionReason ?? 'it is remote'}`;
    return { isRun: false, problems: [{ where: database.label, what }] };
  }
  const lasting = lastingFunctions(raw);
  const why =
    kind === 'write'
      ? 'the statement writes'
      : locksRows(raw)
        ? 'the statement locks rows, which others may wait for'
        : lasting.length > 0
          ? `the statement calls ${lasting.join(', ')}, whose effects no rollback takes back`
          : null;
  if (why !== null && !options.allowWrites)
    throw new Failure('statementRefused', `${why}: it is planned, but not run unless writes are allowed`);
  if (why !== null || options.allowWrites)
    problems.push({
      where: 'statement',
      what: 'run with permission to write, and rolled back; what stays are numbers taken from sequences, dead rows, and what functions and triggers did outside the database',
    });
  return { isRun: true, problems };
}

const rowSecuritySql = `
  select c.oid::regclass::text as relation, row_security_active(c.oid) as "isActive", current_user::text as "user"
  from unnest($1::text[], $2::text[]) as r(schema, name)
  join pg_class c on c.oid = to_regclass(case when r.schema is null then quote_ident(r.name)
    else quote_ident(r.schema) || '.' || quote_ident(r.name) end)
  where c.relrowsecurity`;

/** Tables whose row security does not apply to this user: the application's plan may have further conditions. */
async function rowSecurity(ask: AskCatalogue, relations: readonly NamedRelation[]): Promise<readonly Problem[]> {
  const rows = await ask<{ relation: string; isActive: boolean; user: string }>(rowSecuritySql, [
    relations.map(({ schema }) => schema),
    relations.map(({ relation }) => relation),
  ]);
  return rows
    .filter(({ isActive }) => !isActive)
    .map(({ relation, user }) => ({
      where: relation,
      what: `its row security does not apply to ${user}; the plan of another user may have more conditions (set 'role' for the analysis)`,
    }));
}

type CatalogueFacts = { readonly statistics: readonly ColumnStatistics[]; readonly security: readonly Problem[] };

async function catalogueFacts(ask: AskCatalogue, uses: ParameterUses, isGiven: boolean): Promise<CatalogueFacts> {
  const [statistics, security] = await Promise.all([
    isGiven ? [] : columnStatistics(ask, uses),
    rowSecurity(ask, uses.relations),
  ]);
  return { statistics, security };
}

/** Settings that change which table a name means and who asks: then the catalogue is asked under them, too. */
const naming = ['search_path', 'role'];

/** A question asked on the connection of the analysis. They come one after the other there. */
function askOn(client: Client): AskCatalogue {
  let last: Promise<unknown> = Promise.resolve();
  return async <Row extends Readonly<Record<string, unknown>>>(sql: string, values: readonly unknown[]) => {
    const mine = last.then(() => client.query<Row, unknown[]>(sql, [...values]));
    last = mine.catch(() => undefined);
    return (await mine).rows;
  };
}

type Asked = { readonly chosen: ChosenStatement; readonly options: ExplainOptions; readonly uses: ParameterUses };

async function boundParameters(
  client: Client,
  { chosen, options, uses }: Asked,
  facts: CatalogueFacts,
  types: readonly string[],
) {
  const { params } = options;
  if (params !== null && params.length !== types.length)
    throw new Failure('badRequest', `the statement takes ${types.length} values and ${params.length} are given`);
  const sources = params === null ? { types, uses, statistics: facts.statistics } : null;
  const parameters =
    sources === null
      ? givenValues(chosen.parameters, types, params ?? [])
      : await valuesFromStatistics(client, chosen.parameters, sources);
  return { parameters, sources, values: valuesInOrder(parameters, types.length) };
}

/** Without a value for each parameter a statement is planned for all values, and cannot be run. */
function unknownValues(parameters: readonly BoundParameter[], isRun: boolean): readonly Problem[] {
  return parameters
    .filter(({ use, value }) => use.from !== 'given' && value === null)
    .map(({ use: { number, text } }) => ({
      where: text === `$${number}` ? text : `$${number} (${text})`,
      what: `no value is known for it: the plan is the one for all values${isRun ? ', and was not run; give values' : ''}`,
    }));
}

/**
 * Asks the connected server for the plan of one statement, without harm: on a connection of its own, in a transaction
 * that is rolled back. Rejects with the Failures of statements and databases, or the signal's reason.
 */
export async function explainStatement(
  access: DatabaseAccess,
  chosen: ChosenStatement,
  options: ExplainOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const database = access.current();
  if (database === null) throw new Failure('databaseNone', 'no database is connected');
  const { isRun, problems } = decideRun(chosen, options, database);
  const guards = {
    access: isRun && options.allowWrites ? 'read write' : 'read only',
    timeoutMs: limits.statementTimeoutMs.value,
    settings: options.settings,
  } as const;
  const uses = parameterUses(chosen.raw);
  const asked: Asked = { chosen, options, uses };
  const isRenamed = Object.keys(options.settings).some((name) => naming.includes(name.toLowerCase()));
  const ask: AskCatalogue = (sql, values) => access.ask(sql, values, { signal });
  // Asked over the pool while the connection of the analysis is made.
  const early = isRenamed ? null : catalogueFacts(ask, uses, options.params !== null);
  early?.catch(() => undefined);
  const work = async ({ client, versionNumber }: DedicatedClient): Promise<Explanation> => {
    const types = await parameterTypes(client, chosen.sql);
    const facts = await (early ?? catalogueFacts(askOn(client), uses, options.params !== null));
    const { parameters, sources, values } = await boundParameters(client, asked, facts, types);
    const isKnown = areAllKnown(parameters);
    const isAnalyzed = isRun && isKnown;
    const statement = { client, versionNumber, statement: chosen.sql, parameterCount: values.length };
    const explained = await runExplain({
      ...statement,
      values: isKnown ? values : null,
      analyze: isAnalyzed ? 'full' : 'off',
    });
    const variants = isKnown ? await planVariants(explained.tree, { ...statement, parameters, sources }) : [];
    // What is said of writing is said of a run.
    const ofRun = isRun && !isAnalyzed ? [] : problems;
    const told = [...ofRun, ...unknownValues(parameters, isRun), ...facts.security, ...explained.tree.problems];
    return { ...explained, chosen, database, isAnalyzed, parameters, variants, problems: told };
  };
  try {
    return await access.withClient(
      (dedicated) => inGuardedTransaction(dedicated.client, guards, () => work(dedicated)),
      { signal },
    );
  } catch (error) {
    throw explainFailure(error, chosen);
  }
}
