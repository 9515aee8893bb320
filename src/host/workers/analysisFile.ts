import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { Halted, look, type Watch } from '../../analysis/heap/halt.ts';

/*
 * A result of an analysis on disk: `magic`, the header's length and sum (8 bytes each), the header as JSON, the columns
 * one after the other, the sum of the columns. All parts begin at multiples of 8 bytes. In the header's `value` a column
 * stands as `{ "\0column": N }`.
 */
const magic = 0x31_70_74_73_74_69_70;
const columnMark = '\u0000column';
const chunkBytes = 1024 * 1024;
/** Magic, header length, header sum. */
const fixedBytes = 24;
const headerBytesMax = 64 * 1024 * 1024;

type ViewMaker = (memory: SharedArrayBuffer, at: number, length: number) => ArrayBufferView;
const viewMakers = {
  Uint8Array: (memory, at, length) => new Uint8Array(memory, at, length),
  Uint16Array: (memory, at, length) => new Uint16Array(memory, at, length),
  Uint32Array: (memory, at, length) => new Uint32Array(memory, at, length),
  Int32Array: (memory, at, length) => new Int32Array(memory, at, length),
  Float64Array: (memory, at, length) => new Float64Array(memory, at, length),
} satisfies Readonly<Record<string, ViewMaker>>;
const elementBytes = { Uint8Array: 1, Uint16Array: 2, Uint32Array: 4, Int32Array: 4, Float64Array: 8 };
type ColumnType = keyof typeof elementBytes;
type Column = { readonly type: ColumnType; readonly length: number };
type Header = {
  readonly stamp: string;
  readonly columns: readonly Column[];
  readonly value: unknown;
};

const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;
const bytesOf = ({ type, length }: Column) => length * elementBytes[type];

/** Sums words so that each changed, missing or exchanged one shows. */
class WordSum {
  private a = 1;
  private b = 0;

  /** `bytes` begins at a multiple of 4 and is as long. */
  add(bytes: Uint8Array): void {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    let { a, b } = this;
    for (let at = 0; at < words.length; at += 1) {
      a = (a + (words[at] ?? 0)) | 0;
      b = (b + a) | 0;
    }
    this.a = a;
    this.b = b;
  }

  get value(): number {
    return (this.a >>> 0) + (this.b & 0x1f_ffff) * 2 ** 32;
  }
}

function columnType(column: ArrayBufferView): ColumnType {
  if (column instanceof Uint8Array) return 'Uint8Array';
  if (column instanceof Uint16Array) return 'Uint16Array';
  if (column instanceof Uint32Array) return 'Uint32Array';
  if (column instanceof Int32Array) return 'Int32Array';
  if (column instanceof Float64Array) return 'Float64Array';
  throw new TypeError('a result holds a kind of column that cannot be kept');
}

/** Writes blocks of padded bytes and sums them up. */
function blockWriter(descriptor: number, watch: Watch) {
  const block = new Uint8Array(chunkBytes);
  return (bytes: Uint8Array, sum: WordSum) => {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      look(watch);
      const part = bytes.subarray(at, at + chunkBytes);
      const length = padded(part.length);
      block.fill(0, part.length, length);
      block.set(part);
      sum.add(block.subarray(0, length));
      for (let done = 0; done < length;) done += writeSync(descriptor, block, done, length - done);
    }
  };
}

function fixedPart(headerBytes: number, headerSum: number): Uint8Array {
  return new Uint8Array(Float64Array.of(magic, headerBytes, headerSum).buffer);
}

