import type { NodePaths, RetainingPath } from '../../protocol/heapTables.ts';
import { limits } from '../../protocol/limits.ts';
import type { HeldSnapshot } from './heldSnapshot.ts';
import { type StepFacts, pathSteps } from './nodeDetail.ts';
import { nodeNameOf } from './nodeNames.ts';
import { pathNames } from './pathNames.ts';
import { rankedPaths } from './rankedPaths.ts';
import { holdersOf } from './retainingPath.ts';

/** The ways to a node before the places of their steps are looked up. */
export type PathFacts = Omit<NodePaths, 'paths'> & {
  readonly paths: readonly (Omit<RetainingPath, 'steps'> & { readonly steps: readonly StepFacts[] })[];
};

/** The ways by which a node is held. */
export function pathFacts(held: HeldSnapshot, node: number): PathFacts {
  const { snapshot, strings, retainers } = held;
  const { graph } = snapshot;
  const paths = rankedPaths(held, node, limits.retainingPathsMax.value, (steps) => pathNames(held, node, [], steps));
  return {
    nodeId: graph.id[node],
    name: nodeNameOf(graph, strings, node),
    kind: graph.kindNames[graph.kind[node]] ?? 'unknown',
    retainerCount: holdersOf(snapshot, retainers, node).length,
    paths: paths.map(({ text, isShortest, steps }) => ({
      text,
      isShortest,
      steps: pathSteps(held, steps),
    })),
  };
}
