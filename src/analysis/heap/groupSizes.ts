import { sizeOf } from './graph.ts';
import type { Snapshot } from './snapshot.ts';

/** Figures of each group of nodes, side by side. */
export type GroupSizes = {
  readonly count: Uint32Array;
  readonly shallow: Float64Array;
  /** Bytes that would go with all nodes of the group: none counted twice. */
  readonly retained: Float64Array;
};

/** The group of nodes that belong to none. */
export const noGroup = -1;

/**
 * Counts and sizes of groups in one pass down the dominator tree: a node adds what it retains unless a node above it is
 * of the same group. `groupOf` gives the group of each node, or `noGroup`.
 */
export function groupSizes(snapshot: Snapshot, groupOf: Int32Array, groups: number): GroupSizes {
  const { order, orderEnd, retained: retainedOf } = snapshot.tree;
  const { sizes, wideSizes } = snapshot.shallow;
  const count = new Uint32Array(groups);
  const shallow = new Float64Array(groups);
  const retained = new Float64Array(groups);
  // Up to here in the order everything lies below a node of the group that is already counted.
  const countedUntil = new Uint32Array(groups);
  for (let at = 0; at < order.length; at += 1) {
    const node = order[at];
    const group = groupOf[node];
    if (group < 0) continue;
    count[group] += 1;
    shallow[group] += sizeOf(sizes, wideSizes, node);
    if (at < countedUntil[group]) continue;
    retained[group] += retainedOf[node];
    countedUntil[group] = orderEnd[at];
  }
  return { count, shallow, retained };
}

/** Bytes that would go with all of some nodes, given by their places in the dominator order: none counted twice. */
export function retainedTogether({ tree }: Snapshot, places: readonly number[]): number {
  let size = 0;
  let counted = 0;
  for (const place of [...places].sort((a, b) => a - b)) {
    if (place < counted) continue;
    size += tree.retained[tree.order[place]];
    counted = tree.orderEnd[place];
  }
  return size;
}
