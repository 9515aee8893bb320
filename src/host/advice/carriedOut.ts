import type { Client } from 'pg';
import type { Candidate } from '../../analysis/advice/candidate.ts';
import type { Evidence } from '../../protocol/findings.ts';
import { carryIndex } from './carryIndex.ts';
import { carryMaintenance } from './carryMaintenance.ts';
import { carryRewrite } from './carryRewrite.ts';
import { carryStatistics } from './carryStatistics.ts';
import { setForTransaction, type TriedStatement } from './statementRun.ts';
import type { TrialContext } from './trialContext.ts';

/** A candidate as it was carried out in a transaction that will be rolled back. */
export type CarriedOut = {
  /** What is run with it: the statement itself, or another one. */
  readonly statement: TriedStatement;
  /** Whether the planner makes use of it, by the plans as JSON texts without it and with it. */
  readonly isUsed: (before: string, after: string) => boolean;
  /** What it costs, as far as carrying it out tells. */
  readonly costs: readonly Evidence[];
};

const always = () => true;

/**
 * Makes the transaction that stands as if the advice was followed, or gives the statement to run in place of the other.
 * Throws NotTried with the reason, or the server's error.
 */
export async function carriedOut(client: Client, candidate: Candidate, context: TrialContext): Promise<CarriedOut> {
  const { statement } = context;
  switch (candidate.kind) {
    case 'index':
      return { statement, ...(await carryIndex(client, candidate, context)) };
    case 'rewrite':
      return { statement: await carryRewrite(client, candidate, context), isUsed: always, costs: [] };
    case 'statistics':
      return { statement, isUsed: always, costs: await carryStatistics(client, candidate, context) };
    case 'setting':
      await setForTransaction(client, { ...statement.settings, ...candidate.settings });
      return { statement, isUsed: always, costs: [] };
    case 'maintenance':
      return { statement: await carryMaintenance(client, candidate, context), isUsed: always, costs: [] };
  }
}
