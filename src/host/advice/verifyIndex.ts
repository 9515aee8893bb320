import type { Client } from 'pg';
import { quoted, servingIndexes } from '../../analysis/advice/indexCandidate.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import type { AdvisedIndex } from './adviceSql.ts';
import { addPair, pairCount, runAsItIs, type PairedTimes } from './pairedRuns.ts';
import { proofOf } from './proofOf.ts';
import type { ResultComparison } from './resultComparison.ts';
import { whenLocked } from './rolledBack.ts';
import { explained, asItIs, resultDigest, runMs, setForTransaction } from './statementRun.ts';
import { knownTables } from './tableCatalogue.ts';
import type { TrialContext } from './trialContext.ts';

export type VerifyContext = Omit<TrialContext, 'writer'> & {
  readonly machine: string;
  readonly random: () => number;
  readonly clock: () => EpochMs;
  readonly onPair: (done: number, total: number) => void;
};

/** Does work in a transaction in which the index is not there. The lock is held for no longer than the work takes. */
async function withoutIndex<Value>(
  client: Client,
  index: string,
  { statement, signal }: VerifyContext,
  work: () => Promise<Value>,
): Promise<Value> {
  await client.query('begin transaction isolation level read committed');
  try {
    await setForTransaction(client, statement.settings);
    await whenLocked(client, signal, () => client.query(`drop index ${index}`));
    await client.query('set transaction read only');
    // The plan is made once before the run that counts, as it was on the other side.
    await explained(client, statement, 'plan');
    return await work();
  } catch (error) {
    if (errorCode(error) === '55P03')
      throw new Failure('proofFailed', 'the table is locked by others all the time; try again when it is quiet');
    if (errorCode(error) === '42501')
      throw new Failure(
        'proofFailed',
        `this user may not take the index ${index} away for a moment; connect as its owner`,
      );
    throw error;
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

/** The name of the index that is there and that the statement uses. */
async function usedIndex(client: Client, { schema, table: name, columns }: AdvisedIndex, context: VerifyContext) {
  const { access, statement, signal } = context;
  const [known] = await knownTables(access, [{ schema, name }], signal);
  if (known === undefined) throw new Failure('proofFailed', `there is no table ${name} in ${context.machine}`);
  const serving = servingIndexes({ table: known.facts, columns, heldCount: 0 });
  if (serving.length === 0)
    throw new Failure(
      'proofFailed',
      `the index on ${name} is not there yet: run the migration on this server, then verify again`,
    );
  const plan = await asItIs(client, statement, () => explained(client, statement, 'plan'));
  const text = JSON.stringify(plan);
  const used = serving.find(
    (index) => known.facts.isPartitioned || text.includes(`"Index Name":${JSON.stringify(index)}`),
  );
  if (used === undefined)
    throw new Failure(
      'proofFailed',
      `the index ${serving[0] ?? ''} is there, and the planner does not use it for this statement`,
    );
  return `${quoted(schema)}.${quoted(used)}`;
}

async function sameRows(
  client: Client,
  other: Client,
  index: string,
  context: VerifyContext,
): Promise<ResultComparison> {
  const { statement } = context;
  const digest = (from: Client) => resultDigest(from, statement);
  const first = await asItIs(client, statement, () => digest(client));
  const second = await asItIs(client, statement, () => digest(client));
  if (first !== second) return { isSame: null, reason: 'the statement gives other rows each time it runs' };
  const without = await withoutIndex(other, index, context, () => digest(other));
  return without === first
    ? { isSame: true }
    : { isSame: null, reason: 'other rows without the index: equal ones in ORDER BY, or rows changed meanwhile' };
}

/**
 * Measures what an index that is there gives: runs with it, and runs in short transactions in which it was dropped,
 * which are rolled back. Throws the Failure `proofFailed` where it is not there or not used.
 */
export async function verifyIndex(advised: AdvisedIndex, context: VerifyContext): Promise<Proof> {
  const { access, statement, signal, onPair } = context;
  const measure = async (client: Client, other: Client): Promise<Proof> => {
    const index = await usedIndex(client, advised, context);
    const figures = (from: Client) => explained(from, statement, 'figures');
    const after = await asItIs(client, statement, () => figures(client));
    const before = await withoutIndex(other, index, context, () => figures(other));
    const result = await sameRows(client, other, index, context);
    const run = (): Promise<Milliseconds> => runAsItIs(client, statement);
    const arms = {
      before: () => withoutIndex(other, index, context, () => runMs(other, statement)),
      after: run,
      again: run,
    };
    const times: PairedTimes = { before: [], after: [], again: [] };
    const slowest = await arms.before();
    const total = pairCount(slowest + 2 * (await run()));
    while (times.before.length < total) {
      await addPair(arms, times);
      onPair(times.before.length, total);
    }
    return proofOf({
      ...context,
      times,
      same: { before: times.after, after: times.again },
      plans: { before, after },
      result,
      more: [],
      method: `${total} alternating runs with TIMING OFF: with the index, and in transactions that dropped it and were rolled back`,
      provenAt: context.clock(),
    });
  };
  return access.withClient(
    ({ client }) => access.withClient(({ client: other }) => measure(client, other), { signal }),
    { signal },
  );
}
