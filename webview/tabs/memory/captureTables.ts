import { html, nothing } from 'lit';
import type { ClosureRow, ModuleRow, StringOrder, StringRow } from '../../../src/protocol/heapTables.ts';
import type { Place } from '../../../src/protocol/places.ts';
import { quantity } from '../../format/quantity.ts';
import type { Column } from '../../lists/gridModel.ts';
import { figure } from '../../widgets/cells.ts';
import { bytesColumn, countColumn, figureColumn, sortedPlaceColumn } from './heapColumns.ts';

/** A text as it would stand in the source, on one line. */
const quoted = (text: string) => JSON.stringify(text);

function textCell({ text, length }: StringRow): unknown {
  const isCut = length === null || length > text.length;
  return html`<code title=${text}>${quoted(text).slice(0, isCut ? -1 : undefined)}${isCut ? '…' : nothing}</code>`;
}

/** Texts that are there more than once, or the longest. */
export function stringColumns(order: StringOrder): readonly Column<StringRow>[] {
  const length = (row: StringRow) =>
    row.length === null
      ? html`<span class="q" title="the file holds only the beginning of a longer text">over 1,024</span>`
      : figure(quantity(row.length, 'count'));
  const text: Column<StringRow> = {
    id: 'text',
    head: 'Text',
    width: 'minmax(0,1fr)',
    sort: 'ascending',
    cell: textCell,
    value: (row) => row.text,
  };
  const characters = figureColumn<StringRow>('length', 'Characters', '84px', length, (row) => row.length, 560);
  return order === 'duplicates'
    ? [
        text,
        characters,
        countColumn('count', 'Count'),
        bytesColumn('size', 'Each', 640),
        bytesColumn('wastedSize', 'Wasted'),
        bytesColumn('totalSize', 'In all', 480),
      ]
    : [text, characters, bytesColumn('size', 'Shallow', 560), bytesColumn('totalSize', 'Retained')];
}

/** Functions by where they stand in the source. */
export function functionColumns(openPlace: (place: Place) => void): readonly Column<ClosureRow>[] {
  return [
    {
      id: 'name',
      head: 'Function',
      width: 'minmax(0,1fr)',
      sort: 'ascending',
      cell: ({ name }) => html`<code>${name === '' ? '(anonymous)' : name}()</code>`,
      value: ({ name }) => name,
    },
    countColumn('count', 'Count', 380),
    bytesColumn('shallowSize', 'Shallow', 560),
    bytesColumn('retainedSize', 'Retained'),
    sortedPlaceColumn(openPlace, 340),
  ];
}

/** Where a module of the program's files begins; null for packages, Node's own and what has no file. */
export function moduleStart({ by, name }: ModuleRow): Place | null {
  const isPath = by === 'file' && (name.startsWith('/') || /^[A-Za-z]:[\\/]/.test(name));
  return isPath ? { file: name, line: 1, column: 1 } : null;
}

/** Memory by package or by file. `heapBytes` is the whole of which the shares are parts. */
export function moduleColumns(heapBytes: number): readonly Column<ModuleRow>[] {
  const share = ({ size }: ModuleRow) => (heapBytes === 0 ? null : size / heapBytes);
  return [
    {
      id: 'name',
      head: 'Module',
      width: 'minmax(0,1fr)',
      sort: 'ascending',
      cell: ({ name }) => html`<code title=${name}>${name}</code>`,
      value: ({ name }) => name,
    },
    countColumn('count', 'Objects', 640),
    bytesColumn('shallowSize', 'Shallow', 720),
    bytesColumn('size', 'Share'),
    {
      id: 'part',
      head: '',
      width: '64px',
      align: 'right',
      from: 480,
      cell: (row) => figure(quantity(share(row), 'ratio')),
    },
    bytesColumn('retainedSize', 'Retained', 380),
  ];
}