/** Writes plain data with columns to a new file. Throws the errors of the file system, or `Halted`. */
export function writeAnalysis(file: string, stamp: string, value: unknown, watch: Watch): void {
  const views: ArrayBufferView[] = [];
  const columns: Column[] = [];
  const text = JSON.stringify({ stamp, columns, value }, (_key, held: unknown) => {
    if (!ArrayBuffer.isView(held)) return held;
    const type = columnType(held);
    columns.push({ type, length: held.byteLength / elementBytes[type] });
    return { [columnMark]: views.push(held) - 1 };
  });
  // The columns are known only now: they are listed in a second pass over the short part.
  const listed = text.replace('"columns":[]', `"columns":${JSON.stringify(columns)}`);
  const header = new TextEncoder().encode(listed.padEnd(listed.length + 8));
  const whole = header.subarray(0, header.length - (header.length % 8));
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    const write = blockWriter(descriptor, watch);
    const headerSum = new WordSum();
    headerSum.add(whole.slice());
    write(fixedPart(whole.length, headerSum.value), new WordSum());
    write(whole, new WordSum());
    const sum = new WordSum();
    for (const view of views) write(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), sum);
    write(new Uint8Array(Float64Array.of(sum.value).buffer), new WordSum());
  } finally {
    closeSync(descriptor);
  }
}

function readInto(descriptor: number, into: Uint8Array, offset: number): boolean {
  for (let done = 0; done < into.length;) {
    const read = readSync(descriptor, into, done, into.length - done, offset + done);
    if (read === 0) return false;
    done += read;
  }
  return true;
}

function headerOf(descriptor: number, fileBytes: number): { readonly header: Header; readonly end: number } | null {
  const fixed = new Float64Array(3);
  if (!readInto(descriptor, new Uint8Array(fixed.buffer), 0)) return null;
  const [known = 0, length = 0, expected = 0] = fixed;
  if (known !== magic || !Number.isInteger(length) || length < 8 || length % 8 !== 0) return null;
  if (length > Math.min(headerBytesMax, fileBytes)) return null;
  const bytes = new Uint8Array(length);
  if (!readInto(descriptor, bytes, fixedBytes)) return null;
  const sum = new WordSum();
  sum.add(bytes);
  if (sum.value !== expected) return null;
  // The sum tells that it is what we wrote.
  return { header: JSON.parse(new TextDecoder().decode(bytes)) as Header, end: fixedBytes + length };
}

function revived(held: unknown, columns: readonly ArrayBufferView[]): unknown {
  if (Array.isArray(held)) return held.map((one) => revived(one, columns));
  if (typeof held !== 'object' || held === null) return held;
  if (columnMark in held) return columns[Number(held[columnMark])];
  return Object.fromEntries(Object.entries(held).map(([name, one]) => [name, revived(one, columns)]));
}

function columnsOf(descriptor: number, from: number, list: readonly Column[], watch: Watch): ArrayBufferView[] | null {
  const total = list.reduce((bytes, column) => bytes + padded(bytesOf(column)), 0);
  if (fstatSync(descriptor).size !== from + total + 8) return null;
  const memory = new SharedArrayBuffer(total);
  const sum = new WordSum();
  for (let at = 0; at < total; at += chunkBytes) {
    look(watch);
    const part = new Uint8Array(memory, at, Math.min(chunkBytes, total - at));
    if (!readInto(descriptor, part, from + at)) return null;
    sum.add(part);
  }
  const footer = new Float64Array(1);
  if (!readInto(descriptor, new Uint8Array(footer.buffer), from + total) || footer[0] !== sum.value) return null;
  let at = 0;
  return list.map((column) => {
    const view = viewMakers[column.type](memory, at, column.length);
    at += padded(bytesOf(column));
    return view;
  });
}

/**
 * What `writeAnalysis` wrote with the same stamp, its columns in shared memory; null where the file is not there, not
 * whole, changed in any byte, or written by another version. Throws `Halted`.
 */
export function readAnalysis(file: string, stamp: string, watch: Watch): unknown {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    const found = headerOf(descriptor, fstatSync(descriptor).size);
    if (found === null || found.header.stamp !== stamp) return null;
    const columns = columnsOf(descriptor, found.end, found.header.columns, watch);
    return columns === null ? null : revived(found.header.value, columns);
  } catch (error) {
    if (error instanceof Halted) throw error;
    // Whatever keeps it from being read: it is made again.
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
