/** True where the bytes at a place are this ASCII text. */
export function isTextAt(bytes: Uint8Array, at: number, text: string): boolean {
  if (at + text.length > bytes.length) return false;
  for (let step = 0; step < text.length; step += 1) if (bytes[at + step] !== text.charCodeAt(step)) return false;
  return true;
}

/** Where the digits that begin at a place end. */
export function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ^ 48) <= 9) at += 1;
  return at;
}

/**
 * Numbers names by their content, from 0: equal content, equal number. Of names given as bytes only a hash of 64 bits
 * is kept; those given as text count apart.
 */
export class PairNumbers {
  private readonly mask: number;
  private readonly first: Int32Array;
  private readonly second: Int32Array;
  /** Number of a slot's name, and one; 0 for an empty slot. */
  private readonly number: Int32Array;
  private readonly texts = new Map<string, number>();
  private count = 0;

  /** At most `most` names will be given. */
  constructor(most: number) {
    const slots = 2 ** Math.ceil(Math.log2(most * 2 + 2));
    this.mask = slots - 1;
    this.first = new Int32Array(slots);
    this.second = new Int32Array(slots);
    this.number = new Int32Array(slots);
  }

  ofBytes(bytes: Uint8Array, from: number): number {
    let a = 0x811c9dc5 | 0;
    let b = bytes.length - from;
    for (let at = from; at < bytes.length; at += 1) {
      a = Math.imul(a ^ bytes[at], 0x01000193);
      b = Math.imul(b, 0x5bd1e995) + bytes[at];
      b ^= b >>> 15;
    }
    const { mask, first, second, number } = this;
    for (let slot = (a ^ (a >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      if (number[slot] === 0) {
        first[slot] = a;
        second[slot] = b;
        number[slot] = this.count += 1;
      } else if (first[slot] !== a || second[slot] !== b) continue;
      return number[slot] - 1;
    }
  }

  ofText(text: string): number {
    let number = this.texts.get(text);
    if (number === undefined) this.texts.set(text, (number = this.count++));
    return number;
  }
}
