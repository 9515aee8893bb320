import { describe, expect, test } from 'vitest';
import type { LiveFacts } from '../../../src/analysis/live/liveFacts.ts';
import { liveRules } from '../../../src/analysis/live/liveRules.ts';
import type { LivePool, LiveStatement } from '../../../src/protocol/livePools.ts';
import {
  drawnFacts,
  drawnHolder,
  drawnPool,
  drawnReadings,
  drawnSite,
  drawnStall,
  nowAt,
  place,
} from './drawnFacts.ts';

const pooled = (seconds: number, pool: (second: number) => Partial<LivePool>) =>
  drawnFacts({ readings: drawnReadings(seconds, (second) => [drawnPool(pool(second))]) });
const full = { busy: 4, waiting: 6 } as const;
const http = { kind: 'http', label: 'http://model.local', capacity: null, uses: 10, running: null } as const;
const buffered = (bytes: number): Partial<LivePool> => ({
  kind: 'sockets',
  capacity: null,
  sockets: {
    receivedBytes: 0,
    sentBytes: 0,
    bufferedBytes: bytes,
    bufferedMaxBytes: bytes,
    roundTrip: null,
    closes: [],
  },
});
const counted = (count: (row: number) => number) =>
  drawnFacts({
    descriptors: Array.from({ length: 30 }, (_, row) => ({ at: nowAt - (29 - row) * 3_000, count: count(row) })),
  });
const heap = (used: (second: number) => number) => drawnFacts({ metrics: { heapUsed: used, heapLimit: () => 1_000 } });

const parent: LiveStatement = {
  fingerprint: 'parent',
  sql: 'select id from threads limit ?',
  calls: 1,
  totalMs: 2,
  rows: 20,
  siteShare: 1,
  stack: [{ ...place, line: 10, symbol: 'list' }],
};
const child: LiveStatement = {
  ...parent,
  fingerprint: 'child',
  sql: 'select * from messages where thread_id = $1',
  calls: 20,
  totalMs: 20,
  rows: 60,
  stack: [
    { ...place, line: 4, symbol: 'messagesOf' },
    { ...place, line: 12, symbol: 'list' },
  ],
};
const statements = (...all: readonly (readonly LiveStatement[])[]) => pooled(20, () => ({ statements: all.flat() }));

/** For each rule what makes it speak, and twins that are well. */
const cases: Readonly<
  Record<string, { readonly speaks: Record<string, LiveFacts>; readonly silent: Record<string, LiveFacts> }>
