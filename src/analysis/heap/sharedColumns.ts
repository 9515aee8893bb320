/** Columns in shared memory: any worker can read them without a copy. */
export const sharedU32 = (length: number) => new Uint32Array(new SharedArrayBuffer(length * 4));
export const sharedI32 = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));
export const sharedF64 = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
export const sharedBytes = (length: number) => new Uint8Array(new SharedArrayBuffer(length));

/**
 * A piece of memory larger than 32 MB gets a mapping of its own, which goes back to the system as soon as it is let go;
 * smaller ones share theirs and leave holes. What is asked for and never written to takes no memory.
 */
const ownMappingBytes = 33 * 1024 * 1024;
/** Holes left by less do not matter. */
const smallBytes = 1024 * 1024;
const roundedUp = (bytes: number) => (bytes < smallBytes ? bytes : Math.max(bytes, ownMappingBytes));

/** A column for a short while, on this thread alone. It takes whole pages of its own: for columns of many nodes. */
export const passingU32 = (length: number) => new Uint32Array(new ArrayBuffer(roundedUp(length * 4)), 0, length);

/**
 * One piece of shared memory from which columns that live equally long are cut. Wider columns have to be cut first.
 */
export class ColumnBlock {
  private readonly memory: SharedArrayBuffer;
  private at = 0;

  constructor(bytes: number) {
    this.memory = new SharedArrayBuffer(roundedUp(bytes));
  }

  f64(length: number): Float64Array {
    return new Float64Array(this.memory, this.take(length * 8), length);
  }

  u32(length: number): Uint32Array {
    return new Uint32Array(this.memory, this.take(length * 4), length);
  }

  i32(length: number): Int32Array {
    return new Int32Array(this.memory, this.take(length * 4), length);
  }

  bytes(length: number): Uint8Array {
    return new Uint8Array(this.memory, this.take(length), length);
  }

  private take(bytes: number): number {
    const from = this.at;
    this.at += bytes;
    return from;
  }
}
