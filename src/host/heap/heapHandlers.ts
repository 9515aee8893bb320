import os from 'node:os';
import type { Captures } from '../captures/captures.ts';
import type { CaptureId } from '../../protocol/captures.ts';
import type { Place } from '../../protocol/places.ts';
import type { Bytes } from '../../protocol/units.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { HeapQuestions } from '../findings/findingsHandlers.ts';
import type { Places } from '../places/places.ts';
import type { Workers } from '../workers/workers.ts';
import { diffAnswers } from './diffAnswers.ts';
import { heapAnswers } from './heapAnswers.ts';
import { heapNodes } from './heapNodes.ts';
import { heapPlaces } from './heapPlaces.ts';
import { nothingKept, type KeptAnalyses } from './keptAnalyses.ts';
import { heapTables } from './heapTables.ts';
import { openDiffs } from './openDiffs.ts';
import { shareCapture } from './shareCapture.ts';
import { openHeaps, type Asking } from './openHeaps.ts';

type HeapMethods =
  | 'heap/figures'
  | 'heap/classes'
  | 'heap/nodes'
  | 'heap/node'
  | 'heap/classExample'
  | 'heap/icicle'
  | 'heap/strings'
  | 'heap/closures'
  | 'heap/modules'
  | 'heap/scopes'
  | 'heap/paths'
  | 'heap/allocations'
  | 'heap/profile'
  | 'captures/share'
  | 'diff/figures'
  | 'diff/classes'
  | 'diff/growth';

/** Share of the machine's memory that analyses may hold while nobody asks. */
const memoryShare = 0.5;

/** The heap's part of the host: the answers to clients, and the same questions for the host's own parts. */
export type HeapPart = HeapQuestions & {
  readonly handlers: Handlers<HeapMethods>;
  /** Where the function comes from that a node keeps alive most often; null where it keeps none of the program's own. */
  readonly functionBelow: (captureId: CaptureId, nodeId: number, asking: Asking) => Promise<Place | null>;
};

/** All `heap/…` and `diff/…` queries over the captures. Nothing is analysed before it is asked for. */
export function heapPart(parts: {
  readonly captures: Pick<Captures, 'get' | 'scriptsOf'>;
  readonly workers: Workers;
  readonly places: Places;
  /** What analyses may hold; half of the machine's memory where it is not told. */
  readonly memoryBytes?: Bytes;
  /** Analyses on disk; none where it is not told. */
  readonly kept?: KeptAnalyses;
}): HeapPart {
  const { captures, workers } = parts;
  const placed = heapPlaces(parts.places);
  const heaps = openHeaps(
    captures,
    workers,
    parts.memoryBytes ?? os.totalmem() * memoryShare,
    parts.kept ?? nothingKept,
  );
  const heap = heapAnswers({ captures, workers, heaps, placed });
  const diff = diffAnswers({ captures, workers, heap, diffs: openDiffs(captures, workers, heaps), placed });
  const nodes = heapNodes({ captures, workers, heaps, placed });
  const tables = heapTables({ captures, workers, heaps, placed });
  const handlers: Handlers<HeapMethods> = {
    'heap/figures': ({ captureId, anew }, context) => {
      if (anew === true) heaps.renew(captureId);
      return heap.figures(captureId, context);
    },
    'heap/classes': ({ captureId, page, placed: isPlaced }, context) =>
      heap.classes(captureId, page, context, isPlaced === true ? 'placed' : 'all'),
    'heap/nodes': ({ captureId, set, page }, context) => nodes(captureId, set, page, context),
    'heap/node': ({ captureId, nodeId }, context) => heap.node(captureId, { by: 'id', nodeId }, context),
    'heap/classExample': ({ captureId, classIndex }, context) =>
      heap.node(captureId, { by: 'class', classIndex }, context),
    'heap/icicle': ({ captureId, nodeId, depth }, context) => heap.icicle(captureId, nodeId, depth, context),
    'heap/strings': ({ captureId, order, page }, context) => tables.strings(captureId, order, page, context),
    'heap/closures': ({ captureId, page }, context) => tables.closures(captureId, page, context),
    'heap/modules': ({ captureId, by, page }, context) => tables.modules(captureId, by, page, context),
    'heap/scopes': ({ captureId, within, page }, context) => tables.scopes(captureId, within, page, context),
    'heap/paths': ({ captureId, nodeId }, context) => tables.paths(captureId, nodeId, context),
    'heap/allocations': ({ captureId, page }, context) => tables.allocations(captureId, page, context),
    'heap/profile': ({ file, page }, context) => tables.profile(file, page, context),
    'captures/share': ({ captureId, file }, context) =>
      shareCapture({ captures, workers, heaps }, captureId, file, context),
    'diff/figures': (pair, context) => diff.diffFigures(pair, context),
    'diff/classes': ({ page, ...pair }, context) => diff.diffClasses(pair, page, context),
    'diff/growth': ({ page, ...pair }, context) => diff.diffGrowth(pair, page, context),
  };
  return {
    handlers,
    ...diff,
    functionBelow: async (captureId, nodeId, asking) => {
      const { snapshot } = await heaps.open(captureId, asking);
      const scripts = captures.scriptsOf(captureId);
      for (const location of await workers.run('findFunctions', { snapshot, nodeId }, asking)) {
        const url = scripts.get(location.scriptId) ?? location.url;
        const place = url === undefined ? null : await parts.places.placeOf({ ...location, url });
        if (place !== null) return place;
      }
      return null;
    },
    node: (captureId, nodeId, asking) => heap.node(captureId, { by: 'id', nodeId }, asking),
  };
}
