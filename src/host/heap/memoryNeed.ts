import os from 'node:os';
import type { Bytes } from '../../protocol/units.ts';

/** What an analysis may take: of the machine, or of the container this process lives in. */
export type MemoryRoom = {
  readonly total: Bytes;
  /** What is free right now; null where the system does not tell. */
  readonly available: Bytes | null;
};

/** Memory an analysis takes at its peak for each byte of the file; measured by `test/bench/heap.ts`. */
const memoryPerByte = 1.4;
const gigabytes = (bytes: Bytes) => `${(bytes / 1e9).toFixed(1)} GB`;

export function memoryRoom(): MemoryRoom {
  const constrained = process.constrainedMemory();
  return {
    total: constrained > 0 ? Math.min(os.totalmem(), constrained) : os.totalmem(),
    // Elsewhere what other programs would give back is not counted.
    available: process.platform === 'linux' ? process.availableMemory() : null,
  };
}

/** Why a file of that size cannot be analysed with this memory, with the figures; null where it can. */
export function memoryRefusal(fileBytes: Bytes, { total, available }: MemoryRoom): string | null {
  const needed = fileBytes * memoryPerByte;
  if (needed > total) return `needs about ${gigabytes(needed)} of memory; there are ${gigabytes(total)} in all`;
  if (available !== null && needed > available)
    return `needs about ${gigabytes(needed)} of memory; ${gigabytes(available)} of ${gigabytes(total)} are free now`;
  return null;
}
