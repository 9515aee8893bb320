import type { ClosureRow } from '../../protocol/heapTables.ts';
import { groupSizes, noGroup } from './groupSizes.ts';
import { nodeKind } from './kinds.ts';
import { locationAt, locationRow, type Snapshot } from './snapshot.ts';
import type { TableFacts } from './stringRows.ts';
import type { StringTable } from './stringTable.ts';

/** A row of functions before its place is looked up. */
export type ClosureFacts = Omit<ClosureRow, 'place'>;

/** Functions by where they stand in the source, those that retain most first. Built-in ones have no place: by name. */
export function closureRows(snapshot: Snapshot, strings: StringTable, rowsMax: number): TableFacts<ClosureFacts> {
  const { graph } = snapshot;
  const { script, line, column } = graph.locations;
  const groupOf = new Int32Array(graph.nodeCount).fill(noGroup);
  const groups = new Map<string, number>();
  const example: number[] = [];
  const rowOf: number[] = [];
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if (graph.kind[node] !== nodeKind.closure) continue;
    const row = locationRow(graph, node);
    const key = row < 0 ? `,${graph.name[node]}` : `${script[row]},${line[row]},${column[row]}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = groups.size;
      groups.set(key, group);
      example.push(node);
      rowOf.push(row);
    } else if (snapshot.tree.retained[node] > snapshot.tree.retained[example[group]]) example[group] = node;
    groupOf[node] = group;
  }
  const { count, shallow, retained } = groupSizes(snapshot, groupOf, groups.size);
  const order = [...example.keys()].sort((a, b) => retained[b] - retained[a] || count[b] - count[a]);
  const rows = order.slice(0, rowsMax).map((group) => ({
    nodeId: graph.id[example[group]],
    name: strings.text(graph.name[example[group]]),
    location: locationAt(snapshot, rowOf[group]),
    count: count[group],
    shallowSize: shallow[group],
    retainedSize: retained[group],
  }));
  return { rows, omitted: Math.max(0, order.length - rowsMax) };
}
