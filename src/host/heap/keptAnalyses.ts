import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, statfs, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Snapshot, SnapshotFront } from '../../analysis/heap/snapshot.ts';
import type { Capture } from '../../protocol/captures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bytes } from '../../protocol/units.ts';
import type { KeptFiles } from '../workers/tasks/keepSnapshot.ts';
import type { Workers } from '../workers/workers.ts';

/**
 * Analyses kept on disk, so that the same content opened again is not read again. They are named by the content, of a
 * bounded size together, and shared by all hosts of the user. Nothing here ever fails: what cannot be kept or recalled
 * is analysed anew.
 */
export type KeptAnalyses = {
  readonly front: (capture: Capture, signal: AbortSignal) => Promise<SnapshotFront | null>;
  readonly whole: (capture: Capture, signal: AbortSignal) => Promise<Snapshot | null>;
  /** Begins to write; nobody has to wait. */
  readonly keep: (capture: Capture, snapshot: Snapshot) => void;
  /** Lets what is being written come to its end, for a while. */
  readonly close: () => Promise<void>;
};

const frontExtension = '.front';
const wholeExtension = '.analysis';
const partialName = /^partial-[0-9a-f-]+$/;
/** Bytes of an analysis for each byte of its file; at most. */
const bytesPerByte = 1.1;
/** What is left free on the disk, for each byte written. */
const freeShare = 2;
/** A partial file that nobody has written to for so long was left by a host that is gone. */
const partialAgeMs = 3_600_000;

type Kept = { readonly file: string; readonly bytes: Bytes; readonly usedAt: number };

async function listed(folder: string): Promise<readonly Kept[]> {
  const found: Kept[] = [];
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const stats = await stat(file).catch(() => null);
    if (stats === null) continue;
    if (partialName.test(name) && Date.now() - stats.mtimeMs > partialAgeMs) await rm(file, { force: true });
    else if (name.endsWith(wholeExtension) || name.endsWith(frontExtension))
      found.push({ file, bytes: stats.size, usedAt: stats.mtimeMs });
  }
  return found;
}

/** Removes the ones used longest ago until so many bytes more have room. False where the disk has none. */
async function makeRoom(folder: string, needed: Bytes, bytesMax: Bytes): Promise<boolean> {
  if (needed > bytesMax) return false;
  const oldestFirst = (await listed(folder)).toSorted((a, b) => a.usedAt - b.usedAt);
  let total = oldestFirst.reduce((sum, { bytes }) => sum + bytes, needed);
  for (const { file, bytes } of oldestFirst) {
    if (total <= bytesMax) break;
    await rm(file, { force: true });
    total -= bytes;
  }
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize > needed * freeShare;
}

/** Keeps nothing and recalls nothing. */
export const nothingKept: KeptAnalyses = {
  front: () => Promise.resolve(null),
  whole: () => Promise.resolve(null),
  keep: () => undefined,
  close: () => Promise.resolve(),
};

/** A mark of the build: what another one wrote is not read. */
async function stampOf(workerFile: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(workerFile))
    .digest('hex')
    .slice(0, 32);
}

export function keptAnalyses(parts: {
  readonly folder: string;
  /** The workers' program, which makes and reads the analyses. */
  readonly workerFile: string;
  readonly workers: Workers;
  /** In a host that keeps nothing, only what was imported can be asked for again. */
  readonly isTemporary: boolean;
  readonly bytesMax?: Bytes;
  /** How long the end waits for what is being written. */
  readonly closeMs?: number;
}): KeptAnalyses {
  const { folder, workerFile, workers, isTemporary, bytesMax = limits.keptAnalysesBytesMax.value } = parts;
  const { closeMs = limits.keepingEndMs.value } = parts;
  let known: Promise<string> | undefined;
  const stampNow = () => (known ??= stampOf(workerFile));
  const ending = new AbortController();
  const writing = new Set<Promise<void>>();
  const filesOf = ({ captureId }: Capture): KeptFiles => ({
    front: path.join(folder, `${captureId}${frontExtension}`),
    whole: path.join(folder, `${captureId}${wholeExtension}`),
  });

  const recalled = async <Value>(
    task: 'recallFront' | 'recallSnapshot',
    part: keyof KeptFiles,
    capture: Capture,
    signal: AbortSignal,
    bytesIn: (value: Value) => Bytes,
  ): Promise<Value | null> => {
    const files = filesOf(capture);
    const file = files[part];
    try {
      if (!(await stat(file)).isFile()) return null;
      // The task's name stands for the type of its answer.
      const stamp = await stampNow();
      const value = (await workers.run(task, { file, stamp }, { signal })) as Value | null;
      if (value === null || bytesIn(value) !== capture.fileBytes) return null;
      const now = new Date();
      await Promise.allSettled([files.front, files.whole].map((one) => utimes(one, now, now)));
      return value;
    } catch {
      // Not kept, or not to be read: the snapshot itself is there. A cancelled asker is told so.
      signal.throwIfAborted();
      return null;
    }
  };

  const write = async (capture: Capture, snapshot: Snapshot) => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (!(await makeRoom(folder, capture.fileBytes * bytesPerByte, bytesMax))) return;
      const partial = path.join(folder, `partial-${randomUUID()}`);
      const params = { files: filesOf(capture), partial, stamp: await stampNow(), snapshot };
      await workers.run('keepSnapshot', params, { signal: ending.signal });
    } catch {
      // A full or read-only disk, or the host's end: the next opening reads the snapshot again.
    }
  };

  return {
    front: (capture, signal) =>
      recalled<SnapshotFront>('recallFront', 'front', capture, signal, ({ graph }) => graph.fileBytes),
    whole: (capture, signal) =>
      recalled<Snapshot>('recallSnapshot', 'whole', capture, signal, ({ graph }) => graph.fileBytes),
    keep: (capture, snapshot) => {
      if (capture.fileBytes < limits.keptAnalysisFileBytesMin.value) return;
      if (isTemporary && capture.way !== 'import') return;
      const work = write(capture, snapshot);
      writing.add(work);
      void work.finally(() => writing.delete(work));
    },
    close: async () => {
      const late = setTimeout(() => ending.abort(), closeMs);
      await Promise.all(writing);
      clearTimeout(late);
    },
  };
}
