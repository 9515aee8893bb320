import type { CaptureId } from '../../protocol/captures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Captures } from '../captures/captures.ts';
import type { ComparedSnapshots } from '../workers/tasks/compareSnapshots.ts';
import type { Workers } from '../workers/workers.ts';
import type { Asking, OpenHeap, OpenHeaps } from './openHeaps.ts';
import { sharedWork, type SharedWork } from './sharedWork.ts';

/** Two analysed captures and what a comparison of them found. */
export type OpenDiff = { readonly before: OpenHeap; readonly after: OpenHeap; readonly compared: ComparedSnapshots };

/** Comparisons: each is made at the first question, and the ones used longest ago are let go. */
export type OpenDiffs = {
  readonly open: (before: CaptureId, after: CaptureId, asking: Asking) => Promise<OpenDiff>;
};

/** Why two captures cannot be of one process, as far as their provenance tells; null where the files have to be asked. */
function knownRefusal(captures: Pick<Captures, 'get'>, before: CaptureId, after: CaptureId): string | null {
  const marks = [captures.get(before), captures.get(after)] as const;
  const [earlier, later] = marks.map(({ processKey }) => processKey);
  if (earlier === undefined || later === undefined || earlier === later) return null;
  const named = marks.map(
    ({ targetName, targetPid }) => `${targetName ?? 'a process'} (pid ${targetPid ?? 'unknown'})`,
  );
  if (marks[0].targetId !== undefined && marks[0].targetId === marks[1].targetId)
    return `Pitstop left ${named[0]} between the two; the engine numbers its objects anew after that.`;
  return `They were taken of two processes: ${named[0]} and ${named[1]}.`;
}

export function openDiffs(
  captures: Pick<Captures, 'get' | 'scriptsOf'>,
  workers: Workers,
  heaps: OpenHeaps,
): OpenDiffs {
  const entries = new Map<string, SharedWork<ComparedSnapshots>>();

  return {
    open: async (beforeId, afterId, asking) => {
      const before = await heaps.open(beforeId, asking);
      const after = await heaps.open(afterId, asking);
      const retainers = await heaps.retainers(afterId, asking);
      asking.progress({ label: 'comparing', done: 0, total: null, unit: 'count' });
      const key = `${beforeId}\n${afterId}`;
      const known = entries.get(key);
      const params = {
        before,
        after,
        retainers,
        scripts: [...captures.scriptsOf(afterId)],
        knownRefusal: knownRefusal(captures, beforeId, afterId),
      };
      const work =
        known ??
        sharedWork(
          (signal) => workers.run('compareSnapshots', params, { signal }),
          () => {
            if (entries.get(key) === work) entries.delete(key);
          },
        );
      entries.delete(key);
      entries.set(key, work);
      const [oldest] = entries.keys();
      if (entries.size > limits.openSnapshotsMax.value && oldest !== undefined) entries.delete(oldest);
      return { before, after, compared: await work.join(asking.signal) };
    },
  };
}
