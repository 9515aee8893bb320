import type { NodeRow, NodeSet } from '../../../src/protocol/heapNodes.ts';
import type {
  ClosureRow,
  ModuleRow,
  NodePaths,
  ScopeRow,
  StringOrder,
  StringRow,
} from '../../../src/protocol/heapTables.ts';
import type { Place } from '../../../src/protocol/places.ts';

const place = (file: string, line: number): Place => ({ file: `/home/me/agents/src/${file}`, line, column: 7 });

const texts = [
  'assistant',
  'tool_call',
  'SELECT * FROM agent_events WHERE thread = $1',
  'application/json',
  'He said "no"\n',
];

export function stringRows(order: StringOrder): readonly StringRow[] {
  return texts.map((text, index): StringRow => {
    const count = order === 'duplicates' ? 4_200 - index * 900 : 1;
    const size = 24 + text.length * 8;
    return {
      nodeId: 501 + index,
      text,
      length: index === 2 ? null : text.length,
      count,
      size,
      totalSize: size * count,
      wastedSize: size * (count - 1),
      retainedSize: size,
    };
  });
}

export const closureRows: readonly ClosureRow[] = ['handleTurn', 'run', '', 'onAbort'].map((name, index) => ({
  nodeId: 601 + index,
  name,
  location: { scriptId: 5, line: 30 + index, column: 2, ...(index === 3 ? { url: 'node:internal/abort' } : {}) },
  place: index === 3 ? null : place('agent.ts', 31 + index),
  count: 1_204 >> index,
  shallowSize: 77_056 >> index,
  retainedSize: 1_083_600 >> index,
}));

export function moduleRows(by: ModuleRow['by']): readonly ModuleRow[] {
  const names =
    by === 'package'
      ? ['(program)', 'ws', 'node (built in)']
      : ['/home/me/agents/src/gateway.ts', 'node:events', '(no module)'];
  return names.map((name, index) => ({
    by,
    name,
    count: 24_749 >> index,
    shallowSize: 1_180_000 >> index,
    size: 99_000_000 >> index,
    retainedSize: 101_000_000 >> index,
  }));
}

const scope = (number: number, parent: number | null, name: string, childCount: number): ScopeRow => ({
  scope: number,
  parent,
  name,
  location: { scriptId: 5, line: 87, column: 0 },
  place: place('gateway.ts', 88 + number),
  nodeId: 701 + number,
  count: number === 1 ? 1_204 : 1,
  childCount,
  closureCount: 12,
  shallowSize: 640,
  retainedSize: 99_900_000 >> number,
  variables: [
    { name: 'sessions', value: 'Map', nodeId: 1001, retainedSize: 97_400_000 >> number, isRead: true },
    { name: 'debugLog', value: 'Array', nodeId: 1002, retainedSize: 412_000, isRead: false },
  ],
});
const scopes = [
  scope(0, null, 'module gateway.ts', 1),
  scope(1, 0, 'handleTurn', 0),
  scope(2, null, 'module store.ts', 0),
];

/** Scopes directly within one; -1: in none; null: all. */
export function scopeRows(within: number | null): readonly ScopeRow[] {
  return within === null ? scopes : scopes.filter(({ parent }) => (parent ?? -1) === within);
}

function nodeRow(index: number, set: NodeSet): NodeRow {
  const isEdge = set.kind === 'contents' || set.kind === 'retainers';
  return {
    nodeId: 9_001 + index,
    name: ['Session', 'Map', 'hello', 'system / Context'][index % 4],
    kind: ['object', 'object', 'string', 'object'][index % 4],
    edgeName: isEdge ? ['history', 'sessions', '12', 'context'][index % 4] : null,
    edgeKind: isEdge ? (['property', 'context', 'element', 'internal'] as const)[index % 4] : null,
    shallowSize: 72,
    retainedSize: 1_902_000 - index,
    distance: 3 + (index % 5),
    edgeCount: index % 4 === 2 ? 0 : 7,
    location: null,
    place: index % 4 === 0 ? place('gateway.ts', 131) : null,
  };
}

/** Objects of a set: many of a class, few of anything else. */
export function nodeRows(set: NodeSet): readonly NodeRow[] {
  const total = set.kind === 'class' ? 2_000 : set.kind === 'search' ? 3 : 8;
  return Array.from({ length: total }, (_, index) => nodeRow(index, set));
}

export function nodePaths(nodeId: number): NodePaths {
  const way = (text: string, isShortest: boolean) => ({
    text,
    isShortest,
    steps: [
      {
        nodeId: 1001,
        name: 'Map',
        edgeName: 'table',
        edgeKind: 'internal' as const,
        distance: 4,
        place: place('gateway.ts', 88),
      },
    ],
  });
  return {
    nodeId,
    name: 'Session',
    kind: 'object',
    retainerCount: 2,
    paths: [way("gateway.ts › sessions['a'] › Session", false), way('(GC roots) › Session', true)],
  };
}
