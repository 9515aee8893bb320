import type { Problem } from '../../protocol/heapRows.ts';
import type { EdgeColumns } from './edgeSection.ts';
import { edgeKind, targetShift } from './kinds.ts';
import { type LocationColumns, locationColumnsOf } from './locationSection.ts';
import { type NodeColumns, wideSize } from './nodeSection.ts';
import { ProblemList } from './problems.ts';
import { sharedU32 } from './sharedColumns.ts';
import { NotASnapshot } from './snapshotHeader.ts';
import type { SnapshotParts } from './snapshotReader.ts';
import type { StringOffsets } from './stringSection.ts';

/** The object graph of a snapshot as columns in shared memory. Nodes and edges are numbered from zero in the file's order. */
export type Graph = {
  readonly fileBytes: number;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly root: number;
  readonly kindNames: readonly string[];
  readonly kind: Uint8Array;
  readonly name: Uint32Array;
  readonly id: Uint32Array;
  /** The file's own sizes; `wideSizes` where they are beyond 32 bits. */
  readonly selfSize: Uint32Array;
  readonly wideSizes: NodeColumns['wideSizes'];
  readonly firstEdge: Uint32Array;
  readonly detachedness: Uint8Array | null;
  readonly packed: Uint32Array;
  readonly edgeName: Uint32Array;
  readonly locations: LocationColumns;
  readonly strings: Pick<StringOffsets, 'count' | 'offsets'>;
  readonly problems: readonly Problem[];
};

/** Bytes of a node in a size column that may hold wide sizes. */
export function sizeOf(sizes: Uint32Array, wideSizes: NodeColumns['wideSizes'], ordinal: number): number {
  const size = sizes[ordinal];
  if (size !== wideSize) return size;
  return wideSizes.find(([wide]) => wide === ordinal)?.[1] ?? size;
}

/** The same rows in the order of their nodes; of two for one node the later stands later. */
function sortedLocations({ count, ...columns }: LocationColumns): LocationColumns {
  const order = Array.from({ length: count }, (_, row) => row);
  order.sort((a, b) => columns.node[a] - columns.node[b] || a - b);
  const sorted = locationColumnsOf(count);
  for (const name of ['node', 'script', 'line', 'column'] as const)
    order.forEach((row, at) => (sorted[name][at] = columns[name][row]));
  return { count, ...sorted };
}

/** Drops rows by shifting the others down: those of no node, then all but the last of each node. Works in place. */
function keptLocations(rows: LocationColumns, keeps: (row: number) => boolean): LocationColumns {
  const { node, script, line, column } = rows;
  let count = 0;
  for (let row = 0; row < rows.count; row += 1) {
    if (!keeps(row)) continue;
    node[count] = node[row];
    script[count] = script[row];
    line[count] = line[row];
    column[count] = column[row];
    count += 1;
  }
  return { ...rows, count };
}

function fittedLocations(parts: SnapshotParts, nodeCount: number, problems: ProblemList): LocationColumns {
  if (parts.locations === null) return { count: 0, ...locationColumnsOf(0) };
  const width = parts.header.nodeFields.count;
  let all = parts.locations;
  const isOfNode = (row: number) => all.node[row] % width === 0 && all.node[row] / width < nodeCount;
  const wrong = all.count;
  all = keptLocations(all, isOfNode);
  if (all.count < wrong) problems.add('locations', `${wrong - all.count} locations belong to no node`);
  let isAscending = true;
  for (let row = 0; row < all.count; row += 1) {
    all.node[row] /= width;
    if (row > 0 && all.node[row] < all.node[row - 1]) isAscending = false;
  }
  if (!isAscending) all = sortedLocations(all);
  const { node, count } = all;
  const last = keptLocations(all, (row) => row === count - 1 || node[row] !== node[row + 1]);
  const part = (column: Uint32Array) => column.subarray(0, last.count);
  return {
    count: last.count,
    node: part(last.node),
    script: part(last.script),
    line: part(last.line),
    column: part(last.column),
  };
}

