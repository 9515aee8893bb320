import { setBit, sharedBits, type Bits } from './bits.ts';
import { endOfDigits, isTextAt, PairNumbers } from './pairNumbers.ts';
import { sharedF64, sharedU32 } from './sharedColumns.ts';
import type { StringTable } from './stringTable.ts';

/**
 * Names of WeakMap entries. The engine writes such an entry as two edges to the value, one from the key and one from
 * the table, whose names differ in the number at the front; names with the same `pair` belong together. The columns lie
 * in shared memory.
 */
export type WeakPairs = {
  readonly count: number;
  /** Strings that are such names. */
  readonly isPair: Bits;
  /** The strings' indexes, ascending; the other columns run beside it. */
  readonly name: Uint32Array;
  readonly pair: Uint32Array;
  /** Id of the WeakMap's table. */
  readonly tableId: Float64Array;
};

const partOfKey = ' / part of key (';
const value = ') -> value (';
const inTable = ' pair in WeakMap (table @';
const middle = / @\d+\) -> value \([^\n\r\u2028\u2029]*? @\d+\)$/;

/** Where the part of a name begins that both edges of a pair share, and the table's id. */
type PairName = { readonly from: number; readonly tableId: number };

/** What a decoded name says; null where it does not name a pair. */
function pairInText(name: string): PairName | null {
  const from = name.indexOf(partOfKey);
  const table = name.lastIndexOf(inTable);
  if (from < 1 || table < 0) return null;
  for (let at = 0; at < from; at += 1) if ((name.charCodeAt(at) ^ 48) > 9) return null;
  const tableId = name.slice(table + inTable.length, -1);
  const key = name.slice(from + partOfKey.length, table);
  if (!/^\d+$/.test(tableId) || !middle.test(key) || /[\n\r\u2028\u2029]/.test(key)) return null;
  return { from, tableId: Number(tableId) };
}

/** Where ` @123)` begins that ends at `end`, or -1. */
function idBefore(bytes: Uint8Array, end: number): number {
  let at = end - 2;
  if (bytes[end - 1] !== 41) return -1;
  while (at >= 0 && (bytes[at] ^ 48) <= 9) at -= 1;
  return at > 0 && at < end - 2 && bytes[at] === 64 && bytes[at - 1] === 32 ? at - 1 : -1;
}

/** The same for the bytes of a name that holds nothing but plain ASCII: most of them, and far quicker. */
function pairInBytes(bytes: Uint8Array): PairName | null {
  const from = endOfDigits(bytes, 0);
  if (from === 0 || !isTextAt(bytes, from, partOfKey)) return null;
  // `(table @123)` looks like any id; what stands before it tells.
  const table = idBefore(bytes, bytes.length) - inTable.length + 2;
  if (table < 0 || !isTextAt(bytes, table, inTable)) return null;
  const keyFrom = from + partOfKey.length;
  const valueId = idBefore(bytes, table);
  for (let at = valueId - value.length; at >= keyFrom; at -= 1)
    if (isTextAt(bytes, at, value) && idBefore(bytes, at + 1) >= keyFrom) {
      let tableId = 0;
      for (let digit = table + inTable.length; digit < bytes.length - 1; digit += 1)
        tableId = tableId * 10 + (bytes[digit] ^ 48);
      return { from, tableId };
    }
  return null;
}

function isPlain(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 92 || bytes[at] < 32 || bytes[at] > 126) return false;
  return true;
}

/** The WeakMap entries among a snapshot's strings. `candidates` ascend. */
export function weakPairs(candidates: readonly number[], strings: StringTable): WeakPairs {
  const isPair = sharedBits(strings.count);
  const name = sharedU32(candidates.length);
  const pair = sharedU32(candidates.length);
  const tableId = sharedF64(candidates.length);
  const numbers = new PairNumbers(candidates.length);
  let count = 0;
  for (const index of candidates) {
    const bytes = strings.bytes(index);
    const plain = isPlain(bytes);
    const text = plain ? '' : strings.read(index);
    const found = plain ? pairInBytes(bytes) : pairInText(text);
    if (found === null) continue;
    setBit(isPair, index);
    name[count] = index;
    pair[count] = plain ? numbers.ofBytes(bytes, found.from) : numbers.ofText(text.slice(found.from));
    tableId[count] = found.tableId;
    count += 1;
  }
  return { count, isPair, name, pair, tableId };
}

/** Row of a string in the pairs, or -1. */
export function pairRow(pairs: WeakPairs, index: number): number {
  let low = 0;
  let high = pairs.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = pairs.name[middle];
    if (at === index) return middle;
    if (at < index) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
