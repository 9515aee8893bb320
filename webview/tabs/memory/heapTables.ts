import { html, nothing } from 'lit';
import { systemDistance, type ClassDiffRow, type ClassRow, type GrowthRow } from '../../../src/protocol/heapRows.ts';
import type { Place, ScriptLocation } from '../../../src/protocol/places.ts';
import { change, quantity } from '../../format/quantity.ts';
import { fileName } from '../../format/placeName.ts';
import { gridModel, type Column, type GridModel } from '../../lists/gridModel.ts';
import type { PagedRows } from '../../store/pagedRows.ts';
import { figure, placeLink } from '../../widgets/cells.ts';

/** What a heap table may do. */
export type TableActs<Row> = {
  readonly openPlace: (place: Place) => void;
  readonly under: (row: Row) => unknown;
  readonly sorted: () => void;
  readonly reveal?: string;
};

const count = (value: number) => figure(quantity(value, 'count'));
const bytes = (value: number) => figure(quantity(value, 'bytes'));
const countChange = (value: number) => figure(change(value, 'count'));
const bytesChange = (value: number) => figure(change(value, 'bytes'));

type Placed = { readonly place: Place | null; readonly location: ScriptLocation | null };

function placeCell({ place, location }: Placed, openPlace: (place: Place) => void): unknown {
  if (place !== null) return placeLink(place, openPlace);
  const where = location?.url === undefined ? '' : `; the engine says ${fileName(location.url)}:${location.line + 1}`;
  return html`<span class="dim" title=${`no line in the source is known${where}`}>—</span>`;
}

function placeColumn<Row extends Placed>(openPlace: (place: Place) => void, from: number): Column<Row> {
  return {
    id: 'place',
    head: 'Place',
    width: 'minmax(96px,136px)',
    from,
    cell: (row) => placeCell(row, openPlace),
    value: ({ place }) => (place === null ? null : `${place.file}:${place.line}`),
  };
}

function figureColumn<Row>(
  id: string & keyof Row,
  head: string,
  width: string,
  cell: (row: Row) => unknown,
  value: (row: Row) => number | null,
  from = 0,
): Column<Row> {
  return { id, head, width, align: 'right', sort: 'descending', from, cell, value };
}

/** `Map (table) sessions`: the last word is the name it has in the source. */
function containerName(row: GrowthRow): unknown {
  const at = row.container.lastIndexOf(' ');
  return at < 0
    ? html`<code title=${row.path}>${row.container}</code>`
    : html`<span title=${row.path}>${row.container.slice(0, at)} <code>${row.container.slice(at + 1)}</code></span>`;
}

/** Work done between the two snapshots of a hunt, and what a unit of it is. */
export type Pace = { readonly work: number; readonly unit: string };

function paceColumn({ work, unit }: Pace): Column<GrowthRow> {
  const of = ({ sizeDelta }: GrowthRow) => sizeDelta / work;
  return {
    id: 'perWork',
    head: `Per ${unit}`,
    width: '76px',
    align: 'right',
    cell: (row) =>
      row.sizeDelta > 0 ? figure(quantity(of(row), 'bytes')) : figure(quantity(null, 'bytes'), 'it did not grow'),
    value: of,
  };
}

export function growthColumns(openPlace: (place: Place) => void, pace: Pace | null): readonly Column<GrowthRow>[] {
  return [
    {
      id: 'container',
      head: 'Container',
      width: 'minmax(0,1.25fr)',
      sort: 'ascending',
      cell: containerName,
      value: (row) => row.container,
    },
    {
      id: 'owner',
      head: 'Owner',
      width: 'minmax(0,.75fr)',
      from: 640,
      sort: 'ascending',
      cell: (row) => row.owner,
      value: (row) => row.owner,
    },
    figureColumn(
      'countDelta',
      'Δ count',
      '68px',
      (row) => countChange(row.countDelta),
      (row) => row.countDelta,
      480,
    ),
    figureColumn(
      'sizeDelta',
      'Δ size',
      '84px',
      (row) => bytesChange(row.sizeDelta),
      (row) => row.sizeDelta,
    ),
    ...(pace === null ? [] : [paceColumn(pace)]),
    figureColumn(
      'retainedSize',
      'Retained',
      '84px',
      (row) => bytes(row.retainedSize),
      (row) => row.retainedSize,
      760,
    ),
    placeColumn(openPlace, pace === null ? 380 : 480),
  ];
}

