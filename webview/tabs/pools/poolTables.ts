import { html } from 'lit';
import type { LivePool, PoolHolder, PoolSite } from '../../../src/protocol/livePools.ts';
import type { Place } from '../../../src/protocol/places.ts';
import { placeName } from '../../format/placeName.ts';
import { quantity, wholeNumber } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure, placeLink } from '../../widgets/cells.ts';
import { icon } from '../../widgets/icons.ts';
import { heldLongMs } from './poolsAnswer.ts';

const kinds: Readonly<Record<LivePool['kind'], string>> = {
  pg: 'pg.Pool',
  http: 'http.Agent',
  fetch: 'fetch, undici',
  sockets: 'WebSockets',
  workers: 'worker threads',
};

type Open = (place: Place) => void;

const taken = ({ capacity, busy, total, kind }: LivePool): string =>
  kind === 'sockets' ? `${wholeNumber(total)} open` : `${wholeNumber(busy)} of ${wholeNumber(capacity ?? total)}`;

/** Share of the uses that needed no new connection; null where there was none. */
const reused = ({ kind, uses, opened }: LivePool): number | null =>
  uses === 0 || (kind !== 'http' && kind !== 'fetch' && kind !== 'pg') ? null : Math.max(0, 1 - opened / uses);

const unknown = 'not known for this kind, or nothing came in the last second';

const poolColumns = (open: Open): readonly Column<LivePool>[] => [
  {
    id: 'pool',
    head: 'Pool',
    width: 'minmax(120px,2fr)',
    cell: (pool) => html`<code title=${pool.label}>${pool.label === '' ? '—' : pool.label}</code>`,
    value: (pool) => pool.label,
  },
  {
    id: 'kind',
    head: 'Kind',
    width: '110px',
    from: 520,
    cell: ({ kind }) => kinds[kind],
    value: ({ kind }) => kinds[kind],
  },
  {
    id: 'place',
    head: 'Place',
    width: 'minmax(90px,1fr)',
    from: 640,
    cell: (pool) => placeLink(pool.place, open),
    value: (pool) => (pool.place === null ? '' : placeName(pool.place)),
  },
  {
    id: 'taken',
    head: 'Taken',
    width: '92px',
    align: 'right',
    cell: (pool) => html`<span class="q">${taken(pool)}</span>`,
    value: taken,
  },
  {
    id: 'waiting',
    head: 'Waiting',
    width: '64px',
    align: 'right',
    cell: (pool) => figure(quantity(pool.waiting, 'count')),
    value: (pool) => pool.waiting,
  },
  {
    id: 'wait',
    head: 'Wait p95',
    width: '74px',
    align: 'right',
    from: 420,
    cell: (pool) => figure(quantity(pool.wait?.p95 ?? null, 'ms'), pool.wait === null ? unknown : undefined),
    value: (pool) => pool.wait?.p95 ?? null,
  },
  {
    id: 'hold',
    head: 'Hold p95',
    width: '74px',
    align: 'right',
    from: 700,
    cell: (pool) => figure(quantity(pool.hold?.p95 ?? null, 'ms'), pool.hold === null ? unknown : undefined),
    value: (pool) => pool.hold?.p95 ?? null,
  },
  {
    id: 'reused',
    head: 'Reused',
    width: '66px',
    align: 'right',
    from: 560,
    cell: (pool) => figure(quantity(reused(pool), 'ratio'), reused(pool) === null ? unknown : undefined),
    value: reused,
  },
  {
    id: 'buffered',
    head: 'Not sent',
    width: '74px',
    align: 'right',
    from: 780,
    cell: ({ sockets }) =>
      figure(quantity(sockets?.bufferedBytes ?? null, 'bytes'), sockets === null ? unknown : undefined),
    value: ({ sockets }) => sockets?.bufferedBytes ?? null,
  },
];

