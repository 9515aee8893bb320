import { functionsBelow } from '../../../analysis/heap/functionsBelow.ts';
import { placesInOrder } from '../../../analysis/heap/icicle.ts';
import type { Snapshot } from '../../../analysis/heap/snapshot.ts';
import type { ScriptLocation } from '../../../protocol/places.ts';
import { chosenNode } from './describeNode.ts';

/** Where the functions come from that only a node keeps alive, the commonest first. */
export function findFunctions({
  snapshot,
  nodeId,
}: {
  readonly snapshot: Snapshot;
  readonly nodeId: number;
}): readonly ScriptLocation[] {
  const node = chosenNode(snapshot, { by: 'id', nodeId });
  return functionsBelow(snapshot, placesInOrder(snapshot), node).map(({ location }) => location);
}
