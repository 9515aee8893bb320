import type { LivePool, PoolHolder } from '../../../protocol/livePools.ts';
import type { Place } from '../../../protocol/places.ts';
import { poolsNow, readingsOf, type LiveFacts } from '../liveFacts.ts';
import { adviceInWords, type LiveRule, type LiveSign } from '../liveRule.ts';

/** Nothing was done with the client for so long, and for so many times of what others hold one. */
const idleMsMin = 8_000;
const timesOfOthers = 10;

const keyOf = (place: Place | undefined) => (place === undefined ? '' : `${place.file}:${place.line}`);

/** The longest that most uses hold a client, over the last minute. */
function usualHoldMs(facts: LiveFacts, { poolId }: LivePool): number {
  const times = readingsOf(facts, poolId, 60_000).flatMap(({ hold }) => (hold === null ? [] : [hold.p95]));
  return times.length === 0 ? 0 : Math.max(...times);
}

/**
 * A client may be kept on purpose, to listen or to hold a lock: then one place takes one and keeps it. It is lost where
 * the same place gives others back, or has taken several and kept them, or where the pool has none left.
 */
function isLost(holder: PoolHolder, pool: LivePool, lasting: readonly PoolHolder[]): boolean {
  if (holder.isListening) return false;
  const own = keyOf(holder.stack[0]);
  const site = pool.sites.find(({ place }) => own !== '' && keyOf(place) === own);
  const kept = lasting.filter(({ stack }) => own !== '' && keyOf(stack[0]) === own).length;
  const isExhausted = pool.capacity !== null && pool.busy >= pool.capacity && pool.waiting > 0;
  return (site?.returned ?? 0) > 0 || kept > 1 || isExhausted;
}

function signOf(pool: LivePool, holders: readonly PoolHolder[]): LiveSign {
  const [oldest] = holders;
  const place = oldest?.stack[0] ?? null;
  const many = holders.length === 1 ? 'A client' : `${holders.length} clients`;
  const where = place?.symbol === undefined ? '' : ` in ${place.symbol}`;
  return {
    subject: `${pool.label} ${keyOf(place ?? undefined)}`,
    title: `${many} of the pool on ${pool.label || 'its server'}${holders.length === 1 ? ' was' : ' were'} taken${where} and not given back`,
    severity: 'error',
    place,
    placeReason: 'The client was taken before the watching began, or in a use whose stack was not taken.',
    evidence: [
      { name: 'held', value: oldest?.heldMs ?? 0, unit: 'ms' },
      { name: 'nothing done with it', value: oldest?.idleMs ?? 0, unit: 'ms' },
      { name: 'clients not given back', value: holders.length, unit: 'count' },
      ...(pool.hold === null ? [] : [{ name: 'others hold one (p95)', value: pool.hold.p95, unit: 'ms' } as const]),
      ...(pool.capacity === null ? [] : [{ name: 'size of the pool', value: pool.capacity, unit: 'count' } as const]),
    ],
    saving: { name: 'connections saved', value: holders.length, unit: 'count' },
    confidence: 'likely',
    disprovedBy: 'The client comes back, or a statement runs on it.',
    advice: adviceInWords('Call `release()` in a `finally` that every way out of the function passes.', 'line'),
  };
}

export const clientLeaked: LiveRule = {
  name: 'client-leaked',
  purpose: 'A client was taken from a pool and never given back.',
  holdsMs: 1_000,
  clearsMs: 3_000,
  signs: (facts) =>
    poolsNow(facts).flatMap((pool) => {
      if (pool.kind !== 'pg') return [];
      const least = Math.max(idleMsMin, usualHoldMs(facts, pool) * timesOfOthers);
      const lasting = pool.holders.filter(({ idleMs }) => idleMs >= least);
      const lost = lasting.filter((holder) => isLost(holder, pool, lasting));
      const places = new Set(lost.map(({ stack }) => keyOf(stack[0])));
      return [...places].map((place) =>
        signOf(
          pool,
          lost.filter(({ stack }) => keyOf(stack[0]) === place),
        ),
      );
    }),
};
