import type { DominatorOrder } from '../../../analysis/heap/dominators.ts';
import type { Graph } from '../../../analysis/heap/graph.ts';
import type { Snapshot } from '../../../analysis/heap/snapshot.ts';
import { completedSnapshot, type Naming } from '../../../analysis/heap/stages.ts';

/** Sums up retained sizes, counts the classes and puts everything together. */
export function completeSnapshot({
  graph,
  held,
  named,
}: {
  readonly graph: Graph;
  readonly held: DominatorOrder;
  readonly named: Naming;
}): Snapshot {
  return completedSnapshot(graph, held, named);
}