export function classDiffColumns(openPlace: (place: Place) => void): readonly Column<ClassDiffRow>[] {
  return [
    {
      id: 'name',
      head: 'Class',
      width: 'minmax(0,1fr)',
      sort: 'ascending',
      cell: (row) => html`<code>${row.name}</code>`,
      value: (row) => row.name,
    },
    figureColumn(
      'addedCount',
      'Added',
      '64px',
      (row) => count(row.addedCount),
      (row) => row.addedCount,
      720,
    ),
    figureColumn(
      'removedCount',
      'Removed',
      '64px',
      (row) => count(row.removedCount),
      (row) => row.removedCount,
      720,
    ),
    figureColumn(
      'countDelta',
      'Δ count',
      '68px',
      (row) => countChange(row.countDelta),
      (row) => row.countDelta,
      480,
    ),
    figureColumn(
      'addedSize',
      'Added size',
      '84px',
      (row) => bytes(row.addedSize),
      (row) => row.addedSize,
      900,
    ),
    figureColumn(
      'removedSize',
      'Removed size',
      '84px',
      (row) => bytes(row.removedSize),
      (row) => row.removedSize,
      900,
    ),
    figureColumn(
      'sizeDelta',
      'Δ size',
      '84px',
      (row) => bytesChange(row.sizeDelta),
      (row) => row.sizeDelta,
    ),
    placeColumn(openPlace, 560),
  ];
}

export function classColumns(openPlace: (place: Place) => void): readonly Column<ClassRow>[] {
  const distance = (row: ClassRow) =>
    row.distance === null || row.distance >= systemDistance
      ? html`<span class="q" title="no path from the program's own roots leads there">—</span>`
      : html`<span class="q">${row.distance}</span>`;
  return [
    {
      id: 'name',
      head: 'Class',
      width: 'minmax(0,1fr)',
      sort: 'ascending',
      cell: (row) => html`<code>${row.name}</code>`,
      value: (row) => row.name,
    },
    {
      ...figureColumn('distance', 'Distance', '60px', distance, (row: ClassRow) => row.distance, 640),
      sort: 'ascending',
    },
    figureColumn(
      'count',
      'Count',
      '76px',
      (row) => count(row.count),
      (row) => row.count,
      480,
    ),
    figureColumn(
      'shallowSize',
      'Shallow',
      '84px',
      (row) => bytes(row.shallowSize),
      (row) => row.shallowSize,
    ),
    figureColumn(
      'retainedSize',
      'Retained',
      '84px',
      (row) => bytes(row.retainedSize),
      (row) => row.retainedSize,
      340,
    ),
    placeColumn(openPlace, 560),
  ];
}

function pagedModel<Row>(
  label: string,
  columns: readonly Column<Row>[],
  pages: PagedRows<Row>,
  keyOf: (row: Row) => string,
  acts: TableActs<Row>,
  isQuiet: (row: Row) => boolean,
): GridModel {
  const { sort, descending, filter } = pages.order;
  return gridModel<Row>({
    label,
    columns,
    source: { total: pages.total, row: (index) => pages.row(index), ensure: (start, end) => pages.ensure(start, end) },
    keyOf,
    order: { sort, descending },
    onSort: (next, isDescending) => {
      pages.reorder({ sort: next, descending: isDescending, filter });
      acts.sorted();
    },
    under: acts.under,
    isQuiet,
    ...(acts.reveal === undefined ? {} : { reveal: acts.reveal }),
    empty: filter === '' ? html`<span>None.</span>` : `No row has “${filter}” in its name.`,
  });
}

export function growthModel(pages: PagedRows<GrowthRow>, acts: TableActs<GrowthRow>, pace: Pace | null): GridModel {
  const largest = pages.row(0)?.sizeDelta ?? 0;
  const isQuiet = (row: GrowthRow) => row.sizeDelta <= 0 || row.sizeDelta < largest / 20;
  return pagedModel(
    'Containers that changed',
    growthColumns(acts.openPlace, pace),
    pages,
    (row) => String(row.nodeId),
    acts,
    isQuiet,
  );
}

export function classDiffModel(pages: PagedRows<ClassDiffRow>, acts: TableActs<ClassDiffRow>): GridModel {
  return pagedModel(
    'Classes that changed',
    classDiffColumns(acts.openPlace),
    pages,
    (row) => row.classKey,
    acts,
    (row) => row.sizeDelta <= 0,
  );
}

export function classModel(pages: PagedRows<ClassRow>, acts: TableActs<ClassRow>): GridModel {
  return pagedModel(
    'Classes',
    classColumns(acts.openPlace),
    pages,
    (row) => String(row.classIndex),
    acts,
    () => false,
  );
}

/** What a list says of its length beside its title. */
export function lengthWords(total: number | null, what: string): unknown {
  return total === null ? nothing : `${quantity(total, 'count').figure} ${what}`;
}