> = {
  'pool-wedged': {
    speaks: { 'all are taken and idle': pooled(3, () => ({ ...full, running: 0, holders: [drawnHolder()] })) },
    silent: {
      'one of them runs': pooled(3, () => ({ ...full, running: 1, holders: [drawnHolder()] })),
      'nobody waits': pooled(3, () => ({ busy: 4, running: 0, holders: [drawnHolder()] })),
      'one was used a moment ago': pooled(3, () => ({ ...full, running: 0, holders: [drawnHolder({ idleMs: 50 })] })),
    },
  },
  'client-leaked': {
    speaks: {
      'others of the place come back': pooled(3, () => ({ holders: [drawnHolder()], sites: [drawnSite(9, 8)] })),
      'the place has taken two': pooled(3, () => ({ holders: [drawnHolder(), drawnHolder()] })),
      'none is left': pooled(3, () => ({ ...full, holders: [drawnHolder({ stack: [] })] })),
    },
    silent: {
      'one is kept on purpose': pooled(3, () => ({ holders: [drawnHolder()], sites: [drawnSite(1, 0)] })),
      'it listens for notifications': pooled(3, () => ({
        holders: [drawnHolder({ isListening: true })],
        sites: [drawnSite(9, 8)],
      })),
      'it is used': pooled(3, () => ({ holders: [drawnHolder({ idleMs: 100 })], sites: [drawnSite(9, 8)] })),
      'others hold as long': pooled(3, () => ({
        holders: [drawnHolder()],
        sites: [drawnSite(9, 8)],
        hold: { p50: 4_000, p95: 9_000, mean: 5_000 },
      })),
    },
  },
  'pool-too-small': {
    speaks: { 'all wait, holds stay': pooled(20, () => ({ ...full, wait: { p50: 30, p95: 60, mean: 31 } })) },
    silent: {
      'holds grow with the load': pooled(20, (second) => ({
        ...full,
        wait: { p50: 30, p95: 60, mean: 31 },
        hold: { p50: 5 + second, p95: 40, mean: 12 },
      })),
      'somebody waits now and then': pooled(20, (second) => (second % 3 === 0 ? full : {})),
      'nobody feels it': pooled(20, () => ({ ...full, wait: { p50: 0.2, p95: 0.6, mean: 0.3 } })),
    },
  },
  'n-plus-one': {
    speaks: {
      'once for each row': statements([parent], [child]),
      'by several programs at once, some from a cache': statements([parent], [{ ...child, calls: 14 }]),
    },
    silent: {
      'as often as the other': statements([{ ...parent, calls: 20, rows: 20 }], [child]),
      'unlike the rows of the other': statements([{ ...parent, rows: 400 }], [child]),
      'another function asks for it': statements([parent], [{ ...child, stack: [{ ...place, symbol: 'other' }] }]),
      'from many places': statements([parent], [{ ...child, siteShare: 0.4 }]),
      'nobody feels it': statements([{ ...parent, totalMs: 2_000 }], [{ ...child, totalMs: 4 }]),
      'hardly ever': statements([{ ...parent, calls: 0.01, rows: 0.2 }], [{ ...child, calls: 0.2 }]),
    },
  },
  'connection-per-request': {
    speaks: {
      'an agent for each': pooled(12, () => ({ ...http, opened: 10, agents: 10, keepsAlive: false })),
      'a dispatcher for each': pooled(12, () => ({ ...http, kind: 'fetch', opened: 10 })),
    },
    silent: {
      'connections are used again': pooled(12, () => ({ ...http, opened: 1, agents: 0, keepsAlive: true })),
      'few requests': pooled(12, () => ({ ...http, uses: 1, opened: 1, agents: 1, keepsAlive: false })),
      'they fail': pooled(12, () => ({ ...http, opened: 10, failures: 10, agents: 10, keepsAlive: false })),
    },
  },
  'missing-keep-alive': {
    speaks: { 'one agent closes each': pooled(12, () => ({ ...http, opened: 10, agents: 0, keepsAlive: false })) },
    silent: { 'it keeps them': pooled(12, () => ({ ...http, opened: 0, agents: 0, keepsAlive: true })) },
  },
  'unbounded-buffer': {
    speaks: {
      'it grows': pooled(10, (second) => buffered(500_000 * (second + 1))),
      'it stays large': pooled(10, () => buffered(20_000_000)),
    },
    silent: {
      'it falls back': pooled(10, (second) => buffered(second % 2 === 0 ? 3_000_000 : 0)),
      'it is small': pooled(10, (second) => buffered(1_000 * (second + 1))),
    },
  },
  'loop-blocked': {
    speaks: {
      'again and again': drawnFacts({ stalls: [drawnStall({ count: 5 })] }),
      'once, for long': drawnFacts({ stalls: [drawnStall({ longestMs: 2_000 })] }),
    },
    silent: {
      'once, a little': drawnFacts({ stalls: [drawnStall()] }),
      'long ago': drawnFacts({ stalls: [drawnStall({ count: 5, lastAt: nowAt - 120_000 })] }),
      'no line of the program': drawnFacts({ stalls: [drawnStall({ count: 5, place: null, stack: [] })] }),
    },
  },
  'loop-starved': {
    speaks: {
      'busy and late': drawnFacts({
        metrics: { loopDelayP99: () => 300, loopUtilisation: () => 0.99, cpuShare: () => 0.95, gcShare: () => 0.02 },
      }),
    },
    silent: {
      'busy and on time': drawnFacts({
        metrics: { loopDelayP99: () => 12, loopUtilisation: () => 0.99, cpuShare: () => 0.95 },
      }),
      'the machine has no time for it': drawnFacts({
        metrics: { loopDelayP99: () => 300, loopUtilisation: () => 0.99, cpuShare: () => 0.1 },
      }),
      'just begun': drawnFacts({
        seconds: 3,
        metrics: { loopDelayP99: () => 300, loopUtilisation: () => 0.99, cpuShare: () => 0.95 },
      }),
    },
  },
  'gc-share-high': {
    speaks: { 'a fifth of the time': drawnFacts({ metrics: { gcShare: () => 0.2 } }) },
    silent: {
      'one long collection': drawnFacts({ metrics: { gcShare: (second) => (second === 50 ? 1 : 0.01) } }),
      'not known': drawnFacts({ metrics: { gcShare: () => Number.NaN } }),
    },
  },
  'allocation-storm': {
    speaks: { 'much, and it costs': drawnFacts({ metrics: { allocationRate: () => 5e8, gcShare: () => 0.06 } }) },
    silent: {
      'much, and it costs nothing': drawnFacts({ metrics: { allocationRate: () => 5e8, gcShare: () => 0.01 } }),
    },
  },
  'resource-growth': {
    speaks: {
      'descriptors grow': counted((row) => 20 + row * 3),
      'handles grow': drawnFacts({ metrics: { activeResources: (second) => 5 + second * 2 } }),
    },
    silent: {
      'they fill up': counted((row) => 20 + Math.round(90 * (1 - 1 / (1 + row)))),
      'they come and go': counted((row) => 20 + (row % 5) * 30),
      'they grow by few': counted((row) => 20 + Math.floor(row / 3)),
    },
  },
  'heap-near-limit': {
    speaks: {
      'it is there': heap((second) => 880 + (second % 5) * 10),
      'it will be soon': heap((second) => 550 + second * 2 + (second % 3) * 5),
    },
    silent: {
      'a sawtooth below': heap((second) => 300 + (second % 10) * 60),
      'it was full before a collection': heap((second) => (second % 10 > 7 ? 950 : 300)),
    },
  },
  'container-below-heap': {
    speaks: { 'less than the heap': drawnFacts({ metrics: { heapLimit: () => 4e9 }, memoryLimit: 1e9 }) },
    silent: {
      'more than the heap': drawnFacts({ metrics: { heapLimit: () => 1e9 }, memoryLimit: 4e9 }),
      'no limit': drawnFacts({ metrics: { heapLimit: () => 4e9 } }),
    },
  },
};

