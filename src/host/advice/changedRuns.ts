import type { Client } from 'pg';
import type { Proof } from '../../protocol/proofs.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import { Failure } from '../../protocol/failures.ts';
import { addPair, pairCount, runAsItIs, type PairedTimes } from './pairedRuns.ts';
import { proofOf } from './proofOf.ts';
import type { ResultComparison } from './resultComparison.ts';
import { asItIs, explained, resultDigest, runMs, setForTransaction, type TriedStatement } from './statementRun.ts';
import type { TrialContext } from './trialContext.ts';

export type VerifyContext = Omit<TrialContext, 'writer'> & {
  readonly machine: string;
  readonly random: () => number;
  readonly clock: () => EpochMs;
  readonly onPair: (done: number, total: number) => void;
};

/** A change that was made, and how it is taken away for a moment. */
export type MadeChange = {
  /** What was run before the change; the statement itself, or the one it took the place of. */
  readonly before: TriedStatement;
  /** Takes the change away inside the transaction that stands, which is rolled back. */
  readonly takeAway: (client: Client) => Promise<unknown>;
  /** How the two sides were run, in words: `with the index, and in transactions that dropped it`. */
  readonly method: string;
};

/** Does work in a transaction in which the change is not there. A lock is held for no longer than the work takes. */
async function without<Value>(
  client: Client,
  { before, takeAway }: MadeChange,
  work: () => Promise<Value>,
): Promise<Value> {
  await client.query('begin transaction isolation level read committed');
  try {
    await setForTransaction(client, before.settings);
    await takeAway(client);
    if (!before.isWrite) await client.query('set transaction read only');
    // The plan is made once before the run that counts, as it was on the other side.
    await explained(client, before, 'plan');
    return await work();
  } catch (error) {
    if (errorCode(error) === '55P03')
      throw new Failure('proofFailed', 'the table is locked by others all the time; try again when it is quiet');
    throw error;
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

async function sameRows(
  client: Client,
  other: Client,
  change: MadeChange,
  { statement }: VerifyContext,
): Promise<ResultComparison> {
  if (statement.isWrite) return { isSame: null, reason: 'the statement writes' };
  const digest = () => asItIs(client, statement, () => resultDigest(client, statement));
  const [first, second] = [await digest(), await digest()];
  if (first !== second) return { isSame: null, reason: 'the statement gives other rows each time it runs' };
  const before = await without(other, change, () => resultDigest(other, change.before));
  return before === first
    ? { isSame: true }
    : { isSame: null, reason: 'other rows without the change: equal ones in ORDER BY, or rows changed meanwhile' };
}

/** Measures what a change gives that was made: runs with it, and runs in transactions without it, in alternation. */
export async function changedRuns(
  clients: readonly [Client, Client],
  change: MadeChange,
  context: VerifyContext,
): Promise<Proof> {
  const [client, other] = clients;
  const { statement, onPair } = context;
  const after = await asItIs(client, statement, () => explained(client, statement, 'figures'));
  const before = await without(other, change, () => explained(other, change.before, 'figures'));
  const result = await sameRows(client, other, change, context);
  const run = (): Promise<Milliseconds> => runAsItIs(client, statement);
  const arms = {
    before: () => without(other, change, () => runMs(other, change.before)),
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
    method: `${total} alternating runs with TIMING OFF: ${change.method}`,
    provenAt: context.clock(),
  });
}
