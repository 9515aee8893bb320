import type { Problem } from '../../protocol/heapRows.ts';
import type { EdgeColumns } from './edgeSection.ts';
import { edgeKind, targetShift } from './kinds.ts';
import { type NodeColumns, wideSize } from './nodeSection.ts';
import { ProblemList } from './problems.ts';
import { sharedU32 } from './sharedColumns.ts';
import { NotASnapshot } from './snapshotHeader.ts';
import type { SnapshotParts } from './snapshotReader.ts';
import type { StringOffsets } from './stringSection.ts';

/** Script locations of nodes, sorted by node. */
export type LocationColumns = {
  readonly count: number;
  readonly node: Uint32Array;
  readonly script: Uint32Array;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
};

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

function locationColumns(parts: SnapshotParts, nodeCount: number, problems: ProblemList): LocationColumns {
  const fields = parts.header.locationFields;
  const flat = parts.locations ?? new Uint32Array(0);
  const width = Math.max(1, fields.count);
  const total = fields.node < 0 ? 0 : Math.floor(flat.length / width);
  const nodeWidth = parts.header.nodeFields.count;
  const order: number[] = [];
  let wrong = 0;
  for (let row = 0; row < total; row += 1) {
    const offset = flat[row * width + fields.node];
    if (offset % nodeWidth === 0 && offset / nodeWidth < nodeCount) order.push(row);
    else wrong += 1;
  }
  if (wrong > 0) problems.add('locations', `${wrong} locations belong to no node`);
  order.sort((a, b) => flat[a * width + fields.node] - flat[b * width + fields.node] || a - b);
  const columns = {
    node: sharedU32(total),
    script: sharedU32(total),
    line: sharedU32(total),
    column: sharedU32(total),
  };
  let count = 0;
  for (const row of order) {
    const node = flat[row * width + fields.node] / nodeWidth;
    // The last of two for one node counts.
    if (count > 0 && columns.node[count - 1] === node) count -= 1;
    columns.node[count] = node;
    columns.script[count] = flat[row * width + fields.script];
    columns.line[count] = flat[row * width + fields.line];
    columns.column[count] = flat[row * width + fields.column];
    count += 1;
  }
  return { count, ...columns };
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
  const none = { count: 0, packed: sharedU32(0), name: sharedU32(0), targetMax: 0 };
  const edges = edgeParts.edges ?? none;
  checkStated(parts, nodes.count, edges.count, problems);
  const edgeCount = fitEdges(nodes, edges, problems);
  const rootOrdinal = parts.header.rootOffset / parts.header.nodeFields.count;
  const isRootGood = Number.isInteger(rootOrdinal) && rootOrdinal < nodes.count;
  if (!isRootGood) problems.add('header', `its root ${parts.header.rootOffset} is no node; node 0 is taken`);
  const strings = parts.strings ?? { count: 0, offsets: new Uint32Array(0), pairCandidates: [] };
  return {
    fileBytes,
    nodeCount: nodes.count,
    edgeCount,
    root: isRootGood ? rootOrdinal : 0,
    kindNames: parts.header.kindNames,
    kind: nodes.kind,
    name: nodes.name,
    id: nodes.id,
    selfSize: nodes.selfSize,
    wideSizes: nodes.wideSizes,
    firstEdge: nodes.firstEdge,
    detachedness: nodes.detachedness,
    packed: edges.packed,
    edgeName: edges.name,
    locations: locationColumns(parts, nodes.count, problems),
    strings: { count: strings.count, offsets: strings.offsets },
    problems: problems.list(),
  };
}
