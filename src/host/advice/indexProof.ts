import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import type { IndexCandidate } from '../../analysis/advice/indexCandidate.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bytes, Milliseconds } from '../../protocol/units.ts';
import type { DedicatedClient } from '../postgres/dedicatedClient.ts';
import { buildIndex, inRolledBackTransaction, NotBuilt } from './indexBuild.ts';
import type { TrialContext } from './indexTrials.ts';
import { addPair, pairCount, runAsItIs, type PairedTimes } from './pairedRuns.ts';
import { explained, readOnly, resultDigest, runMs } from './statementRun.ts';
import { writeCost, type WriteCost } from './writeCost.ts';

/** What was measured about one index, before anything is claimed. */
export type IndexMeasurement = {
  readonly times: PairedTimes;
  readonly indexBytes: Bytes;
  readonly buildMs: Milliseconds;
  readonly write: WriteCost | null;
  /** The server's answers to EXPLAIN with all figures, without and with the index. */
  readonly plans: { readonly before: unknown; readonly after: unknown };
  readonly result: ResultComparison;
};

/** Whether the rows were the same; where it cannot be said, why. */
export type ResultComparison = { readonly isSame: boolean } | { readonly isSame: null; readonly reason: string };

/** Rounds beyond one for each pair. */
const roundsMore = 3;
/** Between two rounds, for those who want to write. */
const pauseMs = 50;
/** Share of the time of a proof after which it goes on with the pairs it has. */
const lateShare = 0.7;
const warmUps = 1;

const waitersSql = `
  select count(*)::int as waiters from pg_stat_activity
  where wait_event_type = 'Lock' and $1 = any (pg_blocking_pids(pid))`;

async function hasWaiters(client: Client, backendPid: number): Promise<boolean> {
  const { rows } = await client.query<{ waiters: number }>(waitersSql, [backendPid]);
  return (rows[0]?.waiters ?? 0) > 0;
}

async function digestsAsItIs(one: Client, other: Client, { statement }: TrialContext) {
  const digest = (client: Client) => readOnly(client, statement.settings, () => resultDigest(client, statement));
  return [await digest(one), await digest(other)] as const;
}

/** Compares the result with that of the statement as it is, which has to be the same twice to be compared with. */
async function compared(
  [plain, again, withIndex]: readonly [Client, Client, Client],
  context: TrialContext,
  facts: { readonly rows: number; readonly hasLimit: boolean },
): Promise<ResultComparison> {
  if (facts.rows > limits.comparedRowsMax.value)
    return { isSame: null, reason: `more than ${limits.comparedRowsMax.value} rows: not compared` };
  const [first, second] = await digestsAsItIs(plain, again, context);
  if (first !== second)
    return { isSame: null, reason: 'the statement gives other rows each time it runs: there is nothing to compare' };
  const changed = await resultDigest(withIndex, context.statement);
  if (changed === first) return { isSame: true };
  if (facts.hasLimit)
    return { isSame: null, reason: 'other rows among equals: ORDER BY does not tell which of them come first' };
  return { isSame: false };
}

/** Measures with the index in as many transactions as it takes: who wants to write is let through between them. */
export async function measureIndex(
  candidate: IndexCandidate,
  context: TrialContext,
  { pairMs, rows, hasLimit }: { readonly pairMs: Milliseconds; readonly rows: number; readonly hasLimit: boolean },
  onPair: (done: number, total: number) => void,
): Promise<IndexMeasurement> {
  const { access, statement, signal, now } = context;
  const times: PairedTimes = { before: [], after: [], again: [] };
  const total = pairCount(pairMs);
  const startedAt = now();
  const isLate = () => now() - startedAt > limits.proofMs.value * lateShare;
  const write = await inRolledBackTransaction(access, {}, signal, ({ client }) => writeCost(client, candidate, now));
  return access.withClient(
    ({ client: plain }) =>
      access.withClient(
        async ({ client: again }) => {
          for (let run = 0; run < warmUps; run += 1)
            for (const client of [plain, again]) await runAsItIs(client, statement);
          const round = async ({ client, backendPid }: DedicatedClient) => {
            const built = await buildIndex(client, candidate, { now, signal });
            if (!built.isUsable) throw new NotBuilt('a long transaction still needs older versions of rows');
            await client.query('set transaction read only');
            for (let run = 0; run < warmUps; run += 1) await runMs(client, statement);
            // Of two connections without the index, neither is always the one compared with.
            const isOdd = () => times.before.length % 2 === 1;
            const arms = {
              before: () => runAsItIs(isOdd() ? again : plain, statement),
              after: () => runMs(client, statement),
              again: () => runAsItIs(isOdd() ? plain : again, statement),
            };
            do {
              await addPair(arms, times);
              onPair(times.before.length, total);
              if (!isLate() && (await hasWaiters(plain, backendPid))) return null;
            } while (times.before.length < total && !isLate());
            return {
              built,
              result: await compared([plain, again, client], context, { rows, hasLimit }),
              after: await explained(client, statement, 'figures'),
            };
          };
          for (let left = total + roundsMore; left > 0; left -= 1) {
            const done = await inRolledBackTransaction(access, statement.settings, signal, round);
            if (done !== null) {
              const before = await readOnly(plain, statement.settings, () => explained(plain, statement, 'figures'));
              const { built, result, after } = done;
              return {
                times,
                indexBytes: built.bytes,
                buildMs: built.buildMs,
                write,
                plans: { before, after },
                result,
              };
            }
            await wait(pauseMs, undefined, { signal });
          }
          throw new NotBuilt(
            'others write to the table all the time, and were let through; try again when it is quiet',
          );
        },
        { signal },
      ),
    { signal },
  );
}
