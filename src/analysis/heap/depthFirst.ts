import { bitsFor, hasBit, setBit } from './bits.ts';
import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { essentialBit, targetShift } from './kinds.ts';
import { ColumnBlock, passingU32 } from './sharedColumns.ts';

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
  /** Entry of each node's first predecessor in `cross`, 0 for none. */
  readonly head: Uint32Array;
  /**
   * Predecessors that lie beside or below each node in the walk, as chains: at each entry the predecessor's number, and
   * after it the node's next entry, 0 at the end.
   */
  readonly cross: Uint32Array;
  /** Columns of the same length, in shared memory, whose contents nobody needs any more. */
  readonly spare: readonly [Uint32Array, Uint32Array];
  /** The memory that `lowest` and `head` lie in; longer than the nodes. */
  readonly lowestAndHead: Float64Array;
};

/** The columns of a walk that become those of the dominator tree: new memory, all zero, but for `vertex`. */
export type WalkColumns = {
  readonly lowestAndHead: Float64Array;
  readonly vertex: Uint32Array;
  readonly number: Uint32Array;
  readonly cursor: Uint32Array;
};

export function walkColumns({ nodeCount }: Graph): WalkColumns {
  const length = nodeCount + 1;
  const block = new ColumnBlock(length * 20 + 8);
  return {
    lowestAndHead: block.f64(length + 1),
    vertex: block.u32(length),
    number: block.u32(length),
    cursor: block.u32(length),
  };
}

class Walk {
  readonly number: Uint32Array;
  readonly vertex: Uint32Array;
  readonly parent: Uint32Array;
  readonly lowest: Uint32Array;
  readonly head: Uint32Array;
  readonly cursor: Uint32Array;
  readonly lowestAndHead: Float64Array;
  readonly cross: Uint32Array;
  count = 0;
  private crossEnd = 2;
  private readonly graph: Graph;
  private readonly watch: Watch;

  constructor(graph: Graph, columns: WalkColumns, watch: Watch) {
    const length = graph.nodeCount + 1;
    const { lowestAndHead, vertex, number, cursor } = columns;
    this.graph = graph;
    this.watch = watch;
    this.number = number;
    this.vertex = vertex;
    this.parent = passingU32(length);
    this.lowestAndHead = lowestAndHead;
    this.lowest = new Uint32Array(lowestAndHead.buffer, lowestAndHead.byteOffset, length);
    this.head = new Uint32Array(lowestAndHead.buffer, lowestAndHead.byteOffset + length * 4, length);
    this.cursor = cursor;
    // Room for every edge; few are written, and what is not costs nothing.
    this.cross = passingU32(graph.edgeCount * 2 + 2);
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
    const { number, vertex, parent, lowest, head, cursor, cross, watch } = this;
    const { packed, firstEdge } = this.graph;
    let { count, crossEnd } = this;
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
          const first = head[known];
          // Several edges from one node to another are one.
          if (cross[first] === current) continue;
          cross[crossEnd] = current;
          cross[crossEnd + 1] = first;
          head[known] = crossEnd;
          crossEnd += 2;
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
    this.crossEnd = crossEnd;
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
export function depthFirst(graph: Graph, columns: WalkColumns, watch: Watch): DepthFirst {
  const walk = new Walk(graph, columns, watch);
  walk.descend(walk.add(graph.root, 0));
  if (walk.count < graph.nodeCount) addUnreachable(graph, walk);
  const { cross, count, vertex, parent, lowest, head, cursor, number, lowestAndHead } = walk;
  return { count, vertex, parent, lowest, head, cross, spare: [cursor, number], lowestAndHead };
}
