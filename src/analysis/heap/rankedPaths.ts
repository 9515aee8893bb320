import { anyOne } from './growthCauses.ts';
import type { HeldSnapshot } from './heldSnapshot.ts';
import { edgeKind, edgeKindMask, noDistance, nodeKind } from './kinds.ts';
import { type Holder, holdersOf, isRootLike, type PathStep, retainingPath, stepsOf } from './retainingPath.ts';
import { locationRow } from './snapshot.ts';

/** A way to a node with what it costs a reader to follow it. */
export type RankedPath = { readonly steps: readonly PathStep[]; readonly cost: number; readonly isShortest: boolean };

/** Holders tried as the first step: what is nearest to a root tells most. */
const startsMax = 40;
/** Nodes looked at for one way. */
const visitsMax = 20_000;

/** What a step costs a reader beyond being one: names of the program cost nothing. */
const costs = { nodes: 4, synthetic: 12, inner: 1, unnamed: 2 } as const;
const edgeCosts: readonly number[] = [0, 0, 0, costs.inner, costs.unnamed, 0, 0, 0];

function stepCost({ snapshot, urls }: HeldSnapshot, { node, edge }: Holder): number {
  const { graph } = snapshot;
  const kind = graph.kind[node];
  const own = edgeCosts[graph.packed[edge] & edgeKindMask];
  if (kind === nodeKind.synthetic) return 1 + own + costs.synthetic;
  const row = locationRow(graph, node);
  const isNodes = row >= 0 && urls.get(graph.locations.script[row])?.startsWith('node:') === true;
  const isInner = kind === nodeKind.hidden || kind === nodeKind.array || kind === nodeKind.code;
  return 1 + own + (isNodes ? costs.nodes : 0) + (isInner ? costs.inner : 0);
}

/** The cheapest way from a first holder to a root; null where none is found. */
function cheapestPath(held: HeldSnapshot, node: number, first: Holder): { steps: Holder[]; cost: number } | null {
  const { snapshot } = held;
  const { distances } = snapshot;
  const known = new Map<number, { cost: number; holder: Holder; from: number }>();
  const far = (at: number) => (distances[at] < 0 ? 0 : Math.min(distances[at], 1_000));
  // Ways of equal promise lie in one bucket: no step costs less than one, so a distance is a lower bound for the rest.
  const buckets: number[][] = [];
  const visit = (holder: Holder, from: number, cost: number) => {
    const other = known.get(holder.node);
    if (holder.node === node || (other !== undefined && other.cost <= cost)) return;
    known.set(holder.node, { cost, holder, from });
    (buckets[cost + far(holder.node)] ??= []).push(holder.node);
  };
  const done = new Set<number>();
  visit(first, node, stepCost(held, first));
  for (let promise = 0; promise < buckets.length && done.size < visitsMax; promise += 1) {
    for (let at = buckets[promise]?.pop(); at !== undefined; at = buckets[promise]?.pop()) {
      if (done.has(at)) continue;
      done.add(at);
      const { cost } = known.get(at) ?? { cost: 0 };
      if (isRootLike(snapshot, at)) return { steps: wayFrom(known, node, at), cost };
      for (const holder of directHolders(held, at)) visit(holder, at, cost + stepCost(held, holder));
    }
  }
  return null;
}

function wayFrom(known: ReadonlyMap<number, { holder: Holder; from: number }>, node: number, root: number): Holder[] {
  const steps: Holder[] = [];
  for (let at = root; at !== node;) {
    const step = known.get(at);
    if (step === undefined) break;
    steps.unshift(step.holder);
    at = step.from;
  }
  return steps;
}

/** What holds a node on the way to a root, shortcuts of other nodes than the root left out. */
function directHolders({ snapshot, retainers }: HeldSnapshot, node: number): readonly Holder[] {
  const { graph, distances } = snapshot;
  return holdersOf(snapshot, retainers, node).filter(({ node: holder, edge }) => {
    if (distances[holder] === noDistance && holder !== graph.root) return false;
    return (graph.packed[edge] & edgeKindMask) !== edgeKind.shortcut || holder === graph.root;
  });
}

/**
 * The ways by which a node is held, at most `pathsMax`: each begins at another direct holder, ways that read the same are
 * one, and those through the program's own names come before those through the engine. One of them is a shortest.
 */
export function rankedPaths(
  held: HeldSnapshot,
  node: number,
  pathsMax: number,
  textOf: (steps: readonly PathStep[]) => string,
): readonly (RankedPath & { readonly text: string })[] {
  const { snapshot, retainers } = held;
  const shortest = retainingPath(snapshot, retainers, node);
  const found = new Map<string, RankedPath & { readonly text: string }>();
  const add = (steps: readonly PathStep[], cost: number, isShortest: boolean) => {
    const text = textOf(steps);
    const key = anyOne(text);
    const known = found.get(key);
    if (known === undefined) found.set(key, { steps, cost, isShortest, text });
    else if (isShortest) found.set(key, { ...known, isShortest });
  };
  for (const first of directHolders(held, node).slice(0, startsMax)) {
    const path = cheapestPath(held, node, first);
    if (path !== null) add(stepsOf(snapshot, path.steps), path.cost, false);
  }
  if (shortest.length > 0) {
    const cost = shortest.reduce((sum, step) => sum + stepCost(held, step), 0);
    add(shortest, cost, true);
  }
  const ranked = [...found.values()].sort((a, b) => a.cost - b.cost);
  const kept = ranked.slice(0, pathsMax);
  const short = ranked.find(({ isShortest }) => isShortest);
  if (short !== undefined && !kept.includes(short)) kept[kept.length - 1] = short;
  return kept;
}
