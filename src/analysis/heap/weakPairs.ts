import { bitsFor, setBit, type Bits } from './bits.ts';
import type { Graph } from './graph.ts';
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

const pairName = /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;

/** The WeakMap entries among a snapshot's strings. */
export function weakPairs(graph: Graph, strings: StringTable): WeakPairs {
  const isPair = bitsFor(graph.strings.count);
  const found = graph.pairCandidates.length;
  const name = new Uint32Array(found);
  const pair = new Uint32Array(found);
  const tableId = new Float64Array(found);
  const numbers = new Map<string, number>();
  let count = 0;
  for (const index of graph.pairCandidates) {
    const match = pairName.exec(strings.read(index));
    if (match === null) continue;
    const rest = match[1] ?? '';
    let number = numbers.get(rest);
    if (number === undefined) numbers.set(rest, (number = numbers.size));
    setBit(isPair, index);
    name[count] = index;
    pair[count] = number;
    tableId[count] = Number(match[2]);
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
