import type { DepthFirst } from './depthFirst.ts';
import { look, lookMask, type Watch } from './halt.ts';
import type { ShallowSizes } from './shallowSizes.ts';

/** The dominator tree and what each node of it retains. The root is its own dominator. */
export type DominatorTree = {
  /** Ordinal of each node's immediate dominator. */
  readonly dominator: Uint32Array;
  /** Bytes that would go with each node: its own and all it dominates. */
  readonly retained: Float64Array;
  /** Node ordinals in an order where every node is followed by all that it dominates. */
  readonly order: Uint32Array;
  /** For each place of `order`, the place just after the last node dominated from there. */
  readonly orderEnd: Uint32Array;
};

/**
 * Immediate dominators in the numbers of the walk, written over `walk.parent`. Method: semidominators with path
 * compression, then the nearest common ancestor (Georgiadis 2005, "Linear-time algorithms for dominators", SEMI-NCA).
 */
function immediateDominators(walk: DepthFirst, watch: Watch): Uint32Array {
  const { count, parent, head, cross, lowest: semi } = walk;
  const [best, ancestor] = walk.spare;
  ancestor.set(parent);
  let path = new Uint32Array(4096);
  for (let node = count; node >= 2; node -= 1) {
    if ((node & lookMask) === 0) look(watch);
    let lowest = semi[node];
    for (let entry = head[node]; entry !== 0; entry = cross[entry + 1]) {
      let top = cross[entry];
      const from = top;
      let depth = 0;
      // All numbers above `node` are linked; the chain of links ends below the first one that is not.
      while (ancestor[top] > node) {
        if (depth === path.length) {
          const longer = new Uint32Array(depth * 2);
          longer.set(path);
          path = longer;
        }
        path[depth] = top;
        depth += 1;
        top = ancestor[top];
      }
      const above = ancestor[top];
      while (depth > 0) {
        depth -= 1;
        const below = path[depth];
        if (best[top] < best[below]) best[below] = best[top];
        ancestor[below] = above;
        top = below;
      }
      if (best[from] < lowest) lowest = best[from];
    }
    semi[node] = lowest;
    best[node] = lowest;
  }
  for (let node = 2; node <= count; node += 1) {
    let dominator = parent[node];
    while (dominator > semi[node]) dominator = parent[dominator];
    parent[node] = dominator;
  }
  return parent;
}

/** The tree before sizes are summed up, and a column for them whose contents nobody needs any more. */
export type DominatorOrder = Omit<DominatorTree, 'retained'> & { readonly spare: Float64Array };

/** The dominator tree. Where it can, it takes over the walk's columns: this is the peak of an analysis. */
export function dominatorOrder(walk: DepthFirst, watch: Watch): DominatorOrder {
  const { count, vertex } = walk;
  const up = immediateDominators(walk, watch);
  // The walk's other columns are free now.
  const subtree = walk.head.fill(1);
  for (let node = count; node >= 2; node -= 1) subtree[up[node]] += subtree[node];
  look(watch);
  const [order, dominator] = walk.spare.map((column) => column.subarray(0, count));
  const next = walk.lowest;
  for (let node = 1; node <= count; node += 1) {
    const above = up[node];
    const at = node === 1 ? 0 : next[above];
    if (node > 1) next[above] = at + subtree[node];
    next[node] = at + 1;
    const ordinal = vertex[node];
    order[at] = ordinal;
    dominator[ordinal] = node === 1 ? ordinal : vertex[above];
    // What stands above is asked for once; from here on the entry tells the place.
    up[node] = at;
  }
  look(watch);
  const orderEnd = vertex.subarray(0, count);
  for (let node = 1; node <= count; node += 1) orderEnd[up[node]] = up[node] + subtree[node];
  return { dominator, order, orderEnd, spare: walk.lowestAndHead };
}

/** Adds up what each node retains, over the spare memory. */
export function withRetainedSizes(tree: DominatorOrder, shallow: ShallowSizes): DominatorTree {
  const { dominator, order, orderEnd, spare } = tree;
  const { sizes, wideSizes } = shallow;
  const count = order.length;
  const retained = spare.subarray(0, count);
  for (let ordinal = 0; ordinal < count; ordinal += 1) retained[ordinal] = sizes[ordinal];
  for (const [ordinal, bytes] of wideSizes) retained[ordinal] = bytes;
  for (let at = count - 1; at > 0; at -= 1) retained[dominator[order[at]]] += retained[order[at]];
  return { dominator, order, orderEnd, retained };
}
