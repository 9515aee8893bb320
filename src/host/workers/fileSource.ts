import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../../analysis/heap/stringTable.ts';
import { Failure } from '../../protocol/failures.ts';

/** A file open for reading at any place. */
export type FileSource = { readonly bytes: number; readonly read: ByteSource; readonly close: () => void };

const blockBytes = 256 * 1024;
/** A read that does not go on where the last one was is one of many here and there: no more than it needs. */
const stepBytes = 4 * 1024;

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function opened(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    const isMissing = errorCode(error) === 'ENOENT';
    throw new Failure(isMissing ? 'fileMissing' : 'fileUnreadable', `${file} cannot be opened`, error);
  }
}

/**
 * Opens a file for reading in blocks; reads near the last one cost nothing. Throws the Failures `fileMissing` and
 * `fileUnreadable`.
 */
export function fileSource(file: string): FileSource {
  const descriptor = opened(file);
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    closeSync(descriptor);
    throw new Failure('fileUnreadable', `${file} is not a file`);
  }
  const block = new Uint8Array(blockBytes);
  let blockAt = 0;
  let blockLength = 0;
  const readAt = (into: Uint8Array, offset: number, length: number): number => {
    try {
      return readSync(descriptor, into, 0, length, offset);
    } catch (error) {
      throw new Failure('fileUnreadable', `${file} could not be read at ${offset}`, error);
    }
  };
  return {
    bytes: status.size,
    read: (offset, length) => {
      if (length > blockBytes) {
        const large = new Uint8Array(length);
        return large.subarray(0, readAt(large, offset, length));
      }
      const end = blockAt + blockLength;
      if (offset < blockAt || offset + length > end) {
        const goesOn = offset >= blockAt && offset <= end;
        blockLength = readAt(block, offset, goesOn ? blockBytes : Math.max(length, stepBytes));
        blockAt = offset;
      }
      return block.subarray(offset - blockAt, Math.min(offset - blockAt + length, blockLength));
    },
    close: () => closeSync(descriptor),
  };
}
