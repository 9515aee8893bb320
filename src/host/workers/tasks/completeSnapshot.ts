import type { Graph } from '../../../analysis/heap/graph.ts';
import type { Snapshot } from '../../../analysis/heap/snapshot.ts';
import { completedSnapshot, type Holdings, type Naming } from '../../../analysis/heap/stages.ts';

/** Counts the classes and puts everything together. */
export function completeSnapshot({
  graph,
  held,
  named,
}: {
  readonly graph: Graph;
  readonly held: Holdings;
  readonly named: Naming;
}): Snapshot {
  return completedSnapshot(graph, held, named);
}
