import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { CaptureId } from '../../protocol/captures.ts';
import { Failure } from '../../protocol/failures.ts';
import type { SharedCapture } from '../../protocol/heapTables.ts';
import type { Captures } from '../captures/captures.ts';
import { fileFailure } from '../captures/fileFailure.ts';
import type { RedactedStrings } from '../workers/tasks/redactStrings.ts';
import type { Workers } from '../workers/workers.ts';
import type { Asking, OpenHeaps } from './openHeaps.ts';

const chunkBytes = 512 * 1024;

async function copyRange(from: FileHandle, to: FileHandle, start: number, end: number, asking: Asking): Promise<void> {
  const buffer = new Uint8Array(chunkBytes);
  for (let at = start; at < end;) {
    asking.signal.throwIfAborted();
    const { bytesRead } = await from.read(buffer, 0, Math.min(chunkBytes, end - at), at);
    if (bytesRead === 0) return;
    await to.writeFile(buffer.subarray(0, bytesRead));
    at += bytesRead;
    asking.progress({ label: 'writing', done: at, total: end, unit: 'bytes' });
  }
}

async function writeCopy(source: string, target: string, strings: RedactedStrings, asking: Asking): Promise<void> {
  const from = await open(source, 'r');
  try {
    const { size } = await from.stat();
    const to = await open(target, 'wx', 0o600);
    try {
      await copyRange(from, to, 0, strings.from, asking);
      for (const chunk of strings.chunks) {
        asking.signal.throwIfAborted();
        await to.writeFile(chunk);
      }
      await copyRange(from, to, strings.to, size, asking);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/**
 * Writes a copy of a capture in which every text is replaced by its length and a hash that only this copy has; the
 * structure stays. Throws the Failures of files, and `fileExists` where `file` is there already.
 */
export async function shareCapture(
  parts: { readonly captures: Pick<Captures, 'get'>; readonly workers: Workers; readonly heaps: OpenHeaps },
  captureId: CaptureId,
  file: string,
  asking: Asking,
): Promise<SharedCapture> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Failure('fileExists', `${file} is there already and is not written over`);
  const heap = await parts.heaps.open(captureId, asking);
  const key = randomBytes(32).toString('hex');
  const strings = await parts.workers.run('redactStrings', { ...heap, key }, asking);
  const partial = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.partial`);
  try {
    await writeCopy(heap.file, partial, strings, asking);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw fileFailure(error, file);
  }
  const { size } = await stat(file);
  const { kept, value, key: keys, element, pair } = strings.counts;
  return {
    file,
    fileBytes: size,
    replaced: { texts: value, keys, elements: element, pairs: pair },
    kept,
    remains: [
      'names of classes, functions, variables and of properties that a program writes out',
      'paths of scripts',
      'sizes, ids, the shape of the object graph, and which texts are equal',
    ],
  };
}
