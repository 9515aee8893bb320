import { nodeKindNames } from './kinds.ts';
import { edgeKindNames, edgeKind } from './kinds.ts';

/** Where the fields of one row lie, and how many there are. -1 where the file has no such field. */
export type SnapshotHeader = {
  readonly nodeFields: {
    readonly count: number;
    readonly kind: number;
    readonly name: number;
    readonly id: number;
    readonly selfSize: number;
    readonly edgeCount: number;
    readonly detachedness: number;
  };
  readonly edgeFields: {
    readonly count: number;
    readonly kind: number;
    readonly name: number;
    readonly target: number;
  };
  readonly locationFields: {
    readonly count: number;
    readonly node: number;
    readonly script: number;
    readonly line: number;
    readonly column: number;
  };
  /** From the file's number of a kind to ours; kinds we do not know are numbered after ours. */
  readonly nodeKindCodes: Uint8Array;
  readonly kindNames: readonly string[];
  readonly edgeKindCodes: Uint8Array;
  /** What the header says; the body decides. */
  readonly statedNodeCount: number | null;
  readonly statedEdgeCount: number | null;
  readonly rootOffset: number;
};

/** Raised where the bytes are no heap snapshot; the message completes "This is not a heap snapshot: …". */
export class NotASnapshot extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotASnapshot';
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The list of kinds at the position of the `type` field. */
function kindNamesOf(meta: unknown, key: string, position: number): readonly string[] {
  const lists = field(meta, key);
  return Array.isArray(lists) ? names(lists[position]) : [];
}

function need(position: number, what: string): number {
  if (position < 0) throw new NotASnapshot(`its header names no ${what} field`);
  return position;
}

function nodeKindsOf(list: readonly string[]): { codes: Uint8Array; kindNames: readonly string[] } {
  const kindNames: string[] = [...nodeKindNames];
  const codes = new Uint8Array(256);
  list.slice(0, 200).forEach((name, index) => {
    let code = kindNames.indexOf(name);
    if (code < 0) code = kindNames.push(name) - 1;
    codes[index] = code;
  });
  const unknown = kindNames.push('unknown') - 1;
  codes.fill(unknown, Math.min(list.length, 200));
  return { codes, kindNames };
}

function edgeKindsOf(list: readonly string[]): Uint8Array {
  const codes = new Uint8Array(256).fill(edgeKind.invalid);
  const known: readonly string[] = edgeKindNames;
  list.slice(0, 255).forEach((name, index) => {
    const code = known.indexOf(name);
    if (code >= 0) codes[index] = code;
  });
  return codes;
}

/** What the `snapshot` object of a file says about its rows. Throws `NotASnapshot` where something needed is missing. */
export function snapshotHeader(text: string): SnapshotHeader {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new NotASnapshot('its header is no valid JSON');
  }
  const meta = field(parsed, 'meta');
  const nodeNames = names(field(meta, 'node_fields'));
  const edgeNames = names(field(meta, 'edge_fields'));
  const locationNames = names(field(meta, 'location_fields'));
  if (nodeNames.length === 0 || edgeNames.length === 0)
    throw new NotASnapshot('its header describes no nodes or edges');
  if (nodeNames.length > 64 || edgeNames.length > 64 || locationNames.length > 64)
    throw new NotASnapshot('its header describes rows of more than 64 fields');
  const kind = need(nodeNames.indexOf('type'), 'node type');
  const edgeKindField = need(edgeNames.indexOf('type'), 'edge type');
  const nodeKinds = nodeKindsOf(kindNamesOf(meta, 'node_types', kind));
  return {
    nodeFields: {
      count: nodeNames.length,
      kind,
      name: need(nodeNames.indexOf('name'), 'node name'),
      id: need(nodeNames.indexOf('id'), 'node id'),
      selfSize: need(nodeNames.indexOf('self_size'), 'node size'),
      edgeCount: need(nodeNames.indexOf('edge_count'), 'edge count'),
      detachedness: nodeNames.indexOf('detachedness'),
    },
    edgeFields: {
      count: edgeNames.length,
      kind: edgeKindField,
      name: need(edgeNames.indexOf('name_or_index'), 'edge name'),
      target: need(edgeNames.indexOf('to_node'), 'edge target'),
    },
    locationFields: {
      count: locationNames.length,
      node: locationNames.indexOf('object_index'),
      script: locationNames.indexOf('script_id'),
      line: locationNames.indexOf('line'),
      column: locationNames.indexOf('column'),
    },
    nodeKindCodes: nodeKinds.codes,
    kindNames: nodeKinds.kindNames,
    edgeKindCodes: edgeKindsOf(kindNamesOf(meta, 'edge_types', edgeKindField)),
    statedNodeCount: countOf(field(parsed, 'node_count')),
    statedEdgeCount: countOf(field(parsed, 'edge_count')),
    rootOffset: countOf(field(parsed, 'root_index')) ?? 0,
  };
}
