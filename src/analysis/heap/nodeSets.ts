import type { NodeSet } from '../../protocol/heapNodes.ts';
import { bitsFor, hasBit, setBit, type Bits } from './bits.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { edgeKind, edgeKindMask, targetShift } from './kinds.ts';
import { sharedI32, sharedU32 } from './sharedColumns.ts';
import { holdersOf } from './retainingPath.ts';
import type { Retainers } from './retainers.ts';
import { nodeWithId, shallowSizeOf, type Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';

/** Nodes of a list, and the edge by which each came into it (-1: none); how many more there are. */
export type NodeList = { readonly nodes: Uint32Array; readonly edges: Int32Array; readonly omitted: number };

/** What a list is made from. */
export type ListedSnapshot = {
  readonly snapshot: Snapshot;
  readonly strings: StringTable;
  /** Who holds what; asked for where the list is one of retainers. */
  readonly retainers: () => Retainers;
};

/** Collects nodes in shared columns, up to a bound. */
class Collected {
  private nodes = sharedU32(1_024);
  private edges = sharedI32(1_024);
  private length = 0;
  private omitted = 0;
  private readonly rowsMax: number;

  constructor(rowsMax: number) {
    this.rowsMax = rowsMax;
  }

  add(node: number, edge: number): void {
    if (this.length === this.rowsMax) {
      this.omitted += 1;
      return;
    }
    if (this.length === this.nodes.length) this.grow();
    this.nodes[this.length] = node;
    this.edges[this.length] = edge;
    this.length += 1;
  }

  list(): NodeList {
    const { nodes, edges, length, omitted } = this;
    return { nodes: nodes.subarray(0, length), edges: edges.subarray(0, length), omitted };
  }

  private grow(): void {
    const nodes = sharedU32(this.length * 2);
    const edges = sharedI32(this.length * 2);
    nodes.set(this.nodes);
    edges.set(this.edges);
    this.nodes = nodes;
    this.edges = edges;
  }
}

/** The strings of the file that have the text in them, whichever case. */
function stringsWith(strings: StringTable, text: string, watch: Watch): Bits {
  const found = bitsFor(strings.count);
  const wanted = text.toLowerCase();
  for (let index = 0; index < strings.count; index += 1) {
    if ((index & 0xff) === 0) look(watch);
    if (strings.read(index).toLowerCase().includes(wanted)) setBit(found, index);
  }
  return found;
}

/** Nodes that are called so, then those that a variable or a property of that name leads to; each once. */
function search({ snapshot, strings }: ListedSnapshot, text: string, into: Collected, watch: Watch): void {
  const { graph } = snapshot;
  const id = /^@?(\d+)$/.exec(text)?.[1];
  const byId = id === undefined ? -1 : nodeWithId(graph, Number(id));
  if (byId >= 0) into.add(byId, -1);
  if (text === '' || text.startsWith('@')) return;
  const found = stringsWith(strings, text, watch);
  const known = bitsFor(graph.nodeCount);
  if (byId >= 0) setBit(known, byId);
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    if (!hasBit(found, graph.name[node]) || hasBit(known, node)) continue;
    setBit(known, node);
    into.add(node, -1);
  }
  for (let edge = 0; edge < graph.edgeCount; edge += 1) {
    if ((edge & lookMask) === 0) look(watch);
    const kind = graph.packed[edge] & edgeKindMask;
    if (kind !== edgeKind.property && kind !== edgeKind.context) continue;
    const node = graph.packed[edge] >>> targetShift;
    if (!hasBit(found, graph.edgeName[edge]) || hasBit(known, node)) continue;
    setBit(known, node);
    into.add(node, edge);
  }
}

/** The node of an id; -1 where there is none. Null is the root. */
function nodeOf({ graph }: Snapshot, nodeId: number | null): number {
  return nodeId === null ? graph.root : nodeWithId(graph, nodeId);
}

/** The nodes of a set, in the order of the file; null where the snapshot has no such node. */
export function nodeList(listed: ListedSnapshot, set: NodeSet, rowsMax: number, watch: Watch): NodeList | null {
  const { snapshot } = listed;
  const { graph, classOf, tree } = snapshot;
  const into = new Collected(rowsMax);
  if (set.kind === 'search') {
    search(listed, set.text.trim(), into, watch);
    return into.list();
  }
  if (set.kind === 'class') {
    for (let node = 0; node < graph.nodeCount; node += 1)
      if (classOf[node] === set.classIndex && shallowSizeOf(snapshot, node) > 0) into.add(node, -1);
    return into.list();
  }
  const subject = nodeOf(snapshot, set.nodeId);
  if (subject < 0) return null;
  switch (set.kind) {
    case 'contents':
      for (let edge = graph.firstEdge[subject]; edge < graph.firstEdge[subject + 1]; edge += 1)
        if ((graph.packed[edge] & edgeKindMask) !== edgeKind.invalid)
          into.add(graph.packed[edge] >>> targetShift, edge);
      return into.list();
    case 'retainers':
      for (const { node, edge } of holdersOf(snapshot, listed.retainers(), subject)) into.add(node, edge);
      return into.list();
    case 'dominated':
      for (let node = 0; node < graph.nodeCount; node += 1)
        if (tree.dominator[node] === subject && node !== subject && node !== graph.root) into.add(node, -1);
      return into.list();
  }
}
