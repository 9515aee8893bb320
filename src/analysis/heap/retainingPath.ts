import { limits } from '../../protocol/limits.ts';
import type { Graph } from './graph.ts';
import { edgeKind, edgeKindMask, noDistance, nodeKind } from './kinds.ts';
import { locationAt, locationRow, type Snapshot } from './snapshot.ts';
import { sourceOf, type Retainers } from './retainers.ts';

/** One holder: the node, and the edge by which it holds what comes before it on the path. */
export type Holder = { readonly node: number; readonly edge: number };

/** A step of a path. A linked chain, which goes through many things of one class by the same edge, is one step. */
export type PathStep = Holder & {
  /** How many the chain goes through; the holder is the one nearest to the root. */
  readonly times: number;
};

/** A list can have millions of links; what is longer than this is not followed to its end. */
const linksMax = 2_000_000;
/** Among so many holders that are equally near, the program's own is looked for. */
const equalsMax = 64;

/** How much an edge tells a reader: lower is better. */
const edgeRank: readonly number[] = [0, 1, 0, 3, 4, 2, 9, 9];

const rankOf = (graph: Graph, edge: number) => edgeRank[graph.packed[edge] & edgeKindMask];

function isBetter(snapshot: Snapshot, a: Holder, b: Holder): boolean {
  const { distances, graph } = snapshot;
  if (distances[a.node] !== distances[b.node]) return distances[a.node] < distances[b.node];
  const ranks = [rankOf(graph, a.edge), rankOf(graph, b.edge)];
  if (ranks[0] !== ranks[1]) return ranks[0] < ranks[1];
  return a.node < b.node;
}

/** Everything that holds a node, the nearest to a root first: edges that hold nothing, and the node's own, left out. */
export function holdersOf(snapshot: Snapshot, retainers: Retainers, node: number): readonly Holder[] {
  const { graph, distances } = snapshot;
  const found: Holder[] = [];
  for (let at = retainers.first[node]; at < retainers.first[node + 1]; at += 1) {
    const edge = retainers.edges[at];
    if ((graph.packed[edge] & edgeKindMask) >= edgeKind.weak) continue;
    const source = sourceOf(graph, edge);
    if (source !== node) found.push({ node: source, edge });
  }
  const far = ({ node: holder }: Holder) => (distances[holder] < 0 ? Number.MAX_VALUE : distances[holder]);
  return found.sort((a, b) => far(a) - far(b) || (isBetter(snapshot, a, b) ? -1 : 1));
}

/** True for what the source of Node itself made, as far as the file tells. */
function isNodes(snapshot: Snapshot, node: number): boolean {
  const row = locationRow(snapshot.graph, node);
  return row >= 0 && locationAt(snapshot, row)?.url?.startsWith('node:') === true;
}

/** The holder on a shortest path to a root, and of those the one that tells most: the program's own before Node's. Null at a root. */
export function nextHolder(snapshot: Snapshot, retainers: Retainers, node: number): Holder | null {
  const { graph, distances } = snapshot;
  let best: Holder | null = null;
  let equals: Holder[] = [];
  for (let at = retainers.first[node]; at < retainers.first[node + 1]; at += 1) {
    const edge = retainers.edges[at];
    const kind = graph.packed[edge] & edgeKindMask;
    if (kind >= edgeKind.weak) continue;
    const source = sourceOf(graph, edge);
    if (source === node || distances[source] < 0) continue;
    if (distances[source] >= distances[node] && source !== graph.root) continue;
    if (kind === edgeKind.shortcut && source !== graph.root) continue;
    const holder = { node: source, edge };
    const isEqual = best !== null && rankOf(graph, edge) === rankOf(graph, best.edge);
    if (best !== null && isEqual && distances[source] === distances[best.node]) {
      if (equals.length < equalsMax) equals.push(holder);
    } else if (best === null || isBetter(snapshot, holder, best)) {
      best = holder;
      equals = [holder];
    }
  }
  return equals.length < 2 ? best : (equals.find((holder) => !isNodes(snapshot, holder.node)) ?? best);
}

/** True where a path may end: the root, or an object the program begins at. */
export function isRootLike(snapshot: Snapshot, node: number): boolean {
  const { graph, distances } = snapshot;
  return node === graph.root || (distances[node] === 1 && graph.kind[node] !== nodeKind.synthetic);
}

/** Collects the steps of a path, nearest holder first; a step along the chain of the last one makes that one longer. */
class StepList {
  readonly steps: PathStep[] = [];
  private readonly snapshot: Snapshot;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** False where there are too many to be read. */
  add(holder: Holder): boolean {
    const last = this.steps.at(-1);
    if (last !== undefined && this.isLink(holder, last))
      this.steps[this.steps.length - 1] = { ...holder, times: last.times + 1 };
    else if (this.steps.length === limits.retainingPathStepsMax.value) return false;
    else this.steps.push({ ...holder, times: 1 });
    return true;
  }

  private isLink(holder: Holder, last: Holder): boolean {
    const { graph, classOf } = this.snapshot;
    return (
      classOf[holder.node] === classOf[last.node] &&
      graph.edgeName[holder.edge] === graph.edgeName[last.edge] &&
      ((graph.packed[holder.edge] ^ graph.packed[last.edge]) & edgeKindMask) === 0
    );
  }
}

/** Holders in a row as the steps of a path: linked chains are one step. */
export function stepsOf(snapshot: Snapshot, holders: readonly Holder[]): readonly PathStep[] {
  const list = new StepList(snapshot);
  for (const holder of holders) if (!list.add(holder)) break;
  return list.steps;
}

/** The shortest path from a node to a root, nearest holder first; empty where nothing holds it. */
export function retainingPath(snapshot: Snapshot, retainers: Retainers, node: number): readonly PathStep[] {
  const list = new StepList(snapshot);
  if (snapshot.distances[node] === noDistance) return [];
  let links = 0;
  for (let at = node; !isRootLike(snapshot, at) && links < linksMax; links += 1) {
    const holder = nextHolder(snapshot, retainers, at);
    if (holder === null || !list.add(holder)) break;
    at = holder.node;
  }
  return list.steps;
}
