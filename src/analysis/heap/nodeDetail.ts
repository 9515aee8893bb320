import { edgeKinds, type NodeDetail, type RetainingStep } from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { ScriptLocation } from '../../protocol/places.ts';
import type { HeldSnapshot } from './heldSnapshot.ts';
import { edgeKindMask, noDistance } from './kinds.ts';
import { commonModuleFile } from './owners.ts';
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

/** A holder as a step of a path or a direct retainer. */
function stepFacts(
  { snapshot, strings }: Pick<HeldSnapshot, 'snapshot' | 'strings'>,
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

/** True for what the source of the program made, and for its modules. */
function isProgram(held: Pick<HeldSnapshot, 'snapshot' | 'strings'>, node: number): boolean {
  if (commonModuleFile(held, node) !== null) return true;
  const location = locationAt(held.snapshot, locationRow(held.snapshot.graph, node));
  return location?.url !== undefined && !location.url.startsWith('node:');
}

/** A path as steps; what lies between the program's outermost step and the root is marked as Node's own. */
export function pathSteps(
  held: Pick<HeldSnapshot, 'snapshot' | 'strings'>,
  path: readonly PathStep[],
): readonly StepFacts[] {
  const outermost = path.findLastIndex(({ node }) => isProgram(held, node));
  return path.map((step, at) => {
    const isBetween = outermost >= 0 && at > outermost && at < path.length - 1;
    return { ...stepFacts(held, step), ...(isBetween ? { isNodes: true } : {}) };
  });
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
    retainers: holders.slice(0, limits.retainersMax.value).map((holder) => stepFacts({ snapshot, strings }, holder)),
    retainerCount: holders.length,
    path: pathSteps({ snapshot, strings }, retainingPath(snapshot, retainers, node)),
    location: locationAt(snapshot, locationRow(graph, node)),
  };
}
