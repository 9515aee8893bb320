import type { StringRow } from '../../protocol/heapTables.ts';
import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { nodeKind } from './kinds.ts';
import { nodeNameOf } from './nodeNames.ts';
import { shallowSizeOf, type Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';

/** Rows of a table: the largest ones, and how many were left out. */
export type TableFacts<Row> = { readonly rows: readonly Row[]; readonly omitted: number };

/** The engine writes no more of a text into the file; longer ones that begin alike cannot be told apart by it. */
const writtenMax = 1_024;
const shownMax = 200;

type Sum = { readonly node: number; readonly size: number; count: number };

/** Texts by content: nodes that share one string of the file and have one size. */
function sums({ graph, ...rest }: Snapshot, watch: Watch): readonly Sum[] {
  const snapshot = { graph, ...rest };
  const byName = new Map<number, Sum[]>();
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    if (graph.kind[node] !== nodeKind.string) continue;
    const size = shallowSizeOf(snapshot, node);
    const known = byName.get(graph.name[node]);
    const same = known?.find((sum) => sum.size === size);
    if (same !== undefined) same.count += 1;
    else if (known === undefined) byName.set(graph.name[node], [{ node, size, count: 1 }]);
    else known.push({ node, size, count: 1 });
  }
  return [...byName.values()].flat();
}

function rowOf(snapshot: Snapshot, strings: StringTable, { node, size, count }: Sum): StringRow {
  const { graph, tree } = snapshot;
  const text = nodeNameOf(graph, strings, node);
  return {
    nodeId: graph.id[node],
    text: text.slice(0, shownMax),
    length: text.length >= writtenMax ? null : text.length,
    count,
    size,
    totalSize: size * count,
    wastedSize: size * (count - 1),
    retainedSize: tree.retained[node],
  };
}

/** Texts that the heap holds more than once, those that waste most first. */
export function duplicateStrings(
  snapshot: Snapshot,
  strings: StringTable,
  rowsMax: number,
  watch: Watch,
): TableFacts<StringRow> & { readonly wastedSize: number; readonly count: number } {
  const twice = sums(snapshot, watch).filter(({ count, size }) => count > 1 && size > 0);
  const wasted = ({ size, count }: Sum) => size * (count - 1);
  const ordered = twice.toSorted((a, b) => wasted(b) - wasted(a));
  return {
    rows: ordered.slice(0, rowsMax).map((sum) => rowOf(snapshot, strings, sum)),
    omitted: Math.max(0, ordered.length - rowsMax),
    wastedSize: twice.reduce((total, sum) => total + wasted(sum), 0),
    count: twice.reduce((total, { count }) => total + count, 0),
  };
}

const isText = ({ kind }: Graph, node: number) =>
  kind[node] === nodeKind.string || kind[node] === nodeKind.consString || kind[node] === nodeKind.slicedString;

/** The texts that keep most alive: a text joined of two counts with its parts. */
export function longestStrings(
  snapshot: Snapshot,
  strings: StringTable,
  rowsMax: number,
  watch: Watch,
): TableFacts<StringRow> {
  const { graph, tree } = snapshot;
  const found: number[] = [];
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    if (!isText(graph, node) || tree.retained[node] === 0) continue;
    // The parts of a longer text are not texts of their own.
    if (isText(graph, tree.dominator[node]) && tree.dominator[node] !== node) continue;
    found.push(node);
  }
  found.sort((a, b) => tree.retained[b] - tree.retained[a]);
  const rows = found.slice(0, rowsMax).map((node) => {
    const row = rowOf(snapshot, strings, { node, size: shallowSizeOf(snapshot, node), count: 1 });
    return { ...row, totalSize: tree.retained[node] };
  });
  return { rows, omitted: Math.max(0, found.length - rowsMax) };
}
