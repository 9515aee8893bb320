import type { NodeList } from '../../analysis/heap/nodeSets.ts';
import type { CaptureId } from '../../protocol/captures.ts';
import type { NodeRow, NodeSet } from '../../protocol/heapNodes.ts';
import type { PageRequest } from '../../protocol/heapRows.ts';
import type { TablePage } from '../../protocol/heapTables.ts';
import { limits } from '../../protocol/limits.ts';
import type { Captures } from '../captures/captures.ts';
import type { Workers } from '../workers/workers.ts';
import type { HeapPlaces } from './heapPlaces.ts';
import { keptWork } from './keptWork.ts';
import type { Asking, OpenHeaps } from './openHeaps.ts';

/** Lists of objects by page. A list is ordered once and kept, so that each further page of it is only read. */
export type HeapNodes = (
  captureId: CaptureId,
  set: NodeSet,
  page: PageRequest,
  asking: Asking,
) => Promise<TablePage<NodeRow>>;

export function heapNodes(parts: {
  readonly captures: Pick<Captures, 'scriptsOf'>;
  readonly workers: Workers;
  readonly heaps: OpenHeaps;
  readonly placed: HeapPlaces;
}): HeapNodes {
  const { captures, workers, heaps, placed } = parts;
  const kept = keptWork(limits.heapTablesMax.value);
  return async (captureId, set, page, asking) => {
    const { file, snapshot } = await heaps.open(captureId, asking);
    const retainers = set.kind === 'retainers' ? await heaps.retainers(captureId, asking) : null;
    const { sort, descending, filter } = page;
    const key = JSON.stringify([captureId, set, sort, descending, filter]);
    const list = await kept<NodeList>(key, asking, (signal) =>
      workers.run('listNodes', { file, snapshot, retainers, set, page }, { signal }),
    );
    const { start, end } = page;
    const shown = { nodes: list.nodes.slice(start, end), edges: list.edges.slice(start, end), omitted: list.omitted };
    const rows = await workers.run('readNodeRows', { file, snapshot, list: shown }, asking);
    return {
      total: list.nodes.length,
      start,
      omitted: list.omitted,
      rows: await placed.rows(rows, captures.scriptsOf(captureId)),
    };
  };
}
