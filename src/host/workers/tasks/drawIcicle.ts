import { icicle, placesInOrder } from '../../../analysis/heap/icicle.ts';
import type { Snapshot } from '../../../analysis/heap/snapshot.ts';
import type { IcicleNode } from '../../../protocol/heapRows.ts';
import { withStrings } from '../withStrings.ts';
import { chosenNode } from './describeNode.ts';

/** What holds the heap, from a node (null: the root) downwards. */
export function drawIcicle({
  file,
  snapshot,
  nodeId,
  depth,
}: {
  readonly file: string;
  readonly snapshot: Snapshot;
  readonly nodeId: number | null;
  readonly depth: number;
}): IcicleNode {
  const node = nodeId === null ? snapshot.graph.root : chosenNode(snapshot, { by: 'id', nodeId });
  const place = placesInOrder(snapshot)[node] ?? 0;
  return withStrings(file, snapshot.graph, (strings) => icicle(snapshot, strings, place, depth));
}
