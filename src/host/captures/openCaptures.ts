import { existsSync } from 'node:fs';
import { chmod, lstat, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Capture, CaptureId } from '../../protocol/captures.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Bytes } from '../../protocol/units.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { Store } from '../store/store.ts';
import { captureFile, captureIndex, partialFileName, reconcile, removePartials } from './captureIndex.ts';
import type { Captures, NewCapture, ScriptTable } from './captures.ts';
import { readSidecar, sidecarFile, writeSidecar } from './captureSidecar.ts';
import { contentHash } from './contentHash.ts';
import { fileFailure } from './fileFailure.ts';
import { importedContent } from './importedContent.ts';
import type { KnownContents } from './knownContents.ts';
import { openSnapshotSource } from './snapshotSource.ts';

/** What is known of a file of the user that becomes a capture. */
export type ImportAbout = Pick<NewCapture, 'way'> &
  Partial<Pick<NewCapture, 'targetId' | 'targetName' | 'targetPid' | 'processKey'>>;

/** The captures of this host, with what only the host itself does with them. */
export type OpenCaptures = Captures & {
  /** Copies a snapshot file of the user into the folder. Its label is the file's name. Throws Failures of files. */
  readonly importFile: (file: string, about: ImportAbout, control: JobControl) => Promise<Capture>;
  readonly totalBytes: () => Bytes;
};

export type CapturesOptions = {
  readonly store: Store;
  readonly folder: string;
  /** Hears of each change. */
  readonly tell: (captures: readonly Capture[]) => void;
  readonly now: () => number;
  readonly bytesMax: Bytes;
  readonly known: KnownContents;
  /** A host that keeps nothing need not copy a file of the user: a link in its folder is enough. */
  readonly linksImports: boolean;
};

/** Captures of the last day are kept, however much disk they take. */
const keptMs = 24 * 3_600_000;
const quietly: JobControl = { signal: new AbortController().signal, progress: () => undefined };

/** Opens the folder and its index; what a crash left in the making is removed. */
export function openCaptures(options: CapturesOptions): OpenCaptures {
  const { store, folder, tell, now, bytesMax } = options;
  const index = captureIndex(store);
  removePartials(folder);
  reconcile(index, folder);
  let serial = 0;
  const partialFile = () => {
    serial += 1;
    return path.join(folder, partialFileName(serial));
  };
  const totalBytes = () => index.list().reduce((sum, { fileBytes }) => sum + fileBytes, 0);

  const get = (captureId: CaptureId) => {
    const capture = index.find(captureId);
    if (capture === undefined) throw new Failure('captureUnknown', `there is no capture ${captureId}`);
    return capture;
  };
  const forget = async ({ captureId, file }: Capture) => {
    index.remove(captureId);
    await Promise.all([rm(file, { force: true }), rm(sidecarFile(folder, captureId), { force: true })]);
  };
  const makeRoom = async (kept: CaptureId) => {
    let excess = totalBytes() - bytesMax;
    for (const capture of index.list()) {
      if (excess <= 0) return;
      if (capture.captureId === kept || now() - capture.takenAt < keptMs) continue;
      excess -= capture.fileBytes;
      await forget(capture);
    }
  };
  /** Gives a finished file its name and place in the index. The same content twice is the same capture. */
  const keep = async (captureId: CaptureId, about: NewCapture): Promise<Capture> => {
    const { partialFile: partial, scripts, label, ...rest } = about;
    const known = index.find(captureId);
    if (known !== undefined && existsSync(known.file)) {
      await rm(partial, { force: true });
      return known;
    }
    const file = captureFile(folder, captureId);
    const { size } = await stat(partial);
    const capture: Capture = {
      captureId,
      kind: 'heapSnapshot',
      label: label ?? index.nextLabel(),
      file,
      fileBytes: size,
      takenAt: now(),
      ...rest,
    };
    await writeSidecar(folder, { capture, scripts });
    // The mode of a link is that of the user's own file.
    if (!(await lstat(partial)).isSymbolicLink()) await chmod(partial, 0o600);
    await rename(partial, file);
    index.put(capture);
    await makeRoom(captureId);
    tell(index.list());
    return capture;
  };
  /** Runs work on a partial file, and leaves none behind when it fails. */
  const orRemoved = async (partial: string, subject: string, work: () => Promise<Capture>) => {
    try {
      return await work();
    } catch (error) {
      await rm(partial, { force: true });
      throw fileFailure(error, subject);
    }
  };

  return {
    folder,
    list: index.list,
    get,
    partialFile,
    totalBytes,
    scriptsOf: (captureId) => {
      const { file } = get(captureId);
      const scripts: ScriptTable = readSidecar(folder, captureId, file)?.scripts ?? [];
      return new Map(scripts);
    },
    add: (about) =>
      orRemoved(about.partialFile, about.partialFile, async () => {
        const { size } = await stat(about.partialFile);
        return keep(await contentHash(about.partialFile, size, quietly), about);
      }),
    importFile: async (file, about, control) => {
      const source = await openSnapshotSource(file);
      const partial = partialFile();
      try {
        return await orRemoved(partial, `the copy of ${file} in ${folder}`, async () => {
          const known = index.find((await options.known.find(source.stats)) ?? '');
          if (known !== undefined && existsSync(known.file)) return known;
          const captureId = await importedContent({ file, source, partial, ...options }, control);
          return keep(captureId, { partialFile: partial, label: path.basename(file), scripts: [], ...about });
        });
      } finally {
        await source.handle.close();
      }
    },
    remove: async (captureId) => {
      await forget(get(captureId));
      tell(index.list());
    },
  };
}