/** Makes nodes and edges agree: edges that are missing or too many, and targets beyond the nodes, become problems. */
function fitEdges(nodes: NodeColumns, edges: EdgeColumns, problems: ProblemList): number {
  const { firstEdge, count } = nodes;
  const expected = firstEdge[count];
  let edgeCount = expected;
  if (expected > edges.count) {
    edgeCount = edges.count;
    problems.add('edges', `${expected - edges.count} of ${expected} edges are missing`);
    for (let ordinal = count; ordinal >= 0 && firstEdge[ordinal] > edgeCount; ordinal -= 1)
      firstEdge[ordinal] = edgeCount;
  } else if (expected < edges.count) problems.add('edges', `${edges.count - expected} edges belong to no node`);
  if (edges.targetMax >= count) {
    let wrong = 0;
    for (let edge = 0; edge < edgeCount; edge += 1)
      if (edges.packed[edge] >>> targetShift >= count) {
        edges.packed[edge] = edgeKind.invalid;
        wrong += 1;
      }
    if (wrong > 0) problems.add('edges', `${wrong} edges lead to nodes that are not in the file`);
  }
  return edgeCount;
}

function checkStated(parts: SnapshotParts, nodes: number, edges: number, problems: ProblemList): void {
  const { statedNodeCount, statedEdgeCount } = parts.header;
  if (statedNodeCount !== null && statedNodeCount !== nodes)
    problems.add('header', `it states ${statedNodeCount} nodes; the file holds ${nodes}`);
  if (statedEdgeCount !== null && statedEdgeCount !== edges)
    problems.add('header', `it states ${statedEdgeCount} edges; the file holds ${edges}`);
}

function checkNames(nodeMax: number, edgeMax: number, strings: number, problems: ProblemList): void {
  if (nodeMax >= strings) problems.add('nodes', `a node is named by string ${nodeMax}; the file has ${strings}`);
  if (edgeMax >= strings) problems.add('edges', `an edge is named by string ${edgeMax}; the file has ${strings}`);
}

/**
 * Puts together what was read of one file: everything at once, or the edges by a second reader (`edgeParts`).
 * Throws `NotASnapshot` where there is not a single node.
 */
export function joinedGraph(parts: SnapshotParts, edgeParts: SnapshotParts, fileBytes: number): Graph {
  const problems = new ProblemList();
  const all = edgeParts === parts ? parts.problems : [...parts.problems, ...edgeParts.problems];
  const seen = new Set<string>();
  for (const { where, what } of all) if (seen.size < seen.add(`${where}: ${what}`).size) problems.add(where, what);
  const { nodes } = parts;
  if (nodes === null || nodes.count === 0) throw new NotASnapshot('it has no nodes');
  const none = { count: 0, packed: sharedU32(0), name: sharedU32(0), targetMax: 0, nameMax: 0 };
  const edges = edgeParts.edges ?? none;
  checkStated(parts, nodes.count, edges.count, problems);
  const edgeCount = fitEdges(nodes, edges, problems);
  if (parts.strings !== null) checkNames(nodes.nameMax, edges.nameMax, parts.strings.count, problems);
  const rootOrdinal = parts.header.rootOffset / parts.header.nodeFields.count;
  const isRootGood = Number.isInteger(rootOrdinal) && rootOrdinal < nodes.count;
  if (!isRootGood) problems.add('header', `its root ${parts.header.rootOffset} is no node; node 0 is taken`);
  const strings = parts.strings ?? { count: 0, offsets: new Uint32Array(0) };
  return {
    fileBytes,
    nodeCount: nodes.count,
    edgeCount,
    root: isRootGood ? rootOrdinal : 0,
    kindNames: parts.header.kindNames,
    kind: nodes.kind.subarray(0, nodes.count),
    name: nodes.name.subarray(0, nodes.count),
    id: nodes.id.subarray(0, nodes.count),
    selfSize: nodes.selfSize.subarray(0, nodes.count),
    wideSizes: nodes.wideSizes,
    firstEdge: nodes.firstEdge.subarray(0, nodes.count + 1),
    detachedness: nodes.detachedness?.subarray(0, nodes.count) ?? null,
    packed: edges.packed.subarray(0, edgeCount),
    edgeName: edges.name.subarray(0, edgeCount),
    locations: fittedLocations(parts, nodes.count, problems),
    strings: { count: strings.count, offsets: strings.offsets.subarray(0, strings.count) },
    problems: problems.list(),
  };
}
