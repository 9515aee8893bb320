import { edgeKinds, type NodeDetail, type RetainingStep } from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { ScriptLocation } from '../../protocol/places.ts';
import { edgeKindMask, noDistance } from './kinds.ts';
import { edgeNameOf, nodeNameOf } from './nodeNames.ts';
import type { Retainers } from './retainers.ts';
import { holdersOf, retainingPath, type Holder, type PathStep } from './retainingPath.ts';
import { locationAt, locationRow, shallowSizeOf, type Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';

/** A node's detail before places are looked up: each place is still a script location. */
export type NodeFacts = Omit<NodeDetail, 'place' | 'retainers' | 'path'> & {
  readonly location: ScriptLocation | null;
  readonly retainers: readonly StepFacts[];
  readonly path: readonly StepFacts[];
};
export type StepFacts = Omit<RetainingStep, 'place'> & { readonly location: ScriptLocation | null };

const shownDistance = (distance: number) => (distance === noDistance ? null : distance);

function stepOf(
  snapshot: Snapshot,
  strings: StringTable,
  { node, edge, times = 1 }: Holder & Partial<PathStep>,
): StepFacts {
  const { graph, distances } = snapshot;
  return {
    nodeId: graph.id[node],
    name: nodeNameOf(graph, strings, node),
    edgeName: edgeNameOf(graph, strings, edge),
    edgeKind: edgeKinds[graph.packed[edge] & edgeKindMask] ?? 'hidden',
    distance: shownDistance(distances[node]),
    ...(times === 1 ? {} : { times }),
    location: locationAt(snapshot, locationRow(graph, node)),
  };
}

/** Everything about one node. */
export function nodeFacts(snapshot: Snapshot, retainers: Retainers, strings: StringTable, node: number): NodeFacts {
  const { graph, distances, tree } = snapshot;
  const holders = holdersOf(snapshot, retainers, node);
  return {
    nodeId: graph.id[node],
    name: nodeNameOf(graph, strings, node),
    kind: graph.kindNames[graph.kind[node]] ?? 'unknown',
    shallowSize: shallowSizeOf(snapshot, node),
    retainedSize: tree.retained[node],
    distance: shownDistance(distances[node]),
    dominatorId: node === graph.root ? null : graph.id[tree.dominator[node]],
    retainers: holders.slice(0, limits.retainersMax.value).map((holder) => stepOf(snapshot, strings, holder)),
    retainerCount: holders.length,
    path: retainingPath(snapshot, retainers, node).map((holder) => stepOf(snapshot, strings, holder)),
    location: locationAt(snapshot, locationRow(graph, node)),
  };
}
