import type { LivePool, PoolHolder } from '../../protocol/livePools.ts';
import type { Place } from '../../protocol/places.ts';
import { formatBytes, formatCount, formatDuration, formatRatio } from '../format.ts';

/** A client that is held this long is told. */
const heldToldMs = 3_000;

/** `store.ts:77 (lock)`. */
export function shortSite(place: Place | null | undefined): string {
  if (place === null || place === undefined) return 'an unknown place';
  const name = `${place.file.split(/[\\/]/).at(-1)}:${place.line}`;
  return place.symbol === undefined ? name : `${name} (${place.symbol})`;
}

function socketWords({ sockets, total }: LivePool): readonly string[] {
  if (sockets === null) return [];
  const closes = sockets.closes.map(([code, count]) => `${count} closed with ${code}`);
  return [
    `${formatCount(total)} open`,
    `${formatBytes(sockets.bufferedBytes)} not sent yet`,
    ...(sockets.roundTrip === null ? [] : [`round trip p95 ${formatDuration(sockets.roundTrip.p95)}`]),
    ...closes,
  ];
}

function useWords(pool: LivePool): readonly string[] {
  const { capacity, busy, waiting, total, seconds, uses, opened, wait, hold, utilisation } = pool;
  const reused = uses === 0 ? [] : [`${formatRatio(Math.max(0, 1 - opened / uses))} used again`];
  const isConnecting = pool.kind === 'http' || pool.kind === 'fetch';
  return [
    `${formatCount(busy)} of ${formatCount(capacity ?? total)} busy`,
    `${formatCount(waiting)} waiting`,
    ...(uses === 0 ? [] : [`${formatCount(uses / seconds)} uses/s`]),
    ...(isConnecting ? reused : []),
    ...(wait === null ? [] : [`wait p95 ${formatDuration(wait.p95)}`]),
    ...(hold === null ? [] : [`hold p95 ${formatDuration(hold.p95)}`]),
    ...(utilisation === null ? [] : [`${formatRatio(utilisation)} of the time`]),
  ];
}

const holderLine = ({ heldMs, stack }: PoolHolder) =>
  `    taken ${formatDuration(heldMs)} ago and not given back: ${stack.length === 0 ? 'an unknown place' : stack.map(shortSite).join(' < ')}`;

/** How a pool stands, for people: one line, and one for each client that is held for long. */
export function livePoolLines(pool: LivePool): readonly string[] {
  const words = pool.kind === 'sockets' ? socketWords(pool) : useWords(pool);
  const held = pool.holders.filter(({ heldMs, isListening }) => heldMs >= heldToldMs && !isListening);
  return [`  ${pool.kind} ${pool.label}: ${words.join(', ')}`, ...held.map(holderLine)];
}
