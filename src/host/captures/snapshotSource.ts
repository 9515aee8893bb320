import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import { fileFailure } from './fileFailure.ts';

/** A pipe that nobody writes to would hold the opening, and with it a thread, for ever. Windows has no such flag. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** How V8 begins a snapshot. What follows may be cut: then the parser tells what is missing. */
const snapshotHead = /^\s*\{\s*"snapshot"\s*:\s*\{/;
const headBytes = 512;

const archives: readonly (readonly [head: string, what: string])[] = [
  ['\u001f\u008b', 'is compressed with gzip; unpack it first'],
  ['PK\u0003\u0004', 'is a zip archive; unpack it first'],
];
const others: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*\{\s*"head"\s*:/, 'is a sampling heap profile, not a heap snapshot'],
  [/^\s*\{\s*"nodes"\s*:/, 'is a CPU profile, not a heap snapshot'],
  [/^\s*[{[]/, 'is JSON, but no heap snapshot'],
];

function refusal(head: string): string {
  const known = archives.find(([start]) => head.startsWith(start)) ?? others.find(([pattern]) => pattern.test(head));
  return known?.[1] ?? 'is no heap snapshot: it does not begin like one';
}

/** A file of the user that looks like a snapshot, open for reading. */
export type SnapshotSource = {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** What the system said of it when it was opened, at `lookedAt`. */
  readonly stats: BigIntStats;
  readonly lookedAt: number;
};

/**
 * Opens a file for import after a look at its kind, size and first bytes. Throws the Failures `fileMissing`,
 * `fileUnreadable`, `notASnapshot` and `snapshotTooLarge`. The caller closes the handle.
 */
export async function openSnapshotSource(file: string): Promise<SnapshotSource> {
  const name = path.basename(file);
  const handle = await open(file, openFlags).catch((error: unknown) => {
    throw fileFailure(error, file);
  });
  try {
    const lookedAt = Date.now();
    const stats = await handle.stat({ bigint: true });
    const bytes = Number(stats.size);
    if (stats.isDirectory()) throw new Failure('fileUnreadable', `${file} is a folder`);
    if (!stats.isFile()) throw new Failure('fileUnreadable', `${file} is no regular file`);
    if (bytes === 0) throw new Failure('notASnapshot', `${name} is empty (0 bytes)`);
    if (bytes > limits.snapshotBytesMax.value)
      throw new Failure(
        'snapshotTooLarge',
        `${name} has ${bytes} bytes; the limit is ${limits.snapshotBytesMax.value}`,
      );
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    if (!snapshotHead.test(head)) throw new Failure('notASnapshot', `${name} ${refusal(head)}`);
    return { handle, bytes, stats, lookedAt };
  } catch (error) {
    await handle.close();
    throw fileFailure(error, file);
  }
}
