import type { StringOffsets } from './stringSection.ts';

/** Reads bytes of the snapshot file; may give fewer than asked at the file's end. The answer is good until the next call. */
export type ByteSource = (offset: number, length: number) => Uint8Array;

/** A source over bytes that are in memory as a whole. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length));
}

const quote = 34;
const backslash = 92;
const firstRead = 192;
/** The engine cuts strings at 1,024 characters; anything beyond this is not read further. */
const stringBytesMax = 1024 * 1024;
const keptMax = 16_384;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** Position of the closing quote, or -1. */
function closingQuote(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) at += 1;
  }
  return -1;
}

/** UTF-8 to text; a byte that fits nothing becomes the replacement character. */
function utf8(bytes: Uint8Array, from: number, end: number): string {
  let text = '';
  for (let at = from; at < end;) {
    const byte = bytes[at];
    const more = byte < 0x80 ? 0 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : -1;
    let point = more === 0 ? byte : byte & (0x3f >> more);
    let good = more >= 0 && at + more < end;
    for (let step = 1; good && step <= more; step += 1) {
      const next = bytes[at + step];
      good = (next & 0xc0) === 0x80;
      point = (point << 6) | (next & 0x3f);
    }
    text += good && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    at += good ? more + 1 : 1;
  }
  return text;
}

function unescaped(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_whole, code: string | undefined, single: string | undefined) =>
    code === undefined ? (escapes[single ?? ''] ?? single ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** The bytes between the quotes as text. */
function decoded(bytes: Uint8Array, end: number): string {
  let isPlain = true;
  for (let at = 0; at < end && isPlain; at += 1) isPlain = bytes[at] < 0x80 && bytes[at] !== backslash;
  if (isPlain && end <= 4096) return Reflect.apply(String.fromCharCode, null, bytes.subarray(0, end));
  const raw = utf8(bytes, 0, end);
  return raw.includes('\\') ? unescaped(raw) : raw;
}

/** The strings of a snapshot, decoded when looked at; those looked at are remembered, within a bound. */
export class StringTable {
  readonly count: number;
  private readonly offsets: StringOffsets['offsets'];
  private readonly source: ByteSource;
  private readonly kept = new Map<number, string>();
  /** The string asked for last has no end, or none within reach. */
  private isCut = false;

  constructor(strings: Pick<StringOffsets, 'count' | 'offsets'>, source: ByteSource) {
    this.count = strings.count;
    this.offsets = strings.offsets;
    this.source = source;
  }

  /** The text of a string. A string the file does not have is `(missing name)`. */
  text(index: number): string {
    const kept = this.kept.get(index);
    if (kept !== undefined) return kept;
    if (index >= this.count) return '(missing name)';
    const text = this.read(index);
    if (this.kept.size >= keptMax) this.kept.clear();
    this.kept.set(index, text);
    return text;
  }

  /** The text of a string, without remembering it: for passes over many strings. */
  read(index: number): string {
    const bytes = this.bytes(index);
    return this.isCut ? `${decoded(bytes, bytes.length)}… (cut)` : decoded(bytes, bytes.length);
  }

  /** What the file has between the quotes, escapes and all. Good until the next call. */
  bytes(index: number): Uint8Array {
    const offset = this.offsets[index];
    for (let length = firstRead; ; length *= 8) {
      const bytes = this.source(offset, length);
      const end = closingQuote(bytes);
      this.isCut = end < 0;
      if (end >= 0) return bytes.subarray(0, end);
      if (bytes.length < length || length > stringBytesMax) return bytes;
    }
  }
}
