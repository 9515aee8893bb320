import type { LivePool } from '../../../protocol/livePools.ts';
import { mean, median, poolsNow, readingsOf, type LiveFacts } from '../liveFacts.ts';
import { adviceInWords, type LiveRule, type LiveSign } from '../liveRule.ts';

const lengthMs = 15_000;
const readingsMin = 10;
/** Share of the readings in which somebody waited. */
const waitedShare = 0.8;
/** Uses that hold this much longer than before are slowed down by something else than the pool. */
const holdGrowthMax = 1.5;
const waitMsMin = 5;

type Named = { readonly one: string; readonly many: string };
const names: Partial<Record<LivePool['kind'], Named>> = {
  pg: { one: 'client', many: 'clients' },
  http: { one: 'connection', many: 'connections' },
  workers: { one: 'worker', many: 'workers' },
};

const middles = (readings: readonly LivePool[], of: 'hold' | 'wait') =>
  readings.flatMap((reading) => reading[of]?.p50 ?? []);

/** Holds as long as before: where the server is the limit, uses take longer the more of them there are. */
function isHoldFlat(readings: readonly LivePool[]): boolean {
  const holds = middles(readings, 'hold');
  const half = holds.length >> 1;
  return holds.length >= 4 && median(holds.slice(half)) <= median(holds.slice(0, half)) * holdGrowthMax;
}

function signOf(pool: LivePool, readings: readonly LivePool[], { one, many }: Named): LiveSign {
  const wait = median(middles(readings, 'wait'));
  const uses = mean(readings.map((reading) => reading.uses / reading.seconds));
  return {
    subject: pool.label,
    title: `${pool.capacity ?? pool.total} ${pool.capacity === 1 ? one : many} for ${pool.label || 'the pool'} are too few: uses wait while the time one is held stays the same`,
    severity: 'warning',
    place: pool.place,
    placeReason: 'No line of the program’s source was seen to use it.',
    evidence: [
      { name: `${many} in all`, value: pool.capacity ?? pool.total, unit: 'count' },
      { name: 'waiting', value: mean(readings.map(({ waiting }) => waiting)), unit: 'count' },
      ...(Number.isNaN(wait) ? [] : [{ name: `wait for a ${one} (p50)`, value: wait, unit: 'ms' } as const]),
      { name: `hold of a ${one} (p50)`, value: median(middles(readings, 'hold')), unit: 'ms' },
      { name: 'uses', value: uses, unit: 'perSecond' },
    ],
    saving: Number.isNaN(wait) ? null : { name: 'wait saved', value: wait, unit: 'ms', per: 'use' },
    confidence: 'likely',
    disprovedBy: 'The same load on a larger pool that gets no more done, or holds each one longer.',
    advice: adviceInWords(
      pool.kind === 'pg'
        ? 'Run *Tune Pool*: it tries sizes under your load and names the smallest that is enough.'
        : `Allow more ${many}, and measure the same load again.`,
      'line',
      pool.kind === 'pg' ? ['The sum over all processes has to stay below the server’s max_connections.'] : [],
    ),
  };
}

function isTooSmall(pool: LivePool, readings: readonly LivePool[]): boolean {
  const { capacity } = pool;
  if (capacity === null || readings.length < readingsMin) return false;
  const full = readings.filter(({ busy, waiting }) => waiting > 0 && busy >= capacity);
  const uses = readings.reduce((sum, reading) => sum + reading.uses, 0);
  // Workers do not tell their uses; what they ran is told by their own times.
  if (full.length < readings.length * waitedShare || (pool.kind !== 'workers' && uses === 0)) return false;
  const waits = middles(readings, 'wait');
  const isFelt = pool.kind === 'http' || (waits.length > 0 && median(waits) >= waitMsMin);
  return isFelt && isHoldFlat(readings);
}

export const poolTooSmall: LiveRule = {
  name: 'pool-too-small',
  purpose: 'Uses wait for a pool that is full, while each of them holds no longer than before.',
  holdsMs: 3_000,
  clearsMs: 15_000,
  signs: (facts: LiveFacts) =>
    poolsNow(facts).flatMap((pool) => {
      const named = names[pool.kind];
      const readings = readingsOf(facts, pool.poolId, lengthMs);
      return named !== undefined && isTooSmall(pool, readings) ? [signOf(pool, readings, named)] : [];
    }),
};
