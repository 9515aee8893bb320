import type { HeapFigures } from '../../protocol/heapRows.ts';
import type { ScriptLocation } from '../../protocol/places.ts';
import type { ClassFigures } from './classTable.ts';
import type { DominatorTree } from './dominators.ts';
import { sizeOf, type Graph } from './graph.ts';
import type { InterfaceDefinition } from './interfaces.ts';
import { locationColumnsOf } from './locationSection.ts';
import type { ShallowSizes } from './shallowSizes.ts';
import type { TextColumn } from './textColumn.ts';

/** A snapshot with all that was found out of it: columns in shared memory, so that every worker can answer from them. */
export type Snapshot = {
  readonly graph: Graph;
  readonly shallow: ShallowSizes;
  readonly tree: DominatorTree;
  readonly distances: Int32Array;
  /** Class of each node. */
  readonly classOf: Uint32Array;
  readonly classNames: TextColumn;
  /** Row of the graph's locations for each class, -1 for none. */
  readonly classLocations: Int32Array;
  readonly classes: ClassFigures;
  readonly definitions: readonly InterfaceDefinition[];
  /** Urls of scripts by id, as far as the file tells. */
  readonly scripts: readonly (readonly [scriptId: number, url: string])[];
};

/** What figures and lists of classes need of a snapshot: little, however large the heap. */
export type SnapshotFront = Pick<Snapshot, 'classNames' | 'classLocations' | 'classes' | 'scripts'> & {
  readonly graph: Pick<Graph, 'fileBytes' | 'nodeCount' | 'edgeCount' | 'problems' | 'locations'>;
};

/** The front on its own: of the locations only those of classes. */
export function snapshotFront(snapshot: Snapshot): SnapshotFront {
  const { classNames, classes, scripts } = snapshot;
  const { fileBytes, nodeCount, edgeCount, problems, locations } = snapshot.graph;
  const rows = [...new Set(snapshot.classLocations)].filter((row) => row >= 0).toSorted((a, b) => a - b);
  const numbers = new Map(rows.map((row, at) => [row, at]));
  const columns = locationColumnsOf(rows.length);
  for (const name of ['node', 'script', 'line', 'column'] as const)
    rows.forEach((row, at) => (columns[name][at] = locations[name][row]));
  return {
    classNames,
    classes,
    scripts,
    classLocations: snapshot.classLocations.map((row) => numbers.get(row) ?? -1),
    graph: { fileBytes, nodeCount, edgeCount, problems, locations: { count: rows.length, ...columns } },
  };
}

/** Bytes of a node, its parts included. */
export const shallowSizeOf = (snapshot: Snapshot, node: number): number =>
  sizeOf(snapshot.shallow.sizes, snapshot.shallow.wideSizes, node);

/** The script location in a row of the graph's locations. */
export function locationAt(
  { graph, scripts }: Pick<SnapshotFront, 'graph' | 'scripts'>,
  row: number,
): ScriptLocation | null {
  if (row < 0) return null;
  const { script, line, column } = graph.locations;
  const scriptId = script[row];
  const url = scripts.find(([known]) => known === scriptId)?.[1];
  return { scriptId, line: line[row], column: column[row], ...(url === undefined ? {} : { url }) };
}

/** Row of a node's script location, or -1. */
export function locationRow(graph: Graph, node: number): number {
  const { locations } = graph;
  let low = 0;
  let high = locations.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (locations.node[middle] === node) return middle;
    if (locations.node[middle] < node) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The node with an id of the engine, or -1. Looks through all nodes. */
export function nodeWithId(graph: Graph, nodeId: number): number {
  const found = graph.id.subarray(0, graph.nodeCount).indexOf(nodeId);
  return found;
}

/** Figures of the whole. */
export function heapFigures(snapshot: SnapshotFront): HeapFigures {
  const { graph, classes } = snapshot;
  let shallowSize = 0;
  for (const size of classes.shallow) shallowSize += size;
  let classCount = 0;
  for (const count of classes.count) if (count > 0) classCount += 1;
  return {
    fileBytes: graph.fileBytes,
    nodeCount: graph.nodeCount,
    edgeCount: graph.edgeCount,
    shallowSize,
    classCount,
    problems: graph.problems,
  };
}
