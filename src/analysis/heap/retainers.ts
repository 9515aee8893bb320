import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { targetShift } from './kinds.ts';
import { sharedU32 } from './sharedColumns.ts';

/** The edges that lead to each node: those of node n are `edges[first[n]]` up to `edges[first[n + 1]]`. */
export type Retainers = { readonly first: Uint32Array; readonly edges: Uint32Array };

/** Turns all edges round. Takes 4 bytes for each edge and each node. */
export function retainersOf(graph: Graph, watch: Watch): Retainers {
  const { packed, nodeCount, edgeCount } = graph;
  const first = sharedU32(nodeCount + 1);
  const edges = sharedU32(edgeCount);
  for (let edge = 0; edge < edgeCount; edge += 1) first[packed[edge] >>> targetShift] += 1;
  look(watch);
  let sum = 0;
  for (let node = 0; node <= nodeCount; node += 1) {
    sum += first[node];
    first[node] = sum;
  }
  // Each entry moves down to the first of its node while its edges are put in, from the last.
  for (let edge = edgeCount - 1; edge >= 0; edge -= 1) {
    if ((edge & lookMask) === 0) look(watch);
    const target = packed[edge] >>> targetShift;
    first[target] -= 1;
    edges[first[target]] = edge;
  }
  return { first, edges };
}

/** The node an edge begins at. */
export function sourceOf(graph: Graph, edge: number): number {
  const { firstEdge } = graph;
  let low = 0;
  let high = graph.nodeCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (firstEdge[middle] <= edge) low = middle;
    else high = middle - 1;
  }
  return low;
}
