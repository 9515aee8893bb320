import type { LiveFacts } from '../../../src/analysis/live/liveFacts.ts';
import type { LivePool, PoolHolder } from '../../../src/protocol/livePools.ts';
import type { Stall } from '../../../src/protocol/stalls.ts';
import type { MetricId } from '../../../src/protocol/metrics.ts';

export const nowAt = 1_000_000;
export const place = { file: '/home/kim/agents/store.ts', line: 77, column: 9, symbol: 'lock' };

/** A pool in good health, with what matters to the test. */
export function drawnPool(about: Partial<LivePool> = {}): LivePool {
  return {
    poolId: 'pg-1',
    kind: 'pg',
    label: 'agents on 127.0.0.1:5432',
    capacity: 4,
    total: 4,
    busy: 1,
    waiting: 0,
    running: 1,
    seconds: 1,
    uses: 50,
    opened: 0,
    failures: 0,
    utilisation: null,
    wait: { p50: 0.1, p95: 0.3, mean: 0.1 },
    hold: { p50: 5, p95: 9, mean: 5.5 },
    agents: null,
    keepsAlive: null,
    sockets: null,
    place,
    holders: [],
    sites: [],
    history: { at: [], busy: [], waiting: [], held: [] },
    ...about,
  };
}

export function drawnHolder(about: Partial<PoolHolder> = {}): PoolHolder {
  return { takenAt: 0, heldMs: 20_000, idleMs: 20_000, isListening: false, stack: [place], ...about };
}

export const drawnSite = (taken: number, returned: number): LivePool['sites'][number] => ({
  place,
  count: taken,
  holdMs: 5 * returned,
  waitMs: 0,
  taken,
  returned,
});

/** One stall of a second ago, in the program's own code. */
export function drawnStall(about: Partial<Stall> = {}): Stall {
  return {
    place,
    stack: [place],
    kind: 'code',
    call: '',
    count: 1,
    totalMs: 240,
    longestMs: 240,
    largestBytes: null,
    firstAt: nowAt - 1_000,
    lastAt: nowAt - 1_000,
    isInside: true,
    ...about,
  };
}

/** `seconds` readings of pools, one a second up to now. */
export function drawnReadings(seconds: number, pools: (second: number) => readonly LivePool[]): LiveFacts['readings'] {
  return Array.from({ length: seconds }, (_, second) => ({
    at: nowAt - (seconds - 1 - second) * 1_000,
    pools: pools(second),
  }));
}

/** A program that has been watched for `seconds`, with the value of each metric at each tenth of a second. */
export function drawnFacts(
  about: Partial<Omit<LiveFacts, 'samples'>> & {
    readonly seconds?: number;
    readonly metrics?: Partial<Record<MetricId, (second: number) => number>>;
  } = {},
): LiveFacts {
  const { seconds = 60, metrics = {}, ...rest } = about;
  const ticks = Array.from({ length: seconds * 10 }, (_, tick) => tick / 10);
  const columns = Object.entries(metrics).map(([name, value]) => [name, ticks.map((second) => value(second))]);
  return {
    now: nowAt,
    watchedSince: nowAt - seconds * 1_000,
    samples: {
      ...Object.fromEntries(columns),
      at: ticks.map((second) => nowAt - (seconds - 0.1 - second) * 1_000),
    },
    readings: [],
    descriptors: [],
    memoryLimit: null,
    stalls: [],
    ...rest,
  };
}
