import { html, type TemplateResult } from 'lit';
import type { HostState, PoolState } from '../../../src/protocol/hostState.ts';
import { inWords, quantity } from '../../format/quantity.ts';
import { span } from '../../format/moments.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure } from '../../widgets/cells.ts';

const count = (value: number) => figure(quantity(value, 'count'));

/** Places of a pool as blocks: taken filled, idle outlined. The figures stand beside, so this is decoration. */
function places(pool: PoolState): TemplateResult {
  const shown = Math.min(pool.capacity, 8);
  return html`<span class="places" aria-hidden="true"
    >${Array.from({ length: shown }, (_, index) => html`<i class=${index < pool.busy ? 'busy' : ''}></i>`)}</span
  >`;
}

const columns: readonly Column<PoolState>[] = [
  {
    id: 'pool',
    head: 'Pool',
    width: 'minmax(0,1fr)',
    cell: (pool) => html`${pool.name}${places(pool)}`,
    value: ({ name }) => name,
  },
  {
    id: 'busy',
    head: 'Busy',
    width: '72px',
    align: 'right',
    cell: (pool) => html`<span class="q">${pool.busy} of ${pool.capacity}</span>`,
    value: ({ busy }) => busy,
  },
  {
    id: 'idle',
    head: 'Idle',
    width: '40px',
    align: 'right',
    from: 520,
    cell: (pool) => count(pool.idle),
    value: ({ idle }) => idle,
  },
  {
    id: 'waiters',
    head: 'Waiters',
    width: '52px',
    align: 'right',
    cell: (pool) => count(pool.waiters),
    value: ({ waiters }) => waiters,
  },
  {
    id: 'wait',
    head: 'Wait, median',
    width: '84px',
    align: 'right',
    cell: (pool) =>
      figure(quantity(pool.waitMsMedian, 'ms', 2), pool.waitMsMedian === null ? 'no work was done yet' : undefined),
    value: ({ waitMsMedian }) => waitMsMedian,
  },
  {
    id: 'waitMax',
    head: 'Longest',
    width: '76px',
    align: 'right',
    from: 640,
    cell: (pool) =>
      figure(quantity(pool.waitMsMax, 'ms', 2), pool.waitMsMax === null ? 'no work was done yet' : undefined),
    value: ({ waitMsMax }) => waitMsMax,
  },
  {
    id: 'done',
    head: 'Done',
    width: '64px',
    align: 'right',
    from: 520,
    cell: (pool) => count(pool.completed),
    value: ({ completed }) => completed,
  },
  {
    id: 'failed',
    head: 'Failed',
    width: '48px',
    align: 'right',
    from: 720,
    cell: (pool) => count(pool.failed),
    value: ({ failed }) => failed,
  },
];

/** The host's pools as a list. */
export function poolsModel(pools: readonly PoolState[]): GridModel {
  return gridModel<PoolState>({
    label: 'Pools of the host',
    columns,
    source: localRows(pools),
    keyOf: ({ name }) => name,
    empty: 'The host has no pool.',
  });
}

/** What the host itself costs, and what it keeps, in one line. */
export function hostFacts(host: HostState, now: number): TemplateResult {
  const facts = [
    `pid ${host.pid}`,
    `Node ${host.nodeVersion.replace(/^v/, '')}`,
    `up ${span(now - host.startedAt)}`,
    inWords(quantity(host.rssBytes, 'bytes')),
    `${host.clients} ${host.clients === 1 ? 'client' : 'clients'}`,
  ];
  const kept = [
    `store ${inWords(quantity(host.storeBytes, 'bytes'))}`,
    `captures ${inWords(quantity(host.capturesBytes, 'bytes'))}`,
  ];
  return html`<span class="note" title=${`Pitstop ${host.version}; ${host.storeFile}; ${host.capturesFolder}`}
    >${[...facts, ...kept].join(' · ')}</span
  >`;
}
