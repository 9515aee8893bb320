import { nodeFacts, type NodeFacts } from '../../../analysis/heap/nodeDetail.ts';
import type { Retainers } from '../../../analysis/heap/retainers.ts';
import { nodeWithId, type Snapshot } from '../../../analysis/heap/snapshot.ts';
import { Failure } from '../../../protocol/failures.ts';
import { withStrings } from '../withStrings.ts';

/** Which node: by the engine's id, or the example of a class. */
export type NodeChoice =
  | { readonly by: 'id'; readonly nodeId: number }
  | { readonly by: 'class'; readonly classIndex: number };

/** The ordinal of a chosen node. Throws the Failure `nodeUnknown`. */
export function chosenNode(snapshot: Snapshot, choice: NodeChoice): number {
  if (choice.by === 'class') {
    if ((snapshot.classes.count[choice.classIndex] ?? 0) === 0)
      throw new Failure('nodeUnknown', `the snapshot has no class ${choice.classIndex}`);
    return snapshot.classes.example[choice.classIndex] ?? 0;
  }
  const node = nodeWithId(snapshot.graph, choice.nodeId);
  if (node < 0) throw new Failure('nodeUnknown', `the snapshot has no node @${choice.nodeId}`);
  return node;
}

/** Everything about one node: its figures, who holds it, and the path to a root. */
export function describeNode({
  file,
  snapshot,
  retainers,
  choice,
}: {
  readonly file: string;
  readonly snapshot: Snapshot;
  readonly retainers: Retainers;
  readonly choice: NodeChoice;
}): NodeFacts {
  const node = chosenNode(snapshot, choice);
  return withStrings(file, snapshot.graph, (strings) => nodeFacts(snapshot, retainers, strings, node));
}
