import type { Watch } from '../../../analysis/heap/halt.ts';
import { nodeRows, orderedNodes, type NodeRowFacts } from '../../../analysis/heap/nodeRows.ts';
import { nodeList, type NodeList } from '../../../analysis/heap/nodeSets.ts';
import type { Retainers } from '../../../analysis/heap/retainers.ts';
import { Failure } from '../../../protocol/failures.ts';
import type { NodeSet } from '../../../protocol/heapNodes.ts';
import type { PageRequest } from '../../../protocol/heapRows.ts';
import { limits } from '../../../protocol/limits.ts';
import { withStrings } from '../withStrings.ts';
import type { SnapshotOfFile } from './compareSnapshots.ts';

/** The nodes of a set as a page wants them ordered, all of them: columns in shared memory. Throws `nodeUnknown`. */
export function listNodes(
  {
    file,
    snapshot,
    retainers,
    set,
    page,
  }: SnapshotOfFile & { readonly retainers: Retainers | null; readonly set: NodeSet; readonly page: PageRequest },
  watch: Watch,
): NodeList {
  return withStrings(file, snapshot.graph, (strings) => {
    const listed = {
      snapshot,
      strings,
      retainers: () => {
        if (retainers === null) throw new Error('a list of retainers was asked for without the index of them');
        return retainers;
      },
    };
    const list = nodeList(listed, set, limits.heapNodesMax.value, watch);
    if (list === null) throw new Failure('nodeUnknown', `the snapshot has no node ${nodeWords(set)}`);
    return orderedNodes(listed, list, page, watch);
  });
}

const nodeWords = (set: NodeSet) => ('nodeId' in set ? `@${set.nodeId}` : '');

/** The rows of a stretch of such a list. */
export function readNodeRows({
  file,
  snapshot,
  list,
}: SnapshotOfFile & { readonly list: NodeList }): readonly NodeRowFacts[] {
  return withStrings(file, snapshot.graph, (strings) => nodeRows({ snapshot, strings }, list));
}
