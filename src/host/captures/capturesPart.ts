import { limits } from '../../protocol/limits.ts';
import type { Broadcast } from '../channel/handlers.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { DataFolders } from '../life/dataFolders.ts';
import { watchOtherWindows } from '../store/otherWindows.ts';
import type { Store } from '../store/store.ts';
import { captureHandlers, importHeapdumpFile, type CaptureTargets } from './captureHandlers.ts';
import { heapdumpFolders } from './heapdumpFolders.ts';
import { knownContents } from './knownContents.ts';
import { openCaptures, type OpenCaptures } from './openCaptures.ts';

/** The captures with all that belongs to them: the folder, its index, the watched folders, and the handlers. */
export type CapturesPart = {
  readonly captures: OpenCaptures;
  readonly handlers: ReturnType<typeof captureHandlers>;
  readonly close: () => void;
};

export function capturesPart(parts: {
  readonly store: Store;
  readonly folders: Pick<DataFolders, 'captures' | 'analyses' | 'isTemporary'>;
  readonly jobs: Jobs;
  readonly targets: CaptureTargets;
  readonly broadcast: Broadcast;
  readonly report: (error: unknown) => void;
}): CapturesPart {
  const { store, folders, jobs, targets, broadcast, report } = parts;
  const captures = openCaptures({
    store,
    folder: folders.captures,
    tell: (all) => broadcast('captures/changed', { captures: all }),
    now: Date.now,
    bytesMax: limits.capturesBytesMax.value,
    known: knownContents(folders.analyses),
    linksImports: folders.isTemporary,
  });
  let told = JSON.stringify(captures.list());
  const stopWatching = watchOtherWindows(store, () => {
    const all = captures.list();
    const next = JSON.stringify(all);
    if (next !== told) broadcast('captures/changed', { captures: all });
    told = next;
  });
  const watched = heapdumpFolders((file, at) => importHeapdumpFile({ captures, jobs, targets }, file, at), report);
  return {
    captures,
    handlers: captureHandlers({ captures, jobs, targets, folders: watched }),
    close: () => {
      stopWatching();
      watched.close();
    },
  };
}
