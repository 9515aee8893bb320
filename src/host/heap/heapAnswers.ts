import type { ClassChoice } from '../../analysis/heap/classPage.ts';
import type { CaptureId } from '../../protocol/captures.ts';
import type { ClassRow, HeapFigures, IcicleNode, NodeDetail, Page, PageRequest } from '../../protocol/heapRows.ts';
import type { Captures } from '../captures/captures.ts';
import type { NodeChoice } from '../workers/tasks/describeNode.ts';
import type { Workers } from '../workers/workers.ts';
import type { HeapPlaces } from './heapPlaces.ts';
import type { Asking, OpenHeaps } from './openHeaps.ts';

/** Answers about one capture. */
export type HeapAnswers = {
  readonly figures: (captureId: CaptureId, asking: Asking) => Promise<HeapFigures>;
  readonly classes: (
    captureId: CaptureId,
    page: PageRequest,
    asking: Asking,
    which?: ClassChoice,
  ) => Promise<Page<ClassRow>>;
  readonly node: (captureId: CaptureId, choice: NodeChoice, asking: Asking) => Promise<NodeDetail>;
  readonly icicle: (captureId: CaptureId, nodeId: number | null, depth: number, asking: Asking) => Promise<IcicleNode>;
};

export function heapAnswers(parts: {
  readonly captures: Pick<Captures, 'scriptsOf'>;
  readonly workers: Workers;
  readonly heaps: OpenHeaps;
  readonly placed: HeapPlaces;
}): HeapAnswers {
  const { captures, workers, heaps, placed } = parts;
  return {
    figures: async (captureId, asking) => {
      const snapshot = await heaps.front(captureId, asking);
      return workers.run('snapshotFigures', { snapshot }, asking);
    },
    classes: async (captureId, page, asking, which = 'all') => {
      const snapshot = await heaps.front(captureId, asking);
      const facts = await workers.run('snapshotClasses', { snapshot, page, which }, asking);
      return { ...facts, rows: await placed.classRows(facts.rows, captures.scriptsOf(captureId)) };
    },
    node: async (captureId, choice, asking) => {
      const { file, snapshot } = await heaps.open(captureId, asking);
      const retainers = await heaps.retainers(captureId, asking);
      const facts = await workers.run('describeNode', { file, snapshot, retainers, choice }, asking);
      return placed.nodeDetail(facts, captures.scriptsOf(captureId));
    },
    icicle: async (captureId, nodeId, depth, asking) => {
      const { file, snapshot } = await heaps.open(captureId, asking);
      return workers.run('drawIcicle', { file, snapshot, nodeId, depth }, asking);
    },
  };
}
