/** A set of small whole numbers, one bit each: it fits caches that a column of bytes does not. */
export type Bits = Int32Array;

export const bitsFor = (length: number): Bits => new Int32Array((length + 31) >>> 5);

/** The same in shared memory. */
export const sharedBits = (length: number): Bits => new Int32Array(new SharedArrayBuffer(((length + 31) >>> 5) * 4));

export function hasBit(bits: Bits, index: number): boolean {
  return (bits[index >>> 5] & (1 << (index & 31))) !== 0;
}

export function setBit(bits: Bits, index: number): void {
  bits[index >>> 5] |= 1 << (index & 31);
}
