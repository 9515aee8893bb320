import { limits } from '../../protocol/limits.ts';
import { edgeKind, edgeKindMask, noDistance, nodeKind } from './kinds.ts';
import type { Snapshot } from './snapshot.ts';
import { sourceOf, type Retainers } from './retainers.ts';

/** One holder: the node, and the edge by which it holds what comes before it on the path. */
export type Holder = { readonly node: number; readonly edge: number };

/** How much an edge tells a reader: lower is better. */
const edgeRank: readonly number[] = [0, 1, 0, 3, 4, 2, 9, 9];

function isBetter(snapshot: Snapshot, a: Holder, b: Holder): boolean {
  const { distances, graph } = snapshot;
  if (distances[a.node] !== distances[b.node]) return distances[a.node] < distances[b.node];
  const ranks = [a, b].map(({ edge }) => edgeRank[graph.packed[edge] & edgeKindMask]);
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

/** The holder on a shortest path to a root, and of those the one that tells most. Null at a root. */
function nextHolder(snapshot: Snapshot, retainers: Retainers, node: number): Holder | null {
  const { graph, distances } = snapshot;
  let best: Holder | null = null;
  for (let at = retainers.first[node]; at < retainers.first[node + 1]; at += 1) {
    const edge = retainers.edges[at];
    const kind = graph.packed[edge] & edgeKindMask;
    if (kind >= edgeKind.weak) continue;
    const source = sourceOf(graph, edge);
    if (source === node || distances[source] < 0) continue;
    if (distances[source] >= distances[node] && source !== graph.root) continue;
    if (kind === edgeKind.shortcut && source !== graph.root) continue;
    const holder = { node: source, edge };
    if (best === null || isBetter(snapshot, holder, best)) best = holder;
  }
  return best;
}

/** True where a path may end: the root, or an object the program begins at. */
export function isRootLike(snapshot: Snapshot, node: number): boolean {
  const { graph, distances } = snapshot;
  return node === graph.root || (distances[node] === 1 && graph.kind[node] !== nodeKind.synthetic);
}

/** The shortest path from a node to a root, nearest holder first; empty where nothing holds it. */
export function retainingPath(snapshot: Snapshot, retainers: Retainers, node: number): readonly Holder[] {
  const path: Holder[] = [];
  if (snapshot.distances[node] === noDistance) return path;
  for (let at = node; !isRootLike(snapshot, at) && path.length < limits.retainingPathStepsMax.value;) {
    const holder = nextHolder(snapshot, retainers, at);
    if (holder === null) break;
    path.push(holder);
    at = holder.node;
  }
  return path;
}
