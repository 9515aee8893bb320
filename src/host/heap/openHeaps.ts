import type { Retainers } from '../../analysis/heap/retainers.ts';
import type { Snapshot, SnapshotFront } from '../../analysis/heap/snapshot.ts';
import type { Capture, CaptureId } from '../../protocol/captures.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Progress } from '../../protocol/jobs.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bytes } from '../../protocol/units.ts';
import type { Captures } from '../captures/captures.ts';
import type { Workers } from '../workers/workers.ts';
import type { KeptAnalyses } from './keptAnalyses.ts';
import { openSnapshot } from './openSnapshot.ts';
import { sharedWork, type SharedWork } from './sharedWork.ts';

/** What asking needs: who asks, and who wants to know how far it is. */
export type Asking = { readonly signal: AbortSignal; readonly progress: (progress: Progress) => void };

/** An analysed capture. */
export type OpenHeap = { readonly file: string; readonly snapshot: Snapshot };

/** Analysed captures: each is analysed at the first question, and the ones used longest ago are let go. */
export type OpenHeaps = {
  /** Analyses the capture, or gives it at once. Several askers wait for one analysis. */
  readonly open: (captureId: CaptureId, asking: Asking) => Promise<OpenHeap>;
  /** What figures and lists of classes need of a capture: where its analysis is kept on disk, only that is read. */
  readonly front: (captureId: CaptureId, asking: Asking) => Promise<SnapshotFront>;
  /** Lets go of what is known of a capture: it is analysed anew at the next question, and nothing of it is kept. */
  readonly renew: (captureId: CaptureId) => void;
  /** Who holds what in a capture, found at the first question. */
  readonly retainers: (captureId: CaptureId, asking: Asking) => Promise<Retainers>;
};

type Entry = {
  readonly file: string;
  readonly fileBytes: Bytes;
  readonly snapshot: SharedWork<Snapshot>;
  readonly listeners: Set<(progress: Progress) => void>;
  retainers: SharedWork<Retainers> | null;
};

/** Says which file is no snapshot, by the name people know it by. */
function refused(label: string, error: unknown): never {
  if (error instanceof Failure && error.code === 'notASnapshot')
    throw new Failure(error.code, `${label} is no heap snapshot: ${error.message}`, error.cause);
  throw error;
}

/** How many stay however much memory they take: a comparison asks for two in turn. */
const keptMin = 2;

/** `memoryBytes` is what kept analyses may take together, each reckoned as large as its file. */
export function openHeaps(
  captures: Pick<Captures, 'get'>,
  workers: Workers,
  memoryBytes: Bytes,
  kept: KeptAnalyses,
): OpenHeaps {
  const entries = new Map<CaptureId, Entry>();
  const fronts = new Map<CaptureId, SnapshotFront>();
  const renewed = new Set<CaptureId>();

  const hasRoom = () => {
    const held = [...entries.values()].reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    return entries.size <= keptMin || (entries.size <= limits.openSnapshotsMax.value && held <= memoryBytes);
  };

  const analysed = async (
    capture: Capture,
    control: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
  ): Promise<Snapshot> => {
    const isRenewed = renewed.has(capture.captureId);
    const recalled = isRenewed ? null : await kept.whole(capture, control.signal);
    if (recalled !== null) return recalled;
    const made = await openSnapshot(workers, capture.file, control).catch((error: unknown) =>
      refused(capture.label, error),
    );
    if (!isRenewed && made.isWhole) kept.keep(capture, made.snapshot);
    return made.snapshot;
  };

  const begin = (capture: Capture): Entry => {
    const { captureId, file, fileBytes } = capture;
    const listeners = new Set<(progress: Progress) => void>();
    const onProgress = (progress: Progress) => {
      for (const listener of listeners) listener(progress);
    };
    const forget = () => {
      if (entries.get(captureId) === entry) entries.delete(captureId);
    };
    const snapshot = sharedWork((signal) => analysed(capture, { signal, onProgress }), forget);
    const entry: Entry = { file, fileBytes, snapshot, listeners, retainers: null };
    return entry;
  };

  const entryOf = (captureId: CaptureId): Entry => {
    const capture = captures.get(captureId);
    const entry = entries.get(captureId) ?? begin(capture);
    // The one asked for last stands last.
    entries.delete(captureId);
    entries.set(captureId, entry);
    for (const [oldest, { snapshot }] of entries) {
      if (hasRoom()) break;
      if (snapshot.isDone()) entries.delete(oldest);
    }
    return entry;
  };

  const open = async (captureId: CaptureId, { signal, progress }: Asking): Promise<OpenHeap> => {
    const entry = entryOf(captureId);
    entry.listeners.add(progress);
    try {
      return { file: entry.file, snapshot: await entry.snapshot.join(signal) };
    } finally {
      entry.listeners.delete(progress);
    }
  };

  return {
    open,
    front: async (captureId, asking) => {
      const known = entries.has(captureId) || renewed.has(captureId) ? undefined : fronts.get(captureId);
      if (known !== undefined) return known;
      if (!entries.has(captureId) && !renewed.has(captureId)) {
        const front = await kept.front(captures.get(captureId), asking.signal);
        if (front !== null) {
          fronts.set(captureId, front);
          for (const oldest of fronts.keys()) if (fronts.size > limits.openSnapshotsMax.value) fronts.delete(oldest);
          return front;
        }
      }
      return (await open(captureId, asking)).snapshot;
    },
    renew: (captureId) => {
      renewed.add(captures.get(captureId).captureId);
      entries.delete(captureId);
      fronts.delete(captureId);
    },
    retainers: async (captureId, asking) => {
      const { snapshot } = await open(captureId, asking);
      const entry = entryOf(captureId);
      const retainers = (entry.retainers ??= sharedWork(
        (signal) => workers.run('indexRetainers', { graph: snapshot.graph }, { signal }),
        () => (entry.retainers = null),
      ));
      return retainers.join(asking.signal);
    },
  };
}