/** All pools, as they stand; Enter or a click chooses one. */
export function poolsModel(
  pools: readonly LivePool[],
  { chosen, open, choose }: { readonly chosen: string; readonly open: Open; readonly choose: (poolId: string) => void },
): GridModel {
  return gridModel<LivePool>({
    label: 'Pools',
    columns: poolColumns(open),
    source: localRows(pools),
    keyOf: ({ poolId }) => poolId,
    onOpen: ({ poolId }) => choose(poolId),
    chosen,
  });
}

/** Who has taken something and not given it back, the oldest first. */
export function holdersModel(holders: readonly PoolHolder[], open: Open): GridModel {
  return gridModel<PoolHolder>({
    label: 'Not given back',
    columns: [
      {
        id: 'place',
        head: 'Taken at',
        width: 'minmax(120px,2fr)',
        cell: ({ stack, idleMs, isListening }) =>
          html`${idleMs >= heldLongMs && !isListening ? icon('warning', 'held for long') : ''}${
            stack.length === 0 ? '—' : stack.map((place, at) => html`${at === 0 ? '' : ' ‹ '}${placeLink(place, open)}`)
          }`,
        value: ({ stack }) => stack.map(placeName).join(' < '),
      },
      {
        id: 'name',
        head: 'In',
        width: 'minmax(80px,1fr)',
        from: 480,
        cell: ({ stack: [place] }) => html`<code>${place?.symbol ?? ''}</code>`,
        value: ({ stack: [place] }) => place?.symbol ?? '',
      },
      {
        id: 'held',
        head: 'Held',
        width: '80px',
        align: 'right',
        cell: ({ heldMs }) => figure(quantity(heldMs, 'ms')),
        value: ({ heldMs }) => heldMs,
      },
      {
        id: 'idle',
        head: 'Idle',
        width: '80px',
        align: 'right',
        cell: ({ idleMs }) => figure(quantity(idleMs, 'ms')),
        value: ({ idleMs }) => idleMs,
      },
    ],
    source: localRows(holders),
    keyOf: ({ takenAt, stack: [place] }) => `${Math.round(takenAt / 1_000)} ${place?.file ?? ''}:${place?.line ?? ''}`,
  });
}

/** Who uses the pool, by the time that its clients were held. */
export function sitesModel(sites: readonly PoolSite[], open: Open): GridModel {
  const all = sites.reduce((sum, { holdMs }) => sum + holdMs, 0);
  const number = (id: 'count' | 'returned', head: string): Column<PoolSite> => ({
    id,
    head,
    width: '72px',
    align: 'right',
    from: 400,
    cell: (site) => figure(quantity(site[id], 'count')),
    value: (site) => site[id],
  });
  const mean = (id: 'waitMs' | 'holdMs', head: string): Column<PoolSite> => ({
    id,
    head,
    width: '80px',
    align: 'right',
    from: id === 'waitMs' ? 460 : 0,
    cell: (site) => figure(quantity(site.count === 0 ? null : site[id] / site.count, 'ms')),
    value: (site) => (site.count === 0 ? null : site[id] / site.count),
  });
  return gridModel<PoolSite>({
    label: 'Call sites',
    columns: [
      {
        id: 'name',
        head: 'Call site',
        width: 'minmax(100px,1fr)',
        cell: ({ place }) => html`<code>${place.symbol ?? ''}</code>`,
        value: ({ place }) => place.symbol ?? '',
      },
      {
        id: 'place',
        head: 'Place',
        width: 'minmax(110px,1fr)',
        cell: ({ place }) => placeLink(place, open),
        value: ({ place }) => placeName(place),
      },
      number('count', 'Seen'),
      number('returned', 'Returned'),
      mean('waitMs', 'Wait mean'),
      mean('holdMs', 'Hold mean'),
      {
        id: 'share',
        head: 'Of hold',
        width: '64px',
        align: 'right',
        from: 520,
        cell: ({ holdMs }) => figure(quantity(all === 0 ? null : holdMs / all, 'ratio')),
        value: ({ holdMs }) => (all === 0 ? null : holdMs / all),
      },
    ],
    source: localRows(sites),
    keyOf: ({ place }) => `${place.file}:${place.line}:${place.column}`,
  });
}
