import type { Classes } from './classNames.ts';
import type { DominatorTree } from './dominators.ts';
import { sizeOf } from './graph.ts';
import type { ShallowSizes } from './shallowSizes.ts';

/** Figures of each class, side by side. Nodes without a size are counted nowhere; a class of such nodes only has count 0. */
export type ClassFigures = {
  readonly count: Uint32Array;
  readonly shallow: Float64Array;
  /** Bytes that would go with all nodes of the class: none counted twice. */
  readonly retained: Float64Array;
  /** The smallest distance of a node, `noDistance` where one has none. */
  readonly distance: Int32Array;
  /** A node to look at first: the one nearest to a root, and of those the one that retains most. */
  readonly example: Uint32Array;
};

/** Counts, sizes and distances of all classes, in one pass down the dominator tree. */
export function classFigures(
  classes: Classes,
  shallow: ShallowSizes,
  tree: DominatorTree,
  distances: Int32Array,
): ClassFigures {
  const length = classes.names.length;
  const { order, orderEnd, retained: retainedOf } = tree;
  const { classOf } = classes;
  const count = new Uint32Array(length);
  const shallowSum = new Float64Array(length);
  const retained = new Float64Array(length);
  const distance = new Int32Array(length).fill(0x7fff_ffff);
  const example = new Uint32Array(length);
  const exampleDistance = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
  // Up to here in the order everything lies below a node of the class that is already counted.
  const countedUntil = new Uint32Array(length);
  for (let at = 0; at < order.length; at += 1) {
    const node = order[at];
    const size = sizeOf(shallow.sizes, shallow.wideSizes, node);
    if (size === 0) continue;
    const of = classOf[node];
    count[of] += 1;
    shallowSum[of] += size;
    const far = distances[node];
    if (far < distance[of]) distance[of] = far;
    const known = far < 0 ? Number.MAX_VALUE : far;
    if (known < exampleDistance[of] || (known === exampleDistance[of] && retainedOf[node] > retainedOf[example[of]])) {
      exampleDistance[of] = known;
      example[of] = node;
    }
    if (at < countedUntil[of]) continue;
    retained[of] += retainedOf[node];
    countedUntil[of] = orderEnd[at];
  }
  return { count, shallow: shallowSum, retained, distance, example };
}
