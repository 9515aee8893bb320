import type { Client } from 'pg';
import type { Candidate } from '../../analysis/advice/candidate.ts';
import { carriedOut } from './carriedOut.ts';
import type { Measurement } from './measurement.ts';
import { addPair, pairCount, type PairedTimes } from './pairedRuns.ts';
import { inRolledBackTransaction } from './rolledBack.ts';
import { explained, runMs } from './statementRun.ts';
import type { TrialContext } from './trialContext.ts';
import { writeCost } from './writeCost.ts';

/** Each run leaves dead rows behind until the next VACUUM. */
const pairsMax = 5;

/**
 * Measures advice for a statement that writes. Each run has a transaction of its own that is rolled back, since what is
 * built in one would lock out the other; the rows are not compared, for the statement gives none.
 */
export async function measuredWrite(
  candidate: Candidate,
  context: TrialContext,
  pairMs: number,
  onPair: (done: number, total: number) => void,
): Promise<Measurement> {
  const { access, statement, signal, now } = context;
  const alone = <Value>(work: (client: Client) => Promise<Value>) =>
    inRolledBackTransaction(access, statement.settings, signal, ({ client }) => work(client));
  const write = candidate.kind === 'index' ? await alone((client) => writeCost(client, candidate, now)) : null;
  const plain = () =>
    alone(async (client) => {
      await runMs(client, statement);
      return runMs(client, statement);
    });
  const changed = () =>
    alone(async (client) => {
      const carried = await carriedOut(client, candidate, context);
      await runMs(client, carried.statement);
      return runMs(client, carried.statement);
    });
  const times: PairedTimes = { before: [], after: [], again: [] };
  const total = Math.min(pairsMax, pairCount(pairMs));
  while (times.before.length < total) {
    await addPair({ before: plain, after: changed, again: plain }, times);
    onPair(times.before.length, total);
  }
  const before = await alone((client) => explained(client, statement, 'figures'));
  return alone(async (client) => {
    const { statement: instead, costs } = await carriedOut(client, candidate, context);
    return {
      times,
      costs,
      write,
      statement: instead,
      plans: { before, after: await explained(client, instead, 'figures') },
      result: { isSame: null, reason: 'the statement writes, and what it wrote was undone each time' },
    };
  });
}
