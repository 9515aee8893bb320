import type { Candidate } from '../../analysis/advice/candidate.ts';
import type { Count, Milliseconds } from '../../protocol/units.ts';
import type { TriedCandidate } from './trials.ts';

/** What a kind of advice costs its owner for good, the least first: nothing, a setting, a line of code, slower writes. */
const kindsByCost: readonly Candidate['kind'][] = ['statistics', 'maintenance', 'setting', 'rewrite', 'index'];
/** Who saves this share of what the best saves is as good as the best. */
const asGoodShare = 0.9;

/** One that had an effect, so that it was run. */
export type UsedCandidate = TriedCandidate & { readonly quickMs: Milliseconds };
type Figures = { readonly ms: Milliseconds; readonly blocks: Count };

const costOf = ({ candidate }: TriedCandidate) => kindsByCost.indexOf(candidate.kind);
const givesOrder = ({ candidate }: TriedCandidate) => candidate.kind === 'index' && candidate.givesOrder;
const columnCount = ({ candidate }: TriedCandidate) => (candidate.kind === 'index' ? candidate.columns.length : 0);

/** Short times differ by themselves; pages do not, and tell what happens when there are more rows. */
const isAsGood = (one: UsedCandidate, best: Figures) =>
  one.quickMs <= best.ms * 1.3 + 0.05 && one.blocks <= best.blocks * 1.5 + 4;

/**
 * Of candidates of one kind that are nearly the quickest and touch nearly the fewest pages, the one that gives the
 * wanted order, then the one with the fewest columns.
 */
function bestOfKind(used: readonly UsedCandidate[]): UsedCandidate | undefined {
  const [quickest] = used.toSorted((one, other) => one.quickMs - other.quickMs || one.blocks - other.blocks);
  if (quickest === undefined) return undefined;
  const near = used.filter(({ quickMs }) => quickMs <= quickest.quickMs * 2 + 0.05);
  const fewest = Math.min(...near.map(({ blocks }) => blocks));
  const good = used.filter((one) => isAsGood(one, { ms: quickest.quickMs, blocks: fewest }));
  const [best] = (good.length > 0 ? good : [quickest]).toSorted(
    (one, other) =>
      Number(givesOrder(other)) - Number(givesOrder(one)) ||
      columnCount(one) - columnCount(other) ||
      one.quickMs - other.quickMs,
  );
  return best;
}

/** The best first: of those that save nearly as much as the best, the one that costs its owner least. */
export function byPreference(tried: readonly TriedCandidate[], asItIs: Milliseconds): readonly UsedCandidate[] {
  const saved = (one: UsedCandidate | undefined) => asItIs - (one?.quickMs ?? asItIs);
  const mostSaved = Math.max(0, ...tried.map(({ quickMs }) => asItIs - (quickMs ?? asItIs)));
  const used = tried.filter((each): each is UsedCandidate => each.quickMs !== null && each.quickMs < asItIs);
  const tier = (one: UsedCandidate) => (saved(one) >= mostSaved * asGoodShare ? costOf(one) : kindsByCost.length);
  return used.toSorted((one, other) => tier(one) - tier(other) || saved(other) - saved(one));
}

/** The one to prove of the alternatives for one cause; null where none helps. */
export function bestOf(tried: readonly TriedCandidate[], asItIs: Milliseconds): UsedCandidate | null {
  const used = tried.filter((each): each is UsedCandidate => each.quickMs !== null);
  const bests = kindsByCost.flatMap(
    (kind) => bestOfKind(used.filter(({ candidate }) => candidate.kind === kind)) ?? [],
  );
  return byPreference(bests, asItIs)[0] ?? bests[0] ?? null;
}
