import { bitsFor, hasBit, setBit } from './bits.ts';
import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { essentialBit, targetShift } from './kinds.ts';

/**
 * The nodes in the order of a depth-first walk from the root over essential edges, numbered from 1. Nodes the root does
 * not reach hang on it: first those that no essential edge leads to, with all below them, then what is left one by one;
 * the edges of the latter count for nothing.
 */
export type DepthFirst = {
  /** How many nodes are numbered: all of them. */
  readonly count: number;
  /** Node ordinal of each number. */
  readonly vertex: Uint32Array;
  /** Number of each node's parent in the walk. */
  readonly parent: Uint32Array;
  /** The smallest number of a predecessor above the node in the walk. */
  readonly lowest: Uint32Array;
  /** First entry of each node in `cross`, 0 for none. */
  readonly head: Uint32Array;
  /** Predecessors that lie beside or below the node in the walk: pairs of next entry and predecessor; entry 0 is unused. */
  readonly cross: Uint32Array;
  /** A column of the same length whose contents nobody needs any more. */
  readonly spare: Uint32Array;
};

class Walk {
  readonly number: Uint32Array;
  readonly vertex: Uint32Array;
  readonly parent: Uint32Array;
  readonly lowest: Uint32Array;
  readonly head: Uint32Array;
  readonly cursor: Uint32Array;
  cross: Uint32Array;
  crossCount = 1;
  count = 0;
  private readonly graph: Graph;
  private readonly watch: Watch;

  constructor(graph: Graph, watch: Watch) {
    const length = graph.nodeCount + 1;
    this.graph = graph;
    this.watch = watch;
    this.number = new Uint32Array(length);
    this.vertex = new Uint32Array(length);
    this.parent = new Uint32Array(length);
    this.lowest = new Uint32Array(length);
    this.head = new Uint32Array(length);
    this.cursor = new Uint32Array(length);
    this.cross = new Uint32Array(2 * Math.max(1024, graph.edgeCount >>> 2));
  }

  /** Numbers a node below `parent` (0 for the root itself), without going further. */
  add(node: number, parent: number): number {
    this.count += 1;
    this.number[node] = this.count;
    this.vertex[this.count] = node;
    this.parent[this.count] = parent;
    this.lowest[this.count] = parent;
    return this.count;
  }

  /** Numbers everything that can be reached from a node just added. */
  descend(start: number): void {
    const { number, vertex, parent, lowest, head, cursor, watch } = this;
    const { packed, firstEdge } = this.graph;
    let { count, cross, crossCount } = this;
    let current = start;
    let edge = firstEdge[vertex[start]];
    let end = firstEdge[vertex[start] + 1];
    for (let steps = 1; ; steps += 1) {
      if ((steps & lookMask) === 0) look(watch);
      let child = 0;
      while (edge < end) {
        const word = packed[edge];
        edge += 1;
        if ((word & essentialBit) === 0) continue;
        const target = word >>> targetShift;
        const known = number[target];
        if (known === 0) {
          child = target + 1;
          break;
        }
        if (known > current) {
          if (current < lowest[known]) lowest[known] = current;
        } else if (known > 1) {
          if (crossCount * 2 === cross.length) cross = this.longerCross();
          cross[crossCount * 2] = head[known];
          cross[crossCount * 2 + 1] = current;
          head[known] = crossCount;
          crossCount += 1;
        }
      }
      if (child > 0) {
        cursor[current] = edge;
        count += 1;
        number[child - 1] = count;
        vertex[count] = child - 1;
        parent[count] = current;
        lowest[count] = current;
        current = count;
        edge = firstEdge[child - 1];
        end = firstEdge[child];
      } else if (current === start) break;
      else {
        current = parent[current];
        edge = cursor[current];
        end = firstEdge[vertex[current] + 1];
      }
    }
    this.count = count;
    this.crossCount = crossCount;
  }

  private longerCross(): Uint32Array {
    const longer = new Uint32Array(Math.ceil(this.cross.length * 0.75) * 2);
    longer.set(this.cross);
    return (this.cross = longer);
  }
}

/** Hangs on the root what the root does not reach. */
function addUnreachable(graph: Graph, walk: Walk): void {
  const { packed, nodeCount, edgeCount } = graph;
  const isHeld = bitsFor(nodeCount);
  for (let edge = 0; edge < edgeCount; edge += 1)
    if ((packed[edge] & essentialBit) !== 0) setBit(isHeld, packed[edge] >>> targetShift);
  for (let node = 0; node < nodeCount; node += 1)
    if (walk.number[node] === 0 && !hasBit(isHeld, node)) walk.descend(walk.add(node, 1));
  for (let node = 0; node < nodeCount; node += 1) if (walk.number[node] === 0) walk.add(node, 1);
}

/** Walks the graph depth first. Takes time and memory in proportion to nodes and edges. */
export function depthFirst(graph: Graph, watch: Watch): DepthFirst {
  const walk = new Walk(graph, watch);
  walk.descend(walk.add(graph.root, 0));
  if (walk.count < graph.nodeCount) addUnreachable(graph, walk);
  const { count, vertex, parent, lowest, head, cross, cursor } = walk;
  return { count, vertex, parent, lowest, head, cross, spare: cursor };
}
