const batchSize = 12_288;
const comma = 44;
const closing = 93;

/** True for the blanks JSON allows between values. */
function isBlank(byte: number): boolean {
  return byte === 10 || byte === 32 || byte === 13 || byte === 9;
}

/**
 * Turns the bytes of a flat JSON array of whole numbers into batches of numbers. Chunks may be cut anywhere.
 * A batch holds unsigned 32-bit values; a larger number stands there as 0xffffffff and in `wide` by its position.
 */
export class NumberTokens {
  readonly batch = new Uint32Array(batchSize);
  /** How many numbers of the batch are filled. */
  count = 0;
  readonly wide = new Map<number, number>();
  /** The closing bracket was met. */
  ended = false;
  /** Why the array cannot be read further, where that is so. */
  broken: string | undefined;
  private carried = '';
  private needsComma = false;

  /** Reads bytes from `position` until the batch is full, the array ends, or the bytes do. Returns where it stopped. */
  fill(bytes: Uint8Array, position: number, end: number): number {
    const batch = this.batch;
    let at = this.carried === '' ? position : this.finishCarried(bytes, position, end);
    if (this.broken !== undefined) return at;
    let count = this.count;
    let needsComma = this.needsComma;
    while (at < end && count < batchSize) {
      const byte = bytes[at];
      let digit = byte ^ 48;
      if (digit <= 9 && !needsComma) {
        const first = at;
        let value = digit;
        at += 1;
        while (at < end && (digit = bytes[at] ^ 48) <= 9) {
          value = (Math.imul(value, 10) + digit) | 0;
          at += 1;
        }
        if (at === end) {
          this.carry(bytes, first, end);
          break;
        }
        if (byte === 48 && at - first > 1) {
          this.broken = 'a number that begins with a zero';
          break;
        }
        if (at - first > 9) {
          this.count = count;
          this.addLong(bytes, first, at);
          if (this.broken !== undefined) break;
        } else batch[count] = value;
        count += 1;
        if (bytes[at] === comma) at += 1;
        else needsComma = true;
      } else if (byte === comma && needsComma) {
        needsComma = false;
        at += 1;
      } else if (isBlank(byte)) at += 1;
      else {
        this.stopAt(byte, needsComma || count === 0);
        at += 1;
        break;
      }
    }
    this.needsComma = needsComma;
    this.count = count;
    return at;
  }

  /** Keeps the numbers from `from` on for the next batch: the beginning of a row. */
  keepFrom(from: number): void {
    if (from < this.count) this.batch.copyWithin(0, from, this.count);
    this.count -= from;
    if (this.wide.size === 0) return;
    const wide = [...this.wide];
    this.wide.clear();
    for (const [position, value] of wide) if (position >= from) this.wide.set(position - from, value);
  }

  /** The number at a position of the batch, also where it is wider than 32 bits. */
  at(position: number): number {
    const value = this.batch[position];
    return value === 0xffff_ffff ? (this.wide.get(position) ?? value) : value;
  }

  private stopAt(byte: number, isAfterNumber: boolean): void {
    if (byte === closing) {
      this.ended = true;
      if (!isAfterNumber) this.broken = 'a comma before the closing bracket';
    } else if ((byte ^ 48) <= 9) this.broken = 'two numbers without a comma between them';
    else this.broken = `an unexpected byte 0x${byte.toString(16).padStart(2, '0')}`;
  }

  private carry(bytes: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end; at += 1) this.carried += String.fromCharCode(bytes[at]);
  }

  private finishCarried(bytes: Uint8Array, position: number, end: number): number {
    let at = position;
    while (at < end && (bytes[at] ^ 48) <= 9 && this.carried.length < 40) at += 1;
    this.carry(bytes, position, at);
    if (at === end) return at;
    if (this.carried.length > 1 && this.carried.startsWith('0')) this.broken = 'a number that begins with a zero';
    this.put(Number(this.carried));
    if (this.broken === undefined) this.count += 1;
    this.carried = '';
    this.needsComma = true;
    return at;
  }

  private addLong(bytes: Uint8Array, from: number, end: number): void {
    let value = 0;
    for (let at = from; at < end; at += 1) value = value * 10 + (bytes[at] ^ 48);
    this.put(value);
  }

  private put(value: number): void {
    if (value > Number.MAX_SAFE_INTEGER) this.broken = 'a number beyond 53 bits';
    else if (value > 0xffff_fffe) {
      this.wide.set(this.count, value);
      this.batch[this.count] = 0xffff_ffff;
    } else this.batch[this.count] = value;
  }
}
