import { createHash, randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CaptureId } from '../../protocol/captures.ts';
import { limits } from '../../protocol/limits.ts';

/**
 * Names of contents by what the system says of their files (device, inode, size, both times to the nanosecond), so that
 * an unchanged file need not be read to know its name. Nothing here ever fails: an unknown file is read.
 */
export type KnownContents = {
  readonly find: (stats: BigIntStats) => Promise<CaptureId | null>;
  /** `stats` were taken before the content was read, at `lookedAt`, and were the same after. */
  readonly note: (stats: BigIntStats, lookedAt: number, captureId: CaptureId) => Promise<void>;
};

const extension = '.name';
const captureIdPattern = /^[0-9a-f]{32}$/;
/** A file written to so shortly before the look could be written to again without another time. */
const settledMs = 100;
/** The same where times are in whole seconds. */
const coarseSettledMs = 3_000;

function nameOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  const identity = [dev, ino, size, mtimeNs, ctimeNs].join(':');
  return `${createHash('sha256').update(identity).digest('hex').slice(0, 40)}${extension}`;
}

function isSettled({ mtimeNs, ctimeNs }: BigIntStats, lookedAt: number): boolean {
  const newest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const isCoarse = mtimeNs % 1_000_000_000n === 0n && ctimeNs % 1_000_000_000n === 0n;
  return lookedAt - Number(newest / 1_000_000n) > (isCoarse ? coarseSettledMs : settledMs);
}

/** True where two looks at a file tell of the same content. */
export function isSameFile(a: BigIntStats, b: BigIntStats): boolean {
  return nameOf(a) === nameOf(b);
}

/** Known contents in files of a folder, shared by all hosts of the user. */
export function knownContents(folder: string): KnownContents {
  const forgetOldest = async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith(extension));
    if (names.length <= limits.knownContentsMax.value) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(path.join(folder, name))).mtimeMs })),
    );
    aged.sort((a, b) => a.at - b.at);
    for (const { name } of aged.slice(0, aged.length / 2)) await rm(path.join(folder, name), { force: true });
  };
  return {
    find: async (stats) => {
      try {
        const found = (await readFile(path.join(folder, nameOf(stats)), 'utf8')).trim();
        return captureIdPattern.test(found) ? found : null;
      } catch {
        // Not known, or not to be read: then the content itself tells.
        return null;
      }
    },
    note: async (stats, lookedAt, captureId) => {
      if (!isSettled(stats, lookedAt)) return;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const partial = path.join(folder, `partial-${randomUUID()}`);
        await writeFile(partial, captureId, { mode: 0o600, flag: 'wx' });
        await rename(partial, path.join(folder, nameOf(stats)));
        await forgetOldest();
      } catch {
        // A full or read-only disk: the file is read again next time.
      }
    },
  };
}
