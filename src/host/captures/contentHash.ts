import { createHash, type Hash } from 'node:crypto';
import { copyFile, constants, open, type FileHandle } from 'node:fs/promises';
import type { JobControl } from '../jobs/jobs.ts';
import type { SnapshotSource } from './snapshotSource.ts';

/** Bytes read, hashed and written at once: about a millisecond of hashing between two looks at other messages. */
const chunkBytes = 512 * 1024;

/** Characters of the SHA-256 that name a capture: 128 bits. */
const nameLength = 32;

async function readThrough(
  source: FileHandle,
  onChunk: (chunk: Uint8Array) => Promise<void> | void,
  bytes: number,
  label: string,
  { signal, progress }: JobControl,
): Promise<void> {
  const buffer = new Uint8Array(chunkBytes);
  let done = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await source.read(buffer, 0, chunkBytes, done);
    if (bytesRead === 0) return;
    await onChunk(buffer.subarray(0, bytesRead));
    done += bytesRead;
    progress({ label, done, total: bytes, unit: 'bytes' });
  }
}

const nameOf = (hash: Hash) => hash.digest('hex').slice(0, nameLength);

/** The content's name of a finished file. */
export async function contentHash(file: string, bytes: number, control: JobControl): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const hash = createHash('sha256');
    await readThrough(handle, (chunk) => void hash.update(chunk), bytes, 'naming', control);
    return nameOf(hash);
  } finally {
    await handle.close();
  }
}

/**
 * Copies an open source to `target` and gives the content's name. Where the file system can share blocks, nothing is
 * copied; else the content is read once, hashed and written. What is partial is for the caller to remove.
 */
export async function copyHashed(
  file: string,
  source: Pick<SnapshotSource, 'handle' | 'bytes'>,
  target: string,
  control: JobControl,
): Promise<string> {
  const isCloned = await copyFile(file, target, constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
  if (isCloned) return contentHash(target, source.bytes, control);
  const hash = createHash('sha256');
  const writing = await open(target, 'w', 0o600);
  try {
    const write = async (chunk: Uint8Array) => {
      hash.update(chunk);
      for (let offset = 0; offset < chunk.length;) offset += (await writing.write(chunk, offset)).bytesWritten;
    };
    await readThrough(source.handle, write, source.bytes, 'copying', control);
    return nameOf(hash);
  } finally {
    await writing.close();
  }
}
