import { html, nothing, type TemplateResult } from 'lit';
import type { Place } from '../../../src/protocol/places.ts';
import type { ComparedFunction, ProfileComparison, ProfileFunctionRow } from '../../../src/protocol/profiles.ts';
import { fileName } from '../../format/placeName.ts';
import { change, quantity } from '../../format/quantity.ts';
import { gridModel, type Column, type GridModel, type RowSource } from '../../lists/gridModel.ts';
import type { PagedRows } from '../../store/pagedRows.ts';
import { figure, placeLink } from '../../widgets/cells.ts';

type Named = Pick<ProfileFunctionRow, 'functionId' | 'name' | 'place' | 'url' | 'line' | 'code' | 'packageName'>;

/** What a row of functions may do. */
export type FunctionActs = {
  readonly openPlace: (place: Place) => void;
  /** Puts the function into the middle. */
  readonly choose: (functionId: number) => void;
  readonly sorted: () => void;
};

const codeWords = { own: '', node: 'Node', engine: 'engine', collector: '', package: '', probe: 'Pitstop' } as const;
const whose = ({ code, packageName }: Named) => packageName ?? codeWords[code];

function nameColumn<Row extends Named>(): Column<Row> {
  return {
    id: 'name',
    head: 'Function',
    width: 'minmax(0,1fr)',
    sort: 'ascending',
    cell: (row) => html`<code title=${row.name}>${row.name}</code> <span class="dim">${whose(row)}</span>`,
    value: ({ name }) => name,
  };
}

function placeColumn<Row extends Named>(openPlace: (place: Place) => void, from: number): Column<Row> {
  return {
    id: 'place',
    head: 'Place',
    width: 'minmax(96px,148px)',
    from,
    sort: 'ascending',
    cell: (row) => placeCell(row, openPlace),
    value: ({ place, url, line }) =>
      place === null ? (url === '' ? null : `${url}:${line}`) : `${place.file}:${place.line}`,
  };
}

function placeCell({ place, url, line }: Named, openPlace: (place: Place) => void): unknown {
  if (place !== null) return placeLink(place, openPlace);
  if (url === '') return html`<span class="dim" title="the engine's own work has no line">—</span>`;
  return html`<span class="dim" title=${`${url}:${line}, no such file here`}>${fileName(url)}:${line}</span>`;
}

const pagesOf = <Row>(pages: PagedRows<Row>): RowSource<Row> => ({
  total: pages.total,
  row: (index) => pages.row(index),
  ensure: (start, end) => pages.ensure(start, end),
});

/** The share of the whole as a bar, the value, and the share as a figure. */
function costColumns<Row extends Named>(
  id: string,
  head: string,
  valueOf: (row: Row) => number,
  about: { readonly unit: 'ms' | 'bytes'; readonly total: number; readonly from: number; readonly hasBar: boolean },
): readonly Column<Row>[] {
  const { unit, total, from, hasBar } = about;
  const share = (row: Row) => (total > 0 ? valueOf(row) / total : 0);
  const bar: Column<Row> = {
    id: `${id}Bar`,
    head: '',
    width: '56px',
    from: 720,
    cell: (row) =>
      html`<span class="share"
        >${share(row) === 0 ? nothing : html`<i .style=${`--bar:var(--cpu);width:${Math.min(100, share(row) * 100).toFixed(1)}%`}></i>`}</span
      >`,
  };
  return [
    ...(hasBar ? [bar] : []),
    {
      id,
      head,
      width: '68px',
      align: 'right',
      sort: 'descending',
      from,
      cell: (row) => figure(quantity(valueOf(row), unit)),
      value: valueOf,
    },
    {
      id: `${id}Share`,
      head: '',
      width: '58px',
      align: 'right',
      from: Math.max(from, 380),
      cell: (row) => html`<span class="dim">${figure(quantity(share(row), 'ratio', 2))}</span>`,
      value: share,
    },
  ];
}

