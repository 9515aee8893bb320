import { html } from 'lit';
import type { ClassDiffRow, ClassRow, GrowthRow } from '../../../src/protocol/heapRows.ts';
import type { Place } from '../../../src/protocol/places.ts';
import { quantity } from '../../format/quantity.ts';
import type { Column, GridModel } from '../../lists/gridModel.ts';
import type { PagedRows } from '../../store/pagedRows.ts';
import { figure } from '../../widgets/cells.ts';
import {
  bytesChange,
  bytesColumn,
  countChange,
  countColumn,
  distanceColumn,
  figureColumn,
  pagedModel,
  placeColumn,
  sortedPlaceColumn,
  type TableActs,
} from './heapColumns.ts';

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
    bytesColumn('retainedSize', 'Retained', 760),
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
    countColumn('addedCount', 'Added', 720),
    countColumn('removedCount', 'Removed', 720),
    figureColumn(
      'countDelta',
      'Δ count',
      '68px',
      (row) => countChange(row.countDelta),
      (row) => row.countDelta,
      480,
    ),
    bytesColumn('addedSize', 'Added size', 900),
    bytesColumn('removedSize', 'Removed size', 900),
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
  return [
    {
      id: 'name',
      head: 'Class',
      width: 'minmax(0,1fr)',
      sort: 'ascending',
      cell: (row) => html`<code>${row.name}</code>`,
      value: (row) => row.name,
    },
    distanceColumn(640),
    countColumn('count', 'Count', 480),
    bytesColumn('shallowSize', 'Shallow'),
    bytesColumn('retainedSize', 'Retained', 340),
    sortedPlaceColumn(openPlace, 560),
  ];
}

export function growthModel(pages: PagedRows<GrowthRow>, acts: TableActs<GrowthRow>, pace: Pace | null): GridModel {
  const largest = pages.row(0)?.sizeDelta ?? 0;
  const isQuiet = (row: GrowthRow) => row.sizeDelta <= 0 || row.sizeDelta < largest / 20;
  return pagedModel(
    'Containers that changed',
    growthColumns(acts.openPlace, pace),
    pages,
    (row) => String(row.nodeId),
    { ...acts, placeOf: ({ place }) => place },
    isQuiet,
  );
}

export function classDiffModel(pages: PagedRows<ClassDiffRow>, acts: TableActs<ClassDiffRow>): GridModel {
  return pagedModel(
    'Classes that changed',
    classDiffColumns(acts.openPlace),
    pages,
    (row) => row.classKey,
    { ...acts, placeOf: ({ place }) => place },
    (row) => row.sizeDelta <= 0,
  );
}

export function classModel(pages: PagedRows<ClassRow>, acts: TableActs<ClassRow>, label = 'Classes'): GridModel {
  return pagedModel(
    label,
    classColumns(acts.openPlace),
    pages,
    (row) => String(row.classIndex),
    { ...acts, placeOf: ({ place }) => place },
    () => false,
  );
}
