import { html, nothing } from 'lit';
import { systemDistance } from '../../../src/protocol/heapRows.ts';
import type { Place, ScriptLocation } from '../../../src/protocol/places.ts';
import { change, quantity } from '../../format/quantity.ts';
import { fileName } from '../../format/placeName.ts';
import { gridModel, type Column, type GridModel } from '../../lists/gridModel.ts';
import type { PagedRows } from '../../store/pagedRows.ts';
import { figure, placeLink } from '../../widgets/cells.ts';

/** What a heap table may do. */
export type TableActs<Row> = {
  readonly openPlace: (place: Place) => void;
  /** What stands below an open row; without it rows do not open. */
  readonly under?: (row: Row) => unknown;
  readonly placeOf?: (row: Row) => Place | null;
  readonly sorted: () => void;
  readonly reveal?: string;
};

export const countChange = (value: number) => figure(change(value, 'count'));
export const bytesChange = (value: number) => figure(change(value, 'bytes'));

type Placed = { readonly place: Place | null; readonly location: ScriptLocation | null };

function placeCell({ place, location }: Placed, openPlace: (place: Place) => void): unknown {
  if (place !== null) return placeLink(place, openPlace);
  if (location?.url === undefined) return html`<span class="dim" title="no line in the source is known">—</span>`;
  const where = `${location.url}:${location.line + 1}`;
  return html`<span class="dim" title=${`${where}; no file of the source is known for it`}
    >${fileName(location.url)}:${location.line + 1}</span
  >`;
}

export function placeColumn<Row extends Placed>(openPlace: (place: Place) => void, from: number): Column<Row> {
  return {
    id: 'place',
    head: 'Place',
    width: 'minmax(96px,136px)',
    from,
    cell: (row) => placeCell(row, openPlace),
    value: ({ place }) => (place === null ? null : `${place.file}:${place.line}`),
  };
}

/** The same in a list that can be sorted by place. */
export function sortedPlaceColumn<Row extends Placed>(openPlace: (place: Place) => void, from: number): Column<Row> {
  return { ...placeColumn<Row>(openPlace, from), sort: 'ascending' };
}

export function figureColumn<Row>(
  id: string & keyof Row,
  head: string,
  width: string,
  cell: (row: Row) => unknown,
  value: (row: Row) => number | null,
  from = 0,
): Column<Row> {
  return { id, head, width, align: 'right', sort: 'descending', from, cell, value };
}

/** The keys of a row's figures. */
type FigureKey<Row> = { [Key in keyof Row]: Row[Key] extends number | null ? Key : never }[keyof Row] & string;

/** A column of sizes; a size that is not known is told so. */
export function bytesColumn<Row>(id: FigureKey<Row>, head: string, from = 0): Column<Row> {
  return quantityColumn(id, head, '84px', 'bytes', from);
}

/** A column of counts. */
export function countColumn<Row>(id: FigureKey<Row>, head: string, from = 0): Column<Row> {
  return quantityColumn(id, head, '76px', 'count', from);
}

function quantityColumn<Row>(
  id: FigureKey<Row>,
  head: string,
  width: string,
  unit: 'bytes' | 'count',
  from: number,
): Column<Row> {
  const value = (row: Row) => {
    const found = row[id];
    return typeof found === 'number' ? found : null;
  };
  return figureColumn<Row>(id, head, width, (row) => figure(quantity(value(row), unit)), value, from);
}

/** How many edges lie between an object and the nearest root. */
export function distanceColumn<Row extends { readonly distance: number | null }>(from: number): Column<Row> {
  const cell = ({ distance }: Row) =>
    distance === null || distance >= systemDistance
      ? html`<span class="q" title="no path from the program's own roots leads there">—</span>`
      : html`<span class="q">${distance}</span>`;
  const column = figureColumn<Row>('distance', 'Distance', '60px', cell, ({ distance }) => distance, from);
  return { ...column, sort: 'ascending' };
}

/** The way to a place; undefined where there is none. */
export function wayTo(place: Place | null, openPlace: (place: Place) => void): (() => void) | undefined {
  return place === null ? undefined : () => openPlace(place);
}

/** The model of a list that comes by pages. */
export function pagedModel<Row>(
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
    ...(acts.under === undefined ? {} : { under: acts.under }),
    goTo: (row) => wayTo(acts.placeOf?.(row) ?? null, acts.openPlace),
    isQuiet,
    ...(acts.reveal === undefined ? {} : { reveal: acts.reveal }),
    empty: filter === '' ? html`<span>None.</span>` : `No row has “${filter}” in its name.`,
  });
}

/** What a list says of its length beside its title. */
export function lengthWords(total: number | null, what: string): unknown {
  return total === null ? nothing : `${quantity(total, 'count').figure} ${what}`;
}
