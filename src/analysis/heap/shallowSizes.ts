import { bitsFor, hasBit, setBit, type Bits } from './bits.ts';
import { isDocumentRoot } from './essentialEdges.ts';
import { sizeOf, type Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { wideSize } from './nodeSection.ts';
import type { StringTable } from './stringTable.ts';

/** Shallow sizes as shown: one column, and the sizes beyond 32 bits beside it. */
export type ShallowSizes = { readonly sizes: Uint32Array; readonly wideSizes: Graph['wideSizes'] };

const nobody = 0xffff_ffff;
const several = 0xffff_fffe;

function hasUserRoots(graph: Graph, strings: StringTable): boolean {
  for (let edge = graph.firstEdge[graph.root]; edge < graph.firstEdge[graph.root + 1]; edge += 1) {
    const target = graph.packed[edge] >>> targetShift;
    if (graph.kind[target] !== nodeKind.synthetic || isDocumentRoot(graph, strings, target)) return true;
  }
  return false;
}

/** Nodes that can be part of another: the engine's own, arrays, and text outside the heap. */
function partsOfOthers(graph: Graph, strings: StringTable): Bits {
  const parts = bitsFor(graph.nodeCount);
  const isOutside = new Map<number, boolean>();
  for (let node = 0; node < graph.nodeCount; node += 1) {
    const kind = graph.kind[node];
    if (kind === nodeKind.hidden || kind === nodeKind.array) setBit(parts, node);
    else if (kind === nodeKind.native) {
      const name = graph.name[node];
      let outside = isOutside.get(name);
      if (outside === undefined) isOutside.set(name, (outside = strings.text(name) === 'system / ExternalStringData'));
      if (outside) setBit(parts, node);
    }
  }
  return parts;
}

/** Fills in who each part belongs to: the one owner that leads there, directly or through other parts, or `several`. */
function ownersOf(graph: Graph, parts: Bits, owners: Uint32Array, watch: Watch): void {
  const { packed, firstEdge, nodeCount } = graph;
  owners.fill(nobody);
  const pending: number[] = [];
  const visit = (node: number, owner: number) => {
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge += 1) {
      const word = packed[edge];
      if ((word & edgeKindMask) >= edgeKind.weak) continue;
      const target = word >>> targetShift;
      if ((parts[target >>> 5] & (1 << (target & 31))) === 0) continue;
      const before = owners[target];
      if (before === owner || before === several) continue;
      owners[target] = before === nobody ? owner : several;
      pending.push(target);
    }
  };
  for (let node = 0; node < nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    if (hasBit(parts, node)) continue;
    visit(node, node);
    while (pending.length > 0) {
      const part = pending.pop() ?? 0;
      visit(part, owners[part]);
    }
  }
}

/**
 * Shallow sizes with parts counted at their one owner: its own hidden objects and arrays give their size to it and
 * become 0. Not done for a snapshot without user roots, which shows the engine's internals on purpose. The
 * sizes are written into `sizes`; `owners` is a column of at least as many entries, whose contents nobody needs.
 */
export function shallowSizes(
  graph: Graph,
  strings: StringTable,
  { owners, sizes }: { readonly owners: Uint32Array; readonly sizes: Uint32Array },
  watch: Watch,
): ShallowSizes {
  const { nodeCount, selfSize, kind, root } = graph;
  if (!hasUserRoots(graph, strings)) return { sizes: selfSize, wideSizes: graph.wideSizes };
  const parts = partsOfOthers(graph, strings);
  ownersOf(graph, parts, owners, watch);
  sizes.set(selfSize.subarray(0, nodeCount));
  const wide = new Map<number, number>(graph.wideSizes.map(([ordinal, bytes]) => [ordinal, bytes]));
  for (let node = 0; node < nodeCount; node += 1) {
    const owner = owners[node];
    if (owner >= several || kind[owner] === nodeKind.synthetic || owner === root) continue;
    const given = sizeOf(selfSize, graph.wideSizes, node);
    if (given === 0) continue;
    const sum = (wide.get(owner) ?? sizes[owner]) + given;
    sizes[owner] = Math.min(sum, wideSize);
    if (sum >= wideSize) wide.set(owner, sum);
    sizes[node] = 0;
    wide.delete(node);
  }
  return { sizes, wideSizes: [...wide] };
}
