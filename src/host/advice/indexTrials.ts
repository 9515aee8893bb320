import type { Client } from 'pg';
import type { IndexCandidate } from '../../analysis/advice/indexCandidate.ts';
import { rootOf, totalsOf } from '../../analysis/advice/rawPlan.ts';
import { limits } from '../../protocol/limits.ts';
import type { Trial } from '../../protocol/plans.ts';
import type { Count, Milliseconds } from '../../protocol/units.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { indexWords } from './adviceWords.ts';
import { buildIndex, inRolledBackTransaction, NotBuilt } from './indexBuild.ts';
import { quickMs } from './pairedRuns.ts';
import { explained, runMs, type TriedStatement } from './statementRun.ts';

/** What a trial needs of its surroundings. */
export type TrialContext = {
  readonly access: DatabaseAccess;
  readonly statement: TriedStatement;
  readonly now: () => Milliseconds;
  readonly signal: AbortSignal;
};

/** A candidate after its first trial. `quickMs` is null where the planner does not use it, or it was not built. */
export type TriedCandidate = {
  readonly candidate: IndexCandidate;
  readonly quickMs: Milliseconds | null;
  /** Pages touched, which are the same each time; 0 where it was not run. */
  readonly blocks: Count;
  readonly outcome: string;
};

export function trialOf(tried: TriedCandidate): Trial {
  const { candidate, outcome } = tried;
  return { rule: candidate.rule, what: indexWords(candidate), ratio: null, interval: null, outcome };
}

/** True where the plan reads an index of this name. Those of partitions have names of their own. */
function usesIndex(plan: unknown, name: string, isPartitioned: boolean, before: string): boolean {
  const text = JSON.stringify(plan);
  return isPartitioned ? text !== before : text.includes(`"Index Name":${JSON.stringify(name)}`);
}

async function tryOne(
  client: Client,
  candidate: IndexCandidate,
  { statement, now, signal }: TrialContext,
): Promise<TriedCandidate> {
  const not = (outcome: string): TriedCandidate => ({ candidate, quickMs: null, blocks: 0, outcome });
  await client.query('savepoint untried');
  try {
    const before = JSON.stringify(await explained(client, statement, 'plan'));
    const built = await buildIndex(client, candidate, { now, signal });
    if (!built.isUsable)
      return not(
        'cannot be proven now: a transaction that has been open for long still needs older versions of rows, and until it ends the planner may not use a new index',
      );
    const plan = await explained(client, statement, 'plan');
    if (!usesIndex(plan, built.name, candidate.table.isPartitioned, before)) return not('the planner does not use it');
    const figures = rootOf(await explained(client, statement, 'figures'));
    const ms = await quickMs(() => runMs(client, statement));
    const blocks = figures === null ? 0 : totalsOf(figures.plan, 1).blocks;
    return { candidate, quickMs: ms, blocks, outcome: 'used by the planner' };
  } catch (error) {
    if (error instanceof NotBuilt) return not(`not proven: ${error.message}`);
    throw error;
  } finally {
    await client.query('rollback to savepoint untried').catch(() => undefined);
  }
}

/** Short times differ by themselves; pages do not, and tell what happens when there are more rows. */
const isAsGood = (one: Figures, best: Figures) => one.ms <= best.ms * 1.3 + 0.05 && one.blocks <= best.blocks * 1.5 + 4;
type Figures = { readonly ms: Milliseconds; readonly blocks: Count };

/**
 * The one to prove: of those that are nearly the quickest and touch nearly the fewest pages, the one that gives the
 * wanted order, then the one with the fewest columns. Null where none is used.
 */
export function bestOf(tried: readonly TriedCandidate[]): TriedCandidate | null {
  const used = tried.flatMap((each) =>
    each.quickMs === null ? [] : [{ each, ms: each.quickMs, blocks: each.blocks }],
  );
  const [quickest] = used.toSorted((one, other) => one.ms - other.ms || one.blocks - other.blocks);
  if (quickest === undefined) return null;
  const fewest = Math.min(...used.filter(({ ms }) => ms <= quickest.ms * 2 + 0.05).map(({ blocks }) => blocks));
  const good = used.filter((one) => isAsGood(one, { ms: quickest.ms, blocks: fewest }));
  const [best] = (good.length > 0 ? good : [quickest]).toSorted(
    (one, other) =>
      Number(other.each.candidate.givesOrder) - Number(one.each.candidate.givesOrder) ||
      one.each.candidate.columns.length - other.each.candidate.columns.length ||
      one.ms - other.ms,
  );
  return best?.each ?? null;
}

/** Tries the candidates of one cause, each in a transaction of its own that is rolled back. */
export async function tryCandidates(
  candidates: readonly IndexCandidate[],
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
