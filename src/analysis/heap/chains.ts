import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { locationRow, type Snapshot } from './snapshot.ts';

/** A list can have millions of links; what is longer is not followed to its end. */
const linksMax = 2_000_000;

/** True where two nodes are links of one sort: of one class, or closures of one function. */
function isSameSort({ graph, classOf }: Snapshot, a: number, b: number): boolean {
  if (graph.kind[a] !== graph.kind[b]) return false;
  if (graph.kind[a] === nodeKind.object) return classOf[a] === classOf[b];
  if (graph.name[a] !== graph.name[b]) return false;
  if (graph.kind[a] !== nodeKind.closure) return true;
  const [first, second] = [locationRow(graph, a), locationRow(graph, b)];
  if (first < 0 || second < 0) return first === second;
  const { script, line, column } = graph.locations;
  return script[first] === script[second] && line[first] === line[second] && column[first] === column[second];
}

/** How many things of its own sort hang on a node and on nothing else: the length of a chain that begins there. */
function dominatedLinks(snapshot: Snapshot, places: Uint32Array, node: number): number {
  const { order, orderEnd } = snapshot.tree;
  let length = 0;
  for (let at = places[node]; at < orderEnd[places[node]]; at += 1)
    if (isSameSort(snapshot, order[at], node)) length += 1;
  return length;
}

/** The link that a link leads to by an edge of one name, or -1. Where `name` is -1, the first that leads to one. */
function nextLink(snapshot: Snapshot, node: number, name: number): readonly [link: number, name: number] {
  const { graph } = snapshot;
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1) {
    const kind = graph.packed[edge] & edgeKindMask;
    if (kind !== edgeKind.property && kind !== edgeKind.internal) continue;
    if (name >= 0 && graph.edgeName[edge] !== name) continue;
    const target = graph.packed[edge] >>> targetShift;
    if (target !== node && isSameSort(snapshot, target, node)) return [target, graph.edgeName[edge]];
  }
  return [-1, name];
}

/** Links met by following one edge name from a node; a ring ends where it begins again. */
function linksAlong(snapshot: Snapshot, node: number): number {
  const [first, name] = nextLink(snapshot, node, -1);
  let at = first;
  let length = 1;
  // A pointer that goes half as fast meets the first one in a ring.
  let slow = node;
  for (; at >= 0 && at !== node && length < linksMax; length += 1) {
    if (length % 2 === 0) {
      [slow] = nextLink(snapshot, slow, name);
      if (slow === at) break;
    }
    [at] = nextLink(snapshot, at, name);
  }
  return length;
}

/** The length of the chain that begins at a node: by its links, or by what only it keeps alive, whichever is longer. */
export function chainLength(snapshot: Snapshot, places: Uint32Array, node: number): number {
  const { graph } = snapshot;
  const isLinked = graph.kind[node] === nodeKind.object || graph.kind[node] === nodeKind.hidden;
  return Math.max(dominatedLinks(snapshot, places, node), isLinked ? linksAlong(snapshot, node) : 0);
}
