import { html, nothing } from 'lit';
import type { NodeRow, NodeSet } from '../../../src/protocol/heapNodes.ts';
import type { Place } from '../../../src/protocol/places.ts';
import type { Column } from '../../lists/gridModel.ts';
import { bytesColumn, countColumn, distanceColumn, sortedPlaceColumn } from './heapColumns.ts';

const textKinds: ReadonlySet<string> = new Set(['string', 'concatenated string', 'sliced string']);

/** `sessions: Map @21`, as a debugger would write it. */
function nameCell({ edgeName, edgeKind, name, kind, nodeId }: NodeRow): unknown {
  const edge = edgeName === null ? '' : edgeKind === 'element' ? `[${edgeName}]` : edgeName;
  const shown = textKinds.has(kind) ? JSON.stringify(name) : name === '' ? `(${kind})` : name;
  const title = `${edgeKind === null ? '' : `${edgeKind} ${edge}: `}${kind} ${name}`;
  return html`<code title=${title}
    >${edge === '' ? nothing : html`<span class=${edgeKind === 'property' || edgeKind === 'context' ? '' : 'dim'}>${edge}</span>: `}${shown}
    <span class="dim">@${nodeId}</span></code
  >`;
}

/** A column of which the name cell tells on screen: it is in copies alone. */
function copiedColumn(id: string, head: string, value: (row: NodeRow) => string | number | null): Column<NodeRow> {
  return { id, head, width: '0', from: Number.POSITIVE_INFINITY, cell: () => nothing, value };
}

/** The columns of objects. */
export function nodeColumns(openPlace: (place: Place) => void): readonly Column<NodeRow>[] {
  return [
    {
      id: 'name',
      head: 'Object',
      width: 'minmax(0,1fr)',
      sort: 'ascending',
      cell: nameCell,
      value: ({ name }) => name,
    },
    copiedColumn('edgeName', 'Edge', ({ edgeName }) => edgeName),
    copiedColumn('nodeId', 'Id', ({ nodeId }) => nodeId),
    distanceColumn(640),
    countColumn('edgeCount', 'Edges', 720),
    bytesColumn('shallowSize', 'Shallow', 480),
    bytesColumn('retainedSize', 'Retained'),
    sortedPlaceColumn(openPlace, 560),
  ];
}

/** What opens below an object of a list: that list goes on, or its contents follow. */
export function setBelow(set: NodeSet, nodeId: number): NodeSet {
  return set.kind === 'retainers' || set.kind === 'dominated'
    ? { kind: set.kind, nodeId }
    : { kind: 'contents', nodeId };
}

/** True where something opens below an object of a list. */
export function hasBelow(set: NodeSet, row: NodeRow): boolean {
  if (set.kind === 'retainers') return row.distance !== 0 && row.kind !== 'synthetic';
  if (set.kind === 'dominated') return row.retainedSize > row.shallowSize;
  return row.edgeCount > 0;
}
