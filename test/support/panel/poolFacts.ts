import type { LivePool } from '../../../src/protocol/livePools.ts';
import type { Scenario } from './scenario.ts';

const place = (file: string, line: number, symbol: string) => ({
  file: `/home/kim/agents/src/${file}`,
  line,
  column: 3,
  symbol,
});

/** What a drawn program hands out: a pool with a client that is not given back, connections, and sockets. */
export function livePoolsOf({ targets }: Pick<Scenario, 'targets'>, now: number): readonly LivePool[] {
  if (targets === 0) return [];
  const at = Array.from({ length: 120 }, (_, second) => now - (119 - second) * 1_000);
  const history = {
    at,
    busy: at.map((_, second) => 1 + (second % 4)),
    waiting: at.map((_, second) => (second % 30 === 0 ? 2 : 0)),
    held: at.map(() => 1),
  };
  const store: LivePool = {
    poolId: 'pg-1',
    kind: 'pg',
    label: 'agents on 127.0.0.1:5432',
    capacity: 20,
    total: 20,
    busy: 2,
    waiting: 0,
    running: 1,
    seconds: 1,
    uses: 26,
    opened: 0,
    failures: 0,
    utilisation: null,
    wait: { p50: 0.15, p95: 0.4, mean: 0.2 },
    hold: { p50: 0.8, p95: 104, mean: 12 },
    agents: null,
    keepsAlive: null,
    sockets: null,
    place: place('store.ts', 41, 'history'),
    holders: [
      {
        takenAt: now - 41_000,
        heldMs: 41_000,
        idleMs: 40_900,
        isListening: false,
        stack: [place('store.ts', 77, 'lock'), place('agent.ts', 64, 'runTurn')],
      },
    ],
    sites: [
      { place: place('store.ts', 41, 'history'), count: 300, holdMs: 25_000, waitMs: 60, taken: 300, returned: 300 },
      { place: place('store.ts', 77, 'lock'), count: 30, holdMs: 48, waitMs: 9, taken: 30, returned: 29 },
    ],
    history,
  };
  const sockets = { receivedBytes: 900, sentBytes: 40_000, bufferedBytes: 0, bufferedMaxBytes: 0, roundTrip: null };
  return [
    store,
    {
      ...store,
      poolId: 'sockets-1',
      kind: 'sockets',
      label: 'server on :3000',
      capacity: null,
      total: 212,
      busy: 212,
      running: null,
      wait: null,
      hold: null,
      place: null,
      holders: [],
      sites: [],
      sockets: { ...sockets, closes: [[1001, 2]] },
    },
  ];
}
