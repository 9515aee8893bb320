import { bitsFor, hasBit, setBit, type Bits } from './bits.ts';
import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { edgeKind, edgeKindMask, essentialBit, nodeKind, targetShift } from './kinds.ts';
import type { StringTable } from './stringTable.ts';
import { pairRow, type WeakPairs } from './weakPairs.ts';

/** True for the synthetic root of a page's documents. */
export function isDocumentRoot(graph: Graph, strings: StringTable, ordinal: number): boolean {
  return graph.kind[ordinal] === nodeKind.synthetic && strings.text(graph.name[ordinal]) === '(Document DOM trees)';
}

/** Nodes that belong to the program: reachable by edges that hold from where the root's shortcuts lead. */
function ownedByProgram(graph: Graph, strings: StringTable, stack: Uint32Array, watch: Watch): Bits {
  const { packed, firstEdge, root } = graph;
  const owned = bitsFor(graph.nodeCount);
  let depth = 0;
  for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge += 1) {
    const kind = packed[edge] & edgeKindMask;
    const target = packed[edge] >>> targetShift;
    const isEntry = kind === edgeKind.shortcut || (kind === edgeKind.element && isDocumentRoot(graph, strings, target));
    if (!isEntry || hasBit(owned, target)) continue;
    setBit(owned, target);
    stack[depth++] = target;
  }
  let steps = 0;
  while (depth > 0) {
    const node = stack[--depth];
    if ((++steps & lookMask) === 0) look(watch);
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge += 1) {
      const word = packed[edge];
      if ((word & edgeKindMask) >= edgeKind.weak) continue;
      const target = word >>> targetShift;
      const bit = 1 << (target & 31);
      if ((owned[target >>> 5] & bit) !== 0) continue;
      owned[target >>> 5] |= bit;
      stack[depth++] = target;
    }
  }
  return owned;
}

/**
 * Marks in the packed edges which ones hold their target alive: not weak, no shortcut except the root's, not to itself,
 * not the table's half of a WeakMap entry, and not from the engine's own objects into the program's. `stack` is a column
 * of at least as many entries as nodes, whose contents nobody needs.
 */
export function markEssentialEdges(
  graph: Graph,
  pairs: WeakPairs,
  strings: StringTable,
  stack: Uint32Array,
  watch: Watch,
): void {
  const { packed, firstEdge, edgeName, root, id } = graph;
  const owned = ownedByProgram(graph, strings, stack, watch);
  const hasPairs = pairs.count > 0;
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    const isRoot = node === root;
    const mayLeaveAlone = isRoot || hasBit(owned, node);
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge += 1) {
      const word = packed[edge];
      const kind = word & edgeKindMask;
      if (kind >= edgeKind.weak || (kind === edgeKind.shortcut && !isRoot)) continue;
      const target = word >>> targetShift;
      if (target === node) continue;
      if (!mayLeaveAlone && (owned[target >>> 5] & (1 << (target & 31))) !== 0) continue;
      if (kind === edgeKind.internal && hasPairs && hasBit(pairs.isPair, edgeName[edge])) {
        if (pairs.tableId[pairRow(pairs, edgeName[edge])] === id[node]) continue;
      }
      packed[edge] = word | essentialBit;
    }
  }
}
