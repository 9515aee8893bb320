import type { Client } from 'pg';
import { quoted } from '../../analysis/advice/indexCandidate.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Proof } from '../../protocol/proofs.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import { sqlParser } from '../sql/sqlParser.ts';
import { parameterNumbers } from '../sql/syntaxTree.ts';
import { advisedChange, type AdvisedChange } from './adviceSql.ts';
import { changedRuns, type MadeChange, type VerifyContext } from './changedRuns.ts';
import { upkeepProof } from './upkeepProof.ts';
import { whenLocked } from './rolledBack.ts';
import type { TriedStatement } from './statementRun.ts';
import { madeIndex } from './verifyIndex.ts';

/** What is verified: the statement that was advised on, and what was run in its place where that is still known. */
export type VerifiedStatement = { readonly statement: TriedStatement; readonly instead: TriedStatement | null };

const settingsSql = `
  select name, current_setting(name) = boot_val or setting = boot_val as "isUsual", boot_val as usual
  from pg_settings where name = any($1)`;

/** A setting that is in force for this user's sessions is taken back to what the server has from the start. */
async function madeSetting(
  client: Client,
  { names }: Extract<AdvisedChange, { kind: 'setting' }>,
  { statement }: VerifyContext,
): Promise<MadeChange> {
  const { rows } = await client.query<{ name: string; isUsual: boolean; usual: string }>(settingsSql, [names]);
  const made = rows.filter(({ isUsual }) => !isUsual);
  if (made.length === 0)
    throw new Failure(
      'proofFailed',
      `${names.join(', ')} is as the server has it from the start: set it for the role or the database (ALTER ROLE … SET), then verify again`,
    );
  return {
    before: statement,
    takeAway: async (other) => {
      for (const { name, usual } of made) await other.query('select set_config($1, $2, true)', [name, usual]);
    },
    method: `with ${made.map(({ name }) => name).join(', ')} as set, and with what the server has from the start`,
  };
}

async function madeStatistics(
  client: Client,
  { schema, name }: Extract<AdvisedChange, { kind: 'joint statistics' }>,
  { statement, signal }: VerifyContext,
): Promise<MadeChange> {
  const { rows } = await client.query(
    'select from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace where n.nspname = $1 and s.stxname = $2',
    [schema, name],
  );
  if (rows.length === 0)
    throw new Failure(
      'proofFailed',
      `the statistics ${name} are not there yet: run the statements on this server, then verify again`,
    );
  return {
    before: statement,
    takeAway: async (other) => {
      try {
        await whenLocked(other, signal, () => other.query(`drop statistics ${quoted(schema)}.${quoted(name)}`));
      } catch (error) {
        if (errorCode(error) !== '42501') throw error;
        throw new Failure('proofFailed', `this user may not take the statistics ${name} away; connect as their owner`);
      }
    },
    method: 'with the statistics, and in transactions that dropped them and were rolled back',
  };
}

/** The statement in place of the other, with its values: those that were measured with, else those of the same numbers. */
async function rewritten(sql: string, { statement, instead }: VerifiedStatement): Promise<TriedStatement> {
  if (instead !== null) return instead;
  const [raw] = (await sqlParser()).statements(sql);
  const highest = raw === undefined ? 0 : Math.max(0, ...parameterNumbers(raw));
  if (highest > statement.values.length)
    throw new Failure('proofFailed', 'the other statement takes values that are not kept: ask for advice on it again');
  return { ...statement, sql };
}

/** Measures again what followed advice gives. Throws the Failure `proofFailed` with the reason where it cannot be. */
export async function verifyAdvice(
  finding: Finding,
  verified: VerifiedStatement,
  context: VerifyContext,
): Promise<Proof> {
  const { access, signal } = context;
  const change = advisedChange(await sqlParser(), finding.advice?.sql ?? '');
  if (change === null)
    throw new Failure('proofFailed', `the advice of '${finding.title}' changes nothing that can be measured again`);
  if (change.kind === 'upkeep') return upkeepProof(finding, change.what, context);
  const measured =
    change.kind === 'rewrite' ? { ...context, statement: await rewritten(change.sql, verified) } : context;
  const made = (client: Client): MadeChange | Promise<MadeChange> => {
    switch (change.kind) {
      case 'index':
        return madeIndex(client, change, measured);
      case 'setting':
        return madeSetting(client, change, measured);
      case 'joint statistics':
        return madeStatistics(client, change, measured);
      case 'rewrite':
        return {
          before: verified.statement,
          takeAway: () => Promise.resolve(),
          method: 'the two statements on connections that can only read',
        };
    }
  };
  return access.withClient(
    ({ client }) =>
      access.withClient(async ({ client: other }) => changedRuns([client, other], await made(client), measured), {
        signal,
      }),
    { signal },
  );
}
