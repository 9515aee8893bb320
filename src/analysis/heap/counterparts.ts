import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { nodeKind } from './kinds.ts';
import { sharedI32 } from './sharedColumns.ts';
import type { StringTable } from './stringTable.ts';

/** For each node of one snapshot the node with the same id in the other, or -1. */
export type Counterparts = Int32Array;

/** Nodes by id in open hashing: ids of a long run leave gaps too large for a plain table. */
function nodesById(graph: Graph): (id: number) => number {
  const { id, nodeCount } = graph;
  const bits = Math.max(4, Math.ceil(Math.log2(nodeCount * 2 + 1)));
  const shift = 32 - bits;
  const mask = 2 ** bits - 1;
  const slots = new Int32Array(2 ** bits).fill(-1);
  const slotOf = (value: number) => Math.imul(value, 0x9e3779b1) >>> shift;
  for (let node = 0; node < nodeCount; node += 1) {
    let slot = slotOf(id[node]);
    while (slots[slot] >= 0) slot = (slot + 1) & mask;
    slots[slot] = node;
  }
  return (value) => {
    for (let slot = slotOf(value); slots[slot] >= 0; slot = (slot + 1) & mask)
      if (id[slots[slot]] === value) return slots[slot];
    return -1;
  };
}

/** Finds for each node of `graph` its counterpart in `other`. */
export function counterparts(graph: Graph, other: Graph, watch: Watch): Counterparts {
  const find = nodesById(other);
  const found = sharedI32(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    found[node] = find(graph.id[node]);
  }
  return found;
}

/** How many objects are in one snapshot only, and in both. `found` leads from the later to the earlier. */
export function survival(
  after: Graph,
  before: Graph,
  found: Counterparts,
): { readonly added: number; readonly removed: number; readonly survived: number } {
  let survived = 0;
  for (let node = 0; node < after.nodeCount; node += 1) if (found[node] >= 0) survived += 1;
  return { added: after.nodeCount - survived, removed: before.nodeCount - survived, survived };
}

/** The engine hands out ids in rising order, so that of two snapshots of one process the later has the highest. */
export function highestId({ id, nodeCount }: Graph): number {
  let highest = 0;
  for (let node = 0; node < nodeCount; node += 1) if (id[node] > highest) highest = id[node];
  return highest;
}

/** Enough to judge by; a whole snapshot is not read for it. */
const judged = 20_000;

/**
 * The share of nodes with a counterpart that are the same thing there: same kind and same name. Texts and the engine's
 * own nodes change by themselves, so only objects and functions are looked at. Null where there are too few to say.
 */
export function sameness(
  after: { readonly graph: Graph; readonly strings: StringTable },
  before: { readonly graph: Graph; readonly strings: StringTable },
  found: Counterparts,
): number | null {
  let met = 0;
  let same = 0;
  const step = Math.max(1, Math.floor(after.graph.nodeCount / judged / 4));
  for (let node = 0; node < after.graph.nodeCount; node += step) {
    const kind = after.graph.kind[node];
    if (kind !== nodeKind.object && kind !== nodeKind.closure) continue;
    const other = found[node];
    if (other < 0) continue;
    met += 1;
    if (
      before.graph.kind[other] === kind &&
      before.strings.text(before.graph.name[other]) === after.strings.text(after.graph.name[node])
    )
      same += 1;
  }
  return met < 20 ? null : same / met;
}
