/** Goes over a JSON value that nobody asked for, of any shape. Flat arrays of numbers go at the speed of a search. */
export class SkipSection {
  done = false;
  readonly isWhole = true;
  private readonly isFlat: boolean;
  private depth = 1;
  private isInString = false;
  private isEscaped = false;

  /** `isFlat`: the array holds numbers only, so the next bracket is its end. The opening bracket is already read. */
  constructor(isFlat: boolean) {
    this.isFlat = isFlat;
  }

  push(bytes: Uint8Array, from: number, end: number): number {
    if (!this.isFlat) return this.skipNested(bytes, from, end);
    const found = bytes.indexOf(93, from);
    if (found < 0 || found >= end) return end;
    this.done = true;
    return found + 1;
  }

  private skipNested(bytes: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at];
      if (this.isEscaped) this.isEscaped = false;
      else if (this.isInString) {
        if (byte === 92) this.isEscaped = true;
        else if (byte === 34) this.isInString = false;
      } else if (byte === 34) this.isInString = true;
      else if (byte === 91 || byte === 123) this.depth += 1;
      else if (byte === 93 || byte === 125) {
        this.depth -= 1;
        if (this.depth === 0) {
          this.done = true;
          return at + 1;
        }
      }
    }
    return end;
  }
}
