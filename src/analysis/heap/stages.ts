import type { Classes } from './classNames.ts';
import { namedClasses } from './classNames.ts';
import { classFigures } from './classTable.ts';
import { depthFirst, walkColumns } from './depthFirst.ts';
import { distances, queueLength } from './distances.ts';
import { detachedNodes } from './domState.ts';
import { dominatorOrder, withRetainedSizes, type DominatorOrder } from './dominators.ts';
import { markEssentialEdges } from './essentialEdges.ts';
import { joinedGraph, type Graph } from './graph.ts';
import { look, type Watch } from './halt.ts';
import { interfaceDefinitions, type InterfaceDefinition } from './interfaces.ts';
import { scriptUrls } from './scriptUrls.ts';
import { shallowSizes, type ShallowSizes } from './shallowSizes.ts';
import { plainObjects } from './shapes.ts';
import type { Snapshot } from './snapshot.ts';
import { SnapshotReader, type SectionName, type SnapshotParts } from './snapshotReader.ts';
import { ColumnBlock } from './sharedColumns.ts';
import { StringTable, type ByteSource } from './stringTable.ts';
import { textColumn } from './textColumn.ts';
import { weakPairs, type WeakPairs } from './weakPairs.ts';

/*
 * The work on a snapshot in stages. Two workers share it: one reads nodes and strings while the other reads edges; then
 * one finds what holds what while the other measures sizes and distances and names classes.
 */

/** Bytes of one read: large enough for the disk, small enough for the caches. */
const chunkBytes = 256 * 1024;

/** What one reader found, with the WeakMap entries where it read the strings. */
export type ReadParts = { readonly parts: SnapshotParts; readonly pairs: WeakPairs };

/** Reads the wanted sections of a file. Throws `NotASnapshot`, or `Halted`. */
export function readSections(
  wanted: readonly SectionName[],
  source: ByteSource,
  fileBytes: number,
  watch: Watch,
): ReadParts {
  const reader = new SnapshotReader(wanted, fileBytes);
  for (let at = 0; !reader.hasAll;) {
    const bytes = source(at, chunkBytes);
    if (bytes.length === 0) break;
    reader.push(bytes);
    at += bytes.length;
    watch.progress[0] = at;
    look(watch);
  }
  const parts = reader.finish();
  const strings = new StringTable(parts.strings ?? { count: 0, offsets: new Uint32Array(0) }, source);
  return { parts, pairs: weakPairs(reader.pairCandidates, strings) };
}

/** What holds what: the dominator tree before sizes are summed up. Marks the essential edges. */
export function holdings(graph: Graph, pairs: WeakPairs, strings: StringTable, watch: Watch): DominatorOrder {
  const columns = walkColumns(graph);
  markEssentialEdges(graph, pairs, strings, columns.vertex, watch);
  return dominatorOrder(depthFirst(graph, columns, watch), watch);
}

/** How large each node is with its parts, how far, and of which class. */
export type Naming = {
  readonly shallow: ShallowSizes;
  readonly distances: Int32Array;
  readonly classes: Classes;
  readonly definitions: readonly InterfaceDefinition[];
  readonly scripts: Snapshot['scripts'];
};

export function naming(graph: Graph, pairs: WeakPairs, strings: StringTable, watch: Watch): Naming {
  const { nodeCount } = graph;
  const block = new ColumnBlock((nodeCount * 2 + queueLength(graph)) * 4);
  // One column for the owners, the queue and then the classes.
  const column = block.u32(queueLength(graph));
  const shallow = shallowSizes(graph, strings, { owners: column, sizes: block.u32(nodeCount) }, watch);
  const far = distances(graph, pairs, strings, { distances: block.i32(nodeCount), queue: column }, watch);
  const objects = plainObjects(graph, strings, watch);
  const definitions = interfaceDefinitions(objects, strings);
  const classOf = column.subarray(0, nodeCount);
  const classes = namedClasses(graph, strings, objects, definitions, detachedNodes(graph), classOf, watch);
  return { shallow, distances: far, classes, definitions, scripts: scriptUrls(graph, strings) };
}

/** Puts the stages together. */
export function completedSnapshot(graph: Graph, held: DominatorOrder, named: Naming): Snapshot {
  const { classes, shallow } = named;
  const tree = withRetainedSizes(held, shallow);
  const classLocations = new Int32Array(new SharedArrayBuffer(classes.names.length * 4));
  classes.names.forEach(({ location }, index) => (classLocations[index] = location));
  return {
    graph,
    shallow,
    tree,
    distances: named.distances,
    classOf: classes.classOf,
    classNames: textColumn(classes.names.map(({ name }) => name)),
    classLocations,
    classes: classFigures(classes, shallow, tree, named.distances),
    definitions: named.definitions,
    scripts: named.scripts,
  };
}

/** All stages one after the other, on one thread. */
export function openedSnapshot(source: ByteSource, fileBytes: number, watch: Watch): Snapshot {
  const { parts, pairs } = readSections(['nodes', 'edges', 'locations', 'strings'], source, fileBytes, watch);
  const graph = joinedGraph(parts, parts, fileBytes);
  const strings = new StringTable(graph.strings, source);
  const held = holdings(graph, pairs, strings, watch);
  return completedSnapshot(graph, held, naming(graph, pairs, strings, watch));
}
