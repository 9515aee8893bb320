import { systemDistance } from '../../protocol/heapRows.ts';
import { bitsFor, hasBit, type Bits } from './bits.ts';
import { isDocumentRoot } from './essentialEdges.ts';
import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { edgeKind, edgeKindMask, noDistance, nodeKind, targetShift } from './kinds.ts';
import type { StringTable } from './stringTable.ts';
import { pairRow, type WeakPairs } from './weakPairs.ts';

/** Nodes whose edges are not all followed, and why. */
type Odd = 'mapDescriptors' | 'nativeContext';

function oddNodes(graph: Graph, strings: StringTable): ReadonlyMap<number, Odd> {
  const odd = new Map<number, Odd>();
  const names = new Map<number, string>();
  for (let node = 0; node < graph.nodeCount; node += 1) {
    const kind = graph.kind[node];
    if (kind !== nodeKind.hidden && kind !== nodeKind.array) continue;
    const index = graph.name[node];
    let name = names.get(index);
    if (name === undefined) names.set(index, (name = strings.text(index)));
    if (kind === nodeKind.array && name === '(map descriptors)') odd.set(node, 'mapDescriptors');
    if (kind === nodeKind.hidden && name === 'system / NativeContext') odd.set(node, 'nativeContext');
  }
  return odd;
}

/** How long a queue is that takes every node, and those the root leads to twice. */
export const queueLength = ({ nodeCount, firstEdge, root }: Graph) =>
  nodeCount + firstEdge[root + 1] - firstEdge[root] + 1;

/** Where the answer is written, and a queue of `queueLength` entries whose contents nobody needs. */
export type SearchColumns = { readonly distances: Int32Array; readonly queue: Uint32Array };

class Search {
  readonly distances: Int32Array;
  private readonly graph: Graph;
  private readonly pairs: WeakPairs;
  private readonly strings: StringTable;
  private readonly watch: Watch;
  private readonly odd: ReadonlyMap<number, Odd>;
  private readonly isOdd: Int32Array;
  private readonly seen: Int32Array;
  /** Pairs of which one edge was met and not yet the other. */
  private readonly metOnce: Bits;
  private readonly queue: Uint32Array;

  constructor(graph: Graph, pairs: WeakPairs, strings: StringTable, columns: SearchColumns, watch: Watch) {
    this.graph = graph;
    this.pairs = pairs;
    this.strings = strings;
    this.watch = watch;
    this.odd = oddNodes(graph, strings);
    this.isOdd = bitsFor(graph.nodeCount);
    for (const node of this.odd.keys()) this.isOdd[node >>> 5] |= 1 << (node & 31);
    this.seen = bitsFor(graph.nodeCount);
    this.metOnce = bitsFor(pairs.count);
    this.distances = columns.distances.fill(noDistance);
    this.queue = columns.queue;
  }

  /** Begins at these nodes, all at one distance; a node named twice is gone through twice, as its edges then count. */
  from(starts: readonly number[], distance: number): void {
    const { queue, distances, seen, isOdd, pairs } = this;
    const { packed, firstEdge, edgeName } = this.graph;
    const hasPairs = pairs.count > 0;
    let length = 0;
    for (const node of starts) {
      distances[node] = distance;
      seen[node >>> 5] |= 1 << (node & 31);
      queue[length++] = node;
    }
    for (let at = 0; at < length; at += 1) {
      if ((at & lookMask) === 0) look(this.watch);
      const node = queue[at];
      const next = distances[node] + 1;
      const isOddNode = hasBit(isOdd, node);
      const end = firstEdge[node + 1];
      for (let edge = firstEdge[node]; edge < end; edge += 1) {
        const word = packed[edge];
        const target = word >>> targetShift;
        const bit = 1 << (target & 31);
        if ((seen[target >>> 5] & bit) !== 0) continue;
        const kind = word & edgeKindMask;
        if (kind >= edgeKind.weak) continue;
        if (isOddNode) {
          if (!this.mayFollow(node, edge, kind)) continue;
        } else if (kind === edgeKind.internal && hasPairs && hasBit(pairs.isPair, edgeName[edge])) {
          if (this.isFirstOfPair(edgeName[edge])) continue;
        }
        seen[target >>> 5] |= bit;
        distances[target] = next;
        queue[length++] = target;
      }
    }
  }

  private edgeText(edge: number, kind: number): string {
    const name = this.graph.edgeName[edge];
    return kind === edgeKind.element || kind === edgeKind.hidden ? String(name) : this.strings.text(name);
  }

  /** Shared tables lead to what other maps hold; the native context leads to functions nobody uses. */
  private mayFollow(node: number, edge: number, kind: number): boolean {
    if (this.odd.get(node) === 'mapDescriptors') {
      const index = Number.parseInt(this.edgeText(edge, kind), 10);
      return index < 2 || index % 3 !== 1;
    }
    if (this.edgeText(edge, kind) === 'sloppy_function_map') return false;
    const isPair = kind === edgeKind.internal && hasBit(this.pairs.isPair, this.graph.edgeName[edge]);
    return !isPair || !this.isFirstOfPair(this.graph.edgeName[edge]);
  }

  /** A value is as far as the farther of its key and its table: the edge met first is not followed. */
  private isFirstOfPair(name: number): boolean {
    const pair = this.pairs.pair[pairRow(this.pairs, name)];
    this.metOnce[pair >>> 5] ^= 1 << (pair & 31);
    return hasBit(this.metOnce, pair);
  }
}

/**
 * How many edges each node is from where the program's objects begin; `systemDistance` is added where only the engine's
 * own roots lead there, and `noDistance` stands where nothing does. Breadth first over edges that hold.
 */
export function distances(
  graph: Graph,
  pairs: WeakPairs,
  strings: StringTable,
  columns: SearchColumns,
  watch: Watch,
): Int32Array {
  const search = new Search(graph, pairs, strings, columns, watch);
  const userRoots: number[] = [];
  for (let edge = graph.firstEdge[graph.root]; edge < graph.firstEdge[graph.root + 1]; edge += 1) {
    const target = graph.packed[edge] >>> targetShift;
    if (graph.kind[target] !== nodeKind.synthetic || isDocumentRoot(graph, strings, target)) userRoots.push(target);
  }
  search.from(userRoots, 1);
  search.from([graph.root], userRoots.length > 0 ? systemDistance : 0);
  return search.distances;
}
