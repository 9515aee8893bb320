import { bitsFor, setBit, type Bits } from './bits.ts';
import type { StringTable } from './stringTable.ts';

/**
 * Names of WeakMap entries. The engine writes such an entry as two edges to the value, one from the key and one from
 * the table, whose names differ in the number at the front; names with the same `pair` belong together.
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
const inTable = ' pair in WeakMap (table @';
const middle = / @\d+\) -> value \([^\n\r\u2028\u2029]*? @\d+\)$/;

/** The name without its first number, and the table's id; null where it does not name a pair. */
function pairOf(name: string): { readonly rest: string; readonly tableId: number } | null {
  const from = name.indexOf(partOfKey);
  const table = name.lastIndexOf(inTable);
  if (from < 1 || table < 0) return null;
  for (let at = 0; at < from; at += 1) if ((name.charCodeAt(at) ^ 48) > 9) return null;
  const tableId = name.slice(table + inTable.length, -1);
  const key = name.slice(from + partOfKey.length, table);
  if (!/^\d+$/.test(tableId) || !middle.test(key) || /[\n\r\u2028\u2029]/.test(key)) return null;
  return { rest: name.slice(from), tableId: Number(tableId) };
}

/** The WeakMap entries among a snapshot's strings. `candidates` ascend. */
export function weakPairs(candidates: readonly number[], strings: StringTable): WeakPairs {
  const isPair = bitsFor(strings.count);
  const name = new Uint32Array(candidates.length);
  const pair = new Uint32Array(candidates.length);
  const tableId = new Float64Array(candidates.length);
  const numbers = new Map<string, number>();
  let count = 0;
  for (const index of candidates) {
    const match = pairOf(strings.read(index));
    if (match === null) continue;
    let number = numbers.get(match.rest);
    if (number === undefined) numbers.set(match.rest, (number = numbers.size));
    setBit(isPair, index);
    name[count] = index;
    pair[count] = number;
    tableId[count] = match.tableId;
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
