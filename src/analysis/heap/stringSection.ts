import type { ProblemList } from './problems.ts';
import { ColumnBlock } from './sharedColumns.ts';

const quote = 34;
const backslash = 92;
const comma = 44;
const closing = 93;
const closingParenthesis = 41;
const letterU = 117;

/** 1 for the bytes that mean something inside a string: its end, an escape, and what JSON forbids there. */
const special = new Uint8Array(256).fill(1, 0, 32);
special[quote] = 1;
special[backslash] = 1;
const escapeLetters = new Set(Array.from('"\\/bfnrtu', (letter) => letter.charCodeAt(0)));

const isHexDigit = (byte: number) => (byte ^ 48) <= 9 || ((byte | 32) >= 97 && (byte | 32) <= 102);

/** Where each string begins in the file, just after its opening quote. */
export type StringOffsets = {
  readonly count: number;
  /** Bytes from the file's beginning; 32 bits each where the file allows. */
  readonly offsets: Uint32Array | Float64Array;
};

function offsetColumn(length: number, fileBytes: number): Uint32Array | Float64Array {
  return fileBytes > 0xffff_ffff ? new ColumnBlock(length * 8).f64(length) : new ColumnBlock(length * 4).u32(length);
}

/** Reads the `strings` array: only where each string begins. The text is decoded when somebody looks at it. */
export class StringSection {
  done = false;
  private readonly problems: ProblemList;
  private readonly fileBytes: number;
  private offsets: Uint32Array | Float64Array;
  private count = 0;
  private state: 'between' | 'inside' = 'between';
  /** What is left of an escape: 5 stands for its letter, 4 to 1 for hexadecimal digits. */
  private escapeLeft = 0;
  private startsWithDigit = false;
  private beginsNow = false;
  private last = 0;
  private whole = false;
  /** Strings that may name a pair of a WeakMap: they begin with a digit and end with a parenthesis. Ascending. */
  readonly pairCandidates: number[] = [];

  constructor(fileBytes: number, problems: ProblemList) {
    this.problems = problems;
    this.fileBytes = fileBytes;
    // Memory that is never written to costs nothing, and growing costs twice.
    this.offsets = offsetColumn(Math.max(1024, Math.ceil(fileBytes / 64)), fileBytes);
  }

  push(bytes: Uint8Array, from: number, end: number, base: number): number {
    let at = from;
    while (at < end) {
      if (this.state === 'between') {
        at = this.between(bytes, at, end, base);
        if (this.done) return at;
      }
      if (at < end) at = this.inside(bytes, at, end);
    }
    return at;
  }

  get isWhole(): boolean {
    return this.whole;
  }

  strings(): StringOffsets {
    return { count: this.count, offsets: this.offsets };
  }

  private between(bytes: Uint8Array, from: number, end: number, base: number): number {
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === quote) {
        if (this.count === this.offsets.length) this.grow();
        this.offsets[this.count] = base + at + 1;
        this.count += 1;
        this.state = 'inside';
        this.beginsNow = true;
        return at + 1;
      }
      if (byte === comma || byte === 10 || byte === 13 || byte === 32 || byte === 9) continue;
      this.done = true;
      if (byte === closing) this.whole = true;
      else this.problems.add('strings', `an unexpected byte 0x${byte.toString(16)} after string ${this.count}`);
      return at + 1;
    }
    return end;
  }

  /** Goes to the closing quote, or to the end of the bytes. */
  private inside(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    if (this.beginsNow && at < end) {
      this.startsWithDigit = (bytes[at] ^ 48) <= 9;
      this.beginsNow = false;
    }
    while (at < end) {
      if (this.escapeLeft > 0) {
        this.stepEscape(bytes[at]);
        at += 1;
        continue;
      }
      while (at < end && special[bytes[at]] === 0) at += 1;
      if (at >= end) break;
      const byte = bytes[at];
      if (byte === quote) {
        const before = at > from ? bytes[at - 1] : this.last;
        if (this.startsWithDigit && before === closingParenthesis) this.pairCandidates.push(this.count - 1);
        this.state = 'between';
        return at + 1;
      }
      if (byte === backslash) this.escapeLeft = 5;
      else this.problems.add('strings', () => `string ${this.count - 1} holds a bare control character`);
      at += 1;
    }
    this.last = bytes[end - 1];
    return end;
  }

  private stepEscape(byte: number): void {
    if (this.escapeLeft === 5) {
      this.escapeLeft = byte === letterU ? 4 : 0;
      if (!escapeLetters.has(byte)) this.badEscape();
    } else if (isHexDigit(byte)) this.escapeLeft -= 1;
    else {
      this.escapeLeft = 0;
      this.badEscape();
    }
  }

  private badEscape(): void {
    this.problems.add('strings', () => `string ${this.count - 1} has an escape that JSON does not know`);
  }

  private grow(): void {
    const longer = offsetColumn(this.offsets.length * 2, this.fileBytes);
    longer.set(this.offsets);
    this.offsets = longer;
  }
}
