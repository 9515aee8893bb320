import type { Client } from 'pg';
import { medianOf } from '../../analysis/experiment/pairedRatio.ts';
import { limits } from '../../protocol/limits.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import { asItIs, runMs, type TriedStatement } from './statementRun.ts';

/** Runs in the order they were made: as it is, with the change, and as it is once more (the A/A arm). */
export type PairedTimes = { readonly before: number[]; readonly after: number[]; readonly again: number[] };

/** One run of each arm. */
export type Arms = {
  readonly before: () => Promise<Milliseconds>;
  readonly after: () => Promise<Milliseconds>;
  readonly again: () => Promise<Milliseconds>;
};

const orders: readonly (readonly (keyof PairedTimes)[])[] = [
  ['before', 'after', 'again'],
  ['after', 'again', 'before'],
  ['again', 'before', 'after'],
  ['before', 'again', 'after'],
  ['again', 'after', 'before'],
  ['after', 'before', 'again'],
];

/** Makes one more run of each arm, in the next order, and adds their times. */
export async function addPair(arms: Arms, times: PairedTimes): Promise<void> {
  const order = orders[times.before.length % orders.length] ?? [];
  const measured = { before: 0, after: 0, again: 0 };
  for (const arm of order) measured[arm] = await arms[arm]();
  times.before.push(measured.before);
  times.after.push(measured.after);
  times.again.push(measured.again);
}

/** What measuring may take: most proofs are done in this, and slow statements get fewer pairs. */
const wantedMs = 3_000;
const pairsWantedMax = 15;
/** At least so many, by how long one takes: a gain of a slow statement that is worth naming is a large one. */
const pairsWantedMin = (pairMs: Milliseconds) => (pairMs < 1_000 ? 7 : pairMs < 3_000 ? 5 : pairsMin);
/** Fewer pairs tell nothing. */
export const pairsMin = 3;

/** How many pairs are made, fixed before the first of them. `pairMs` is what one takes. */
export function pairCount(pairMs: Milliseconds): number {
  const wanted = Math.min(pairsWantedMax, Math.max(pairsWantedMin(pairMs), Math.floor(wantedMs / pairMs)));
  const affordable = Math.floor((limits.proofMs.value * 0.75) / pairMs);
  return Math.max(pairsMin, Math.min(wanted, affordable, limits.proofPairsMax.value));
}

/** A run on a connection without the change, in a transaction of its own. */
export function runAsItIs(client: Client, statement: TriedStatement): Promise<Milliseconds> {
  return asItIs(client, statement, () => runMs(client, statement));
}

/** The middle of a few runs after one to warm up; of a slow statement only one. */
export async function quickMs(run: () => Promise<Milliseconds>): Promise<Milliseconds> {
  const first = await run();
  if (first > 1_000) return first;
  const times = [await run(), await run()];
  return medianOf(times);
}

/** Runs shorter than this differ among themselves by whatever else the machine does, and cost little to repeat. */
const shortRunMs = 20;

/** One run; of short ones the middle of five, so that a few pairs can tell. */
export async function steadyMs(run: () => Promise<Milliseconds>): Promise<Milliseconds> {
  const first = await run();
  if (first > shortRunMs) return first;
  const times = [first];
  while (times.length < 5) times.push(await run());
  return medianOf(times);
}
