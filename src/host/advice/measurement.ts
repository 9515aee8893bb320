import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Candidate } from '../../analysis/advice/candidate.ts';
import { limits } from '../../protocol/limits.ts';
import type { Evidence } from '../../protocol/findings.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import type { DedicatedClient } from '../postgres/dedicatedClient.ts';
import { carriedOut } from './carriedOut.ts';
import { addPair, pairCount, pairsMin, runAsItIs, steadyMs, type PairedTimes } from './pairedRuns.ts';
import type { ResultComparison } from './resultComparison.ts';
import { inRolledBackTransaction, NotTried } from './rolledBack.ts';
import { explained, asItIs, resultDigest, runMs, type TriedStatement } from './statementRun.ts';
import type { TrialContext } from './trialContext.ts';
import { writeCost, type WriteCost } from './writeCost.ts';

/** What was measured about one candidate, before anything is claimed. */
export type Measurement = {
  readonly times: PairedTimes;
  readonly costs: readonly Evidence[];
  /** What an index adds to writes; null where it was not measured, and for all else. */
  readonly write: WriteCost | null;
  /** What was run with it: the statement itself, or the one in its place. Values stay in memory. */
  readonly statement: TriedStatement;
  /** The server's answers to EXPLAIN with all figures, without and with it. */
  readonly plans: { readonly before: unknown; readonly after: unknown };
  readonly result: ResultComparison;
};

/** Rounds beyond one for each pair. */
const roundsMore = 3;
/** Between two rounds, for those who want to write. */
const pauseMs = 50;
/** Share of the time of a proof after which it goes on with the pairs it has. */
const lateShare = 0.7;
/** The fewest pairs that tell something are waited for until then. */
const tooLateShare = 2;
const warmUps = 1;

const waitersSql = `
  select count(*)::int as waiters from pg_stat_activity
  where wait_event_type = 'Lock' and $1 = any (pg_blocking_pids(pid))`;

async function hasWaiters(client: Client, backendPid: number): Promise<boolean> {
  const { rows } = await client.query<{ waiters: number }>(waitersSql, [backendPid]);
  return (rows[0]?.waiters ?? 0) > 0;
}

async function digestsAsItIs(one: Client, other: Client, { statement }: TrialContext) {
  const digest = (client: Client) => asItIs(client, statement, () => resultDigest(client, statement));
  return [await digest(one), await digest(other)] as const;
}

/** Compares the result with that of the statement as it is, which has to be the same twice to be compared with. */
async function compared(
  [plain, again, changed]: readonly [Client, Client, Client],
  { context, candidate, statement }: { context: TrialContext; candidate: Candidate; statement: TriedStatement },
  facts: MeasuredStatement,
): Promise<ResultComparison> {
  if (facts.rows > limits.comparedRowsMax.value)
    return { isSame: null, reason: `more than ${limits.comparedRowsMax.value} rows: not compared` };
  const [first, second] = await digestsAsItIs(plain, again, context);
  if (first !== second)
    return { isSame: null, reason: 'the statement gives other rows each time it runs: there is nothing to compare' };
  if ((await resultDigest(changed, statement)) === first) return { isSame: true };
  // Another statement has to give the same rows; the same statement may take others among equals.
  const isTied = candidate.kind !== 'rewrite' || (candidate.gives !== 'same' && candidate.gives.isTied);
  if (facts.hasLimit && isTied)
    return { isSame: null, reason: 'other rows among equals: ORDER BY does not tell which of them come first' };
  return { isSame: false };
}

/** What is known of the statement before: what one pair takes, its rows, and whether it has a LIMIT. */
export type MeasuredStatement = { readonly pairMs: Milliseconds; readonly rows: number; readonly hasLimit: boolean };

/** Measures with the advice in as many transactions as it takes: who wants to write is let through between them. */
export async function measured(
  candidate: Candidate,
  context: TrialContext,
  facts: MeasuredStatement,
  onPair: (done: number, total: number) => void,
): Promise<Measurement> {
  const { access, statement, signal, now } = context;
  const times: PairedTimes = { before: [], after: [], again: [] };
  const total = pairCount(facts.pairMs);
  const startedAt = now();
  const isTooLate = () => now() - startedAt > limits.proofMs.value * tooLateShare;
  const isLate = () => now() - startedAt > limits.proofMs.value * lateShare;
  const write =
    candidate.kind === 'index'
      ? await inRolledBackTransaction(access, {}, signal, ({ client }) => writeCost(client, candidate, now))
      : null;
  const measureBeside = async (plain: Client, again: Client): Promise<Measurement> => {
    for (let run = 0; run < warmUps; run += 1) for (const client of [plain, again]) await runAsItIs(client, statement);
    const round = async ({ client, backendPid }: DedicatedClient) => {
      const carried = await carriedOut(client, candidate, context);
      const changed = carried.statement;
      await client.query('set transaction read only');
      for (let run = 0; run < warmUps; run += 1) await runMs(client, changed);
      // Of two connections without it, neither is always the one compared with.
      const isOdd = () => times.before.length % 2 === 1;
      const arms = {
        before: () => steadyMs(() => runAsItIs(isOdd() ? again : plain, statement)),
        after: () => steadyMs(() => runMs(client, changed)),
        again: () => steadyMs(() => runAsItIs(isOdd() ? plain : again, statement)),
      };
      do {
        await addPair(arms, times);
        onPair(times.before.length, total);
        if (!isLate() && (await hasWaiters(plain, backendPid))) return null;
      } while (times.before.length < total && !(times.before.length < pairsMin ? isTooLate() : isLate()));
      if (times.before.length < pairsMin)
        throw new NotTried('the statement takes too long here to be run in alternation often enough');
      const clients = [plain, again, client] as const;
      return {
        carried,
        result: await compared(clients, { context, candidate, statement: changed }, facts),
        after: await explained(client, changed, 'figures'),
      };
    };
    for (let left = total + roundsMore; left > 0; left -= 1) {
      const done = await inRolledBackTransaction(access, statement.settings, signal, round);
      if (done !== null) {
        const before = await asItIs(plain, statement, () => explained(plain, statement, 'figures'));
        const { carried, result, after } = done;
        return {
          times,
          costs: carried.costs,
          write,
          statement: carried.statement,
          plans: { before, after },
          result,
        };
      }
      await wait(pauseMs, undefined, { signal });
    }
    throw new NotTried('others write to the table all the time, and were let through; try again when it is quiet');
  };
  return access.withClient(
    ({ client: plain }) => access.withClient(({ client: again }) => measureBeside(plain, again), { signal }),
    { signal },
  );
}
