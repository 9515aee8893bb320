import type { NodeRow } from '../../protocol/heapNodes.ts';
import { edgeKinds, type PageRequest } from '../../protocol/heapRows.ts';
import { look, type Watch } from './halt.ts';
import { edgeKind, edgeKindMask, noDistance } from './kinds.ts';
import { edgeNameOf, nodeNameOf } from './nodeNames.ts';
import type { ListedSnapshot, NodeList } from './nodeSets.ts';
import { sharedI32, sharedU32 } from './sharedColumns.ts';
import { locationAt, locationRow, shallowSizeOf } from './snapshot.ts';

/** A row before its place is looked up. */
export type NodeRowFacts = Omit<NodeRow, 'place'>;

type Named = Pick<ListedSnapshot, 'snapshot' | 'strings'>;

const shownMax = 200;

/** `shape 'a long text…`: a name of a length that a row can show. */
const shortened = (name: string) => (name.length > shownMax ? `${name.slice(0, shownMax - 1)}…` : name);

/** Numbers to sort by, for the columns that are figures. Unknown is not a number. */
function numbersOf({ snapshot }: Named, { nodes }: NodeList, sort: string): ((at: number) => number) | null {
  const { graph, tree, distances } = snapshot;
  switch (sort) {
    case 'nodeId':
      return (at) => graph.id[nodes[at]];
    case 'shallowSize':
      return (at) => shallowSizeOf(snapshot, nodes[at]);
    case 'retainedSize':
      return (at) => tree.retained[nodes[at]];
    case 'edgeCount':
      return (at) => graph.firstEdge[nodes[at] + 1] - graph.firstEdge[nodes[at]];
    case 'distance':
      return (at) => (distances[nodes[at]] === noDistance ? Number.NaN : distances[nodes[at]]);
    default:
      return null;
  }
}

function textsOf({ snapshot, strings }: Named, { nodes, edges }: NodeList, sort: string) {
  const { graph } = snapshot;
  if (sort === 'name') return (at: number) => nodeNameOf(graph, strings, nodes[at]);
  if (sort !== 'edgeName') return null;
  return (at: number) => {
    const edge = edges[at];
    if (edge < 0) return '';
    // Indexes stand in the order of their numbers, before names.
    const isIndex = (graph.packed[edge] & edgeKindMask) === edgeKind.element;
    return isIndex ? `\0${String(graph.edgeName[edge]).padStart(10, '0')}` : edgeNameOf(graph, strings, edge);
  };
}

/** What the filter looks at: the name, and the edge's. */
function passes({ snapshot, strings }: Named, { nodes, edges }: NodeList, filter: string, watch: Watch): number[] {
  const wanted = filter.toLowerCase();
  const found: number[] = [];
  for (let at = 0; at < nodes.length; at += 1) {
    if ((at & 0xff) === 0) look(watch);
    const { graph } = snapshot;
    const edge = edges[at] < 0 ? '' : edgeNameOf(graph, strings, edges[at]);
    const text = `${edge} ${nodeNameOf(graph, strings, nodes[at])} @${graph.id[nodes[at]]}`;
    if (text.toLowerCase().includes(wanted)) found.push(at);
  }
  return found;
}

/** The list filtered and sorted as a page asks for it. An unknown `sort` leaves it in its own order. */
export function orderedNodes(named: Named, list: NodeList, page: PageRequest, watch: Watch): NodeList {
  const wanted = page.filter.trim();
  const at = wanted === '' ? Uint32Array.from(list.nodes.keys()) : Uint32Array.from(passes(named, list, wanted, watch));
  const sign = page.descending ? -1 : 1;
  const numbers = numbersOf(named, list, page.sort);
  const texts = numbers === null ? textsOf(named, list, page.sort) : null;
  look(watch);
  if (numbers !== null) {
    const keys = Float64Array.from(list.nodes.keys(), numbers);
    at.sort((a, b) => {
      if (Number.isNaN(keys[a])) return Number.isNaN(keys[b]) ? a - b : 1;
      return Number.isNaN(keys[b]) ? -1 : sign * (keys[a] - keys[b]) || a - b;
    });
  } else if (texts !== null) {
    const keys = new Map<number, string>();
    for (const one of at) keys.set(one, texts(one));
    const keyOf = (one: number) => keys.get(one) ?? '';
    at.sort((a, b) => (keyOf(a) === keyOf(b) ? a - b : keyOf(a) < keyOf(b) ? -sign : sign));
  }
  const nodes = sharedU32(at.length);
  const edges = sharedI32(at.length);
  at.forEach((from, to) => {
    nodes[to] = list.nodes[from];
    edges[to] = list.edges[from];
  });
  return { nodes, edges, omitted: list.omitted };
}

/** The rows of a stretch of a list. */
export function nodeRows({ snapshot, strings }: Named, { nodes, edges }: NodeList): readonly NodeRowFacts[] {
  const { graph, tree, distances } = snapshot;
  return Array.from(nodes, (node, at) => {
    const edge = edges[at];
    return {
      nodeId: graph.id[node],
      name: shortened(nodeNameOf(graph, strings, node)),
      kind: graph.kindNames[graph.kind[node]] ?? 'unknown',
      edgeName: edge < 0 ? null : shortened(edgeNameOf(graph, strings, edge)),
      edgeKind: edge < 0 ? null : (edgeKinds[graph.packed[edge] & edgeKindMask] ?? null),
      shallowSize: shallowSizeOf(snapshot, node),
      retainedSize: tree.retained[node],
      distance: distances[node] === noDistance ? null : distances[node],
      edgeCount: graph.firstEdge[node + 1] - graph.firstEdge[node],
      location: locationAt(snapshot, locationRow(graph, node)),
    };
  });
}
