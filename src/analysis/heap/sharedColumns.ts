/** Columns in shared memory: any worker can read them without a copy. */
export const sharedBytes = (length: number) => new Uint8Array(new SharedArrayBuffer(length));
export const sharedU32 = (length: number) => new Uint32Array(new SharedArrayBuffer(length * 4));
export const sharedI32 = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));
export const sharedF64 = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));

/** A longer column with the same beginning. */
export function longerU32(column: Uint32Array, length: number): Uint32Array {
  const longer = sharedU32(length);
  longer.set(column);
  return longer;
}

/** A longer column with the same beginning. */
export function longerBytes(column: Uint8Array, length: number): Uint8Array {
  const longer = sharedBytes(length);
  longer.set(column);
  return longer;
}
