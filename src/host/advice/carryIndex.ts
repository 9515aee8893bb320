import type { Client } from 'pg';
import type { IndexCandidate } from '../../analysis/advice/indexCandidate.ts';
import type { CarriedOut } from './carriedOut.ts';
import { buildIndex } from './indexBuild.ts';
import { NotTried } from './rolledBack.ts';
import type { TrialContext } from './trialContext.ts';

const heldBack =
  'a transaction that has been open for long still needs older versions of rows, and until it ends the planner may not use a new index';

/** Builds an index in the transaction that stands. Throws NotTried where it cannot be built or used. */
export async function carryIndex(
  client: Client,
  candidate: IndexCandidate,
  context: Pick<TrialContext, 'now' | 'signal'>,
): Promise<Pick<CarriedOut, 'isUsed' | 'costs'>> {
  const built = await buildIndex(client, candidate, context);
  if (!built.isUsable) throw new NotTried(heldBack);
  const { isPartitioned } = candidate.table;
  return {
    // What the server does behind the statement is in no plan: its time tells.
    // Indexes of partitions have names of their own.
    isUsed: (before, after) =>
      candidate.isBehind === true
        ? true
        : isPartitioned
          ? before !== after
          : after.includes(`"Index Name":${JSON.stringify(built.name)}`),
    costs: [
      { name: 'index size', value: built.bytes, unit: 'bytes' },
      { name: 'build', value: built.buildMs, unit: 'ms' },
    ],
  };
}