describe('rules about running programs', () => {
  test('have each a name of their own, and cases', () => {
    expect(liveRules.map(({ name }) => name).toSorted()).toEqual(Object.keys(cases).toSorted());
  });

  describe.each([...liveRules])('$name', (rule) => {
    const { speaks, silent } = cases[rule.name] ?? { speaks: {}, silent: {} };

    test.each(Object.entries(speaks))('speaks where %s', (_, facts) => {
      const [sign] = rule.signs(facts);
      expect(sign?.evidence.length).toBeGreaterThan(1);
      expect(sign?.evidence.every(({ value }) => Number.isFinite(value))).toBe(true);
      expect([sign?.title, sign?.disprovedBy, sign?.placeReason].every((words) => words !== '')).toBe(true);
      expect(rule.holdsMs).toBeGreaterThan(0);
      expect(rule.clearsMs).toBeGreaterThanOrEqual(rule.holdsMs);
    });

    test.each(Object.entries(silent))('is silent where %s', (_, facts) => expect(rule.signs(facts)).toEqual([]));

    test('is silent of a program that does nothing, and of one that is well', () => {
      expect(rule.signs(drawnFacts())).toEqual([]);
      expect(rule.signs(pooled(30, () => ({})))).toEqual([]);
    });
  });

  test('a lost client is told at the line that took it', () => {
    const facts = pooled(3, () => ({ holders: [drawnHolder()], sites: [drawnSite(9, 8)] }));
    const signs = liveRules.flatMap((rule) => rule.signs(facts));
    expect(signs.map(({ place: at }) => at)).toEqual([place]);
  });
});
