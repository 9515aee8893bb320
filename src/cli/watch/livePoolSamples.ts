import type { LivePool } from '../../protocol/livePools.ts';
import type { Unit } from '../../protocol/units.ts';
import type { JsonBody } from '../output.ts';
import { shortSite } from './livePoolText.ts';

type Row = readonly [name: string, value: number | null, unit: Unit];

function rowsOf(pool: LivePool): readonly Row[] {
  const { seconds, sockets, wait, hold } = pool;
  const perSecond = (count: number) => (seconds > 0 ? count / seconds : null);
  return [
    ['pool.capacity', pool.capacity, 'count'],
    ['pool.total', pool.total, 'count'],
    ['pool.busy', pool.busy, 'count'],
    ['pool.waiting', pool.waiting, 'count'],
    ['pool.running', pool.running, 'count'],
    ['pool.uses', perSecond(pool.uses), 'perSecond'],
    ['pool.opened', perSecond(pool.opened), 'perSecond'],
    ['pool.failures', perSecond(pool.failures), 'perSecond'],
    ['pool.utilisation', pool.utilisation, 'ratio'],
    ['pool.waitP50', wait?.p50 ?? null, 'ms'],
    ['pool.waitP95', wait?.p95 ?? null, 'ms'],
    ['pool.holdP50', hold?.p50 ?? null, 'ms'],
    ['pool.holdP95', hold?.p95 ?? null, 'ms'],
    ...(sockets === null
      ? []
      : ([
          ['pool.bufferedBytes', sockets.bufferedBytes, 'bytes'],
          ['pool.received', perSecond(sockets.receivedBytes), 'bytesPerSecond'],
          ['pool.sent', perSecond(sockets.sentBytes), 'bytesPerSecond'],
          ['pool.roundTripP95', sockets.roundTrip?.p95 ?? null, 'ms'],
        ] as const)),
  ];
}

/**
 * The samples of a pool at one moment: each with the pool's name and kind; a client that is held is one of its own, with
 * the line that took it.
 */
export function livePoolSamples(at: number, pool: LivePool): readonly JsonBody[] {
  const about = { at, pool: pool.label, poolKind: pool.kind };
  return [
    ...rowsOf(pool).map(([name, value, unit]) => ({ ...about, name, value, unit })),
    ...pool.holders.map(({ heldMs, idleMs, isListening, stack: [place] }) => ({
      ...about,
      name: 'pool.heldFor',
      value: heldMs,
      unit: 'ms',
      idleMs,
      isListening,
      site: place === undefined ? null : `${place.file}:${place.line}`,
      siteName: shortSite(place),
    })),
  ];
}
