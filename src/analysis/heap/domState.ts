import { bitsFor, hasBit, setBit, type Bits } from './bits.ts';
import type { Graph } from './graph.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';

const attached = 1;
const detached = 2;

/**
 * The embedder's objects that are cut off from their document: what the file marks so, and what only they lead to.
 * Null where the file marks nothing, as is the rule outside browsers.
 */
export function detachedNodes(graph: Graph): Bits | null {
  const { detachedness, kind, packed, firstEdge, nodeCount } = graph;
  if (detachedness === null) return null;
  const visited = bitsFor(nodeCount);
  const isDetached = bitsFor(nodeCount);
  const pending: Record<number, number[]> = { [attached]: [], [detached]: [] };
  const visit = (node: number, state: number) => {
    if (hasBit(visited, node)) return;
    setBit(visited, node);
    if (kind[node] !== nodeKind.native) return;
    if (state === detached) setBit(isDetached, node);
    pending[state]?.push(node);
  };
  for (let node = 0; node < nodeCount; node += 1) {
    const state = detachedness[node] & 3;
    if (state !== 0) visit(node, state);
  }
  for (const state of [attached, detached]) {
    const nodes = pending[state] ?? [];
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop())
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge += 1) {
        const edgeIs = packed[edge] & edgeKindMask;
        if (edgeIs !== edgeKind.hidden && edgeIs < edgeKind.weak) visit(packed[edge] >>> targetShift, state);
      }
  }
  return isDetached;
}