/** The functions of a profile, the dearest by their own part first: sort, filter, Enter puts one into the middle. */
export function functionsModel(
  rows: PagedRows<ProfileFunctionRow>,
  about: { readonly unit: 'ms' | 'bytes'; readonly total: number; readonly chosen: number | null },
  acts: FunctionActs,
): GridModel {
  const { unit, total, chosen } = about;
  return gridModel<ProfileFunctionRow>({
    label: 'Functions, bottom up',
    columns: [
      nameColumn(),
      ...costColumns<ProfileFunctionRow>('self', 'Self', ({ self }) => self, { unit, total, from: 0, hasBar: true }),
      ...costColumns<ProfileFunctionRow>('total', 'Total', (row) => row.total, {
        unit,
        total,
        from: 480,
        hasBar: false,
      }),
      placeColumn(acts.openPlace, 440),
    ],
    source: pagesOf(rows),
    keyOf: ({ functionId }) => String(functionId),
    order: rows.order,
    onSort: (sort, descending) => {
      rows.reorder({ ...rows.order, sort, descending });
      acts.sorted();
    },
    onOpen: ({ functionId }) => acts.choose(functionId),
    ...(chosen === null ? {} : { chosen: String(chosen) }),
    narrow: { below: 420, cell: (row) => narrowCell(row, figure(quantity(row.self, unit)), acts.openPlace) },
    empty: rows.order.filter === '' ? 'Nothing was measured.' : `No function has “${rows.order.filter}” in it.`,
  });
}

function narrowCell(row: Named, cost: unknown, openPlace: (place: Place) => void): TemplateResult {
  return html`<span class="lines"
    ><span><code>${row.name}</code> <span class="dim">${whose(row)}</span></span
    ><span>${cost} ${placeCell(row, openPlace)}</span></span
  >`;
}

/** The functions of two profiles, those that differ most first. */
export function comparedModel(
  rows: PagedRows<ComparedFunction>,
  comparison: ProfileComparison,
  acts: FunctionActs,
): GridModel {
  const { unit, basis, before, after } = comparison;
  const perSecond = basis === 'perSecond' ? '/s' : '';
  const delta = (value: number) => {
    const words = change(value, unit);
    return figure(
      { ...words, unit: `${words.unit}${perSecond}` },
      `${words.exact}${perSecond === '' ? '' : ' per second'}`,
    );
  };
  const side = (id: 'before' | 'after', head: string, total: number) =>
    costColumns<ComparedFunction>(id, head, (row) => row[id].self, { unit, total, from: 640, hasBar: false }).map(
      // As measured, they cannot be held against each other: only the difference can be sorted by.
      ({ sort: _sort, ...column }) => column,
    );
  const difference = (row: ComparedFunction) =>
    html`<span title=${row.isClear ? '' : 'no more than sampling alone makes it differ'}
      >${delta(row.selfDelta)}</span
    >`;
  return gridModel<ComparedFunction>({
    label: 'Functions of both profiles',
    columns: [
      nameColumn(),
      {
        id: 'change',
        head: 'Self, difference',
        width: '112px',
        align: 'right',
        sort: 'descending',
        cell: difference,
        value: ({ selfDelta }) => selfDelta,
      },
      ...side('before', 'Before', before.total),
      ...side('after', 'After', after.total),
      {
        id: 'totalDelta',
        head: 'Total, difference',
        width: '112px',
        align: 'right',
        sort: 'descending',
        from: 820,
        cell: (row) => delta(row.totalDelta),
        value: ({ totalDelta }) => totalDelta,
      },
      placeColumn(acts.openPlace, 480),
    ],
    source: pagesOf(rows),
    keyOf: ({ functionId }) => String(functionId),
    order: rows.order,
    onSort: (sort, descending) => {
      rows.reorder({ ...rows.order, sort, descending });
      acts.sorted();
    },
    onOpen: ({ place }) => {
      if (place !== null) acts.openPlace(place);
    },
    isQuiet: ({ isClear }) => !isClear,
    narrow: { below: 420, cell: (row) => narrowCell(row, difference(row), acts.openPlace) },
    empty: rows.order.filter === '' ? 'Nothing was measured.' : `No function has “${rows.order.filter}” in it.`,
  });
}
