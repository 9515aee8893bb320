import type { Client } from 'pg';
import type { Candidate } from '../../analysis/advice/candidate.ts';
import { rootOf, totalsOf } from '../../analysis/advice/rawPlan.ts';
import { limits } from '../../protocol/limits.ts';
import type { Trial } from '../../protocol/plans.ts';
import type { Count, Milliseconds } from '../../protocol/units.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import { candidateWords } from './adviceWords.ts';
import { carriedOut } from './carriedOut.ts';
import { quickMs } from './pairedRuns.ts';
import { inRolledBackTransaction, NotTried } from './rolledBack.ts';
import { explained, runMs, type TriedStatement } from './statementRun.ts';
import type { TrialContext } from './trialContext.ts';

/** A candidate after its first trial. `quickMs` is null where it has no effect, or could not be tried. */
export type TriedCandidate = {
  readonly candidate: Candidate;
  readonly quickMs: Milliseconds | null;
  /** Pages touched, which are the same each time; 0 where it was not run. */
  readonly blocks: Count;
  readonly outcome: string;
  /** What was run in place of the statement; null where it was the statement itself. Values stay in memory. */
  readonly statement: TriedStatement | null;
};

export function trialOf(tried: TriedCandidate): Trial {
  const { candidate, outcome } = tried;
  return { rule: candidate.rule, what: candidateWords(candidate), ratio: null, interval: null, outcome };
}

/** True for what the server says against a statement or its values, and not for a lost or cancelled one. */
const isOfStatement = (error: unknown) => /^(?:42|22|21|0A|2F)/.test(errorCode(error));

async function tryOne(client: Client, candidate: Candidate, context: TrialContext): Promise<TriedCandidate> {
  const { statement } = context;
  const not = (outcome: string): TriedCandidate => ({ candidate, quickMs: null, blocks: 0, outcome, statement: null });
  await client.query('savepoint untried');
  try {
    const before = JSON.stringify(await explained(client, statement, 'plan'));
    const carried = await carriedOut(client, candidate, context);
    const plan = JSON.stringify(await explained(client, carried.statement, 'plan'));
    if (!carried.isUsed(before, plan)) return not('the planner does not use it');
    const ms = await quickMs(() => runMs(client, carried.statement));
    const figures = rootOf(await explained(client, carried.statement, 'figures'));
    const blocks = figures === null ? 0 : totalsOf(figures.plan, 1).blocks;
    const instead = carried.statement === statement ? null : carried.statement;
    return { candidate, quickMs: ms, blocks, outcome: 'used by the planner', statement: instead };
  } catch (error) {
    if (error instanceof NotTried) return not(`not proven: ${error.message}`);
    if (errorCode(error) === '57014' && !context.signal.aborted)
      return not('not proven: it takes longer than a statement is given here');
    if (candidate.kind === 'rewrite' && isOfStatement(error))
      return not('not proven: the server does not take the statement');
    throw error;
  } finally {
    await client.query('rollback to savepoint untried').catch(() => undefined);
  }
}

/** Tries the candidates of one cause, each in a transaction of its own that is rolled back. */
export async function tryCandidates(
  candidates: readonly Candidate[],
  context: TrialContext,
): Promise<readonly TriedCandidate[]> {
  const tried: TriedCandidate[] = [];
  for (const candidate of candidates.slice(0, limits.candidatesTriedMax.value)) {
    tried.push(
      await inRolledBackTransaction(context.access, context.statement.settings, context.signal, ({ client }) =>
        tryOne(client, candidate, context),
      ),
    );
  }
  return tried;
}
