import { expect, test } from 'vitest';
import { resourceTrend, type ResourceTrend } from '../../../src/analysis/hunt/resourceTrend.ts';
import type { HuntSeen } from '../../../src/host/hunt/huntRun.ts';
import { verdictOf } from '../../../src/host/hunt/verdictText.ts';

const flat: ResourceTrend = {
  trend: 'flat',
  early: 0,
  late: 0,
  lateInterval: [-1, 1],
  bound: 1,
  hidden: 10,
};

/** A heap in which growth of 20 KB per unit of work would not show. */
const restless: ResourceTrend = { ...flat, lateInterval: [-20_000, 20_000], bound: 20_000, hidden: 2_000_000 };

const sample: HuntSeen['samples'][number] = {
  work: 1,
  stretch: 0,
  memory: {
    at: 1,
    pauseMs: 1,
    heapUsed: 1,
    codeBytes: 0,
    external: 0,
    arrayBuffers: 0,
    rss: 1,
    resources: [],
    listeners: 0,
    cpuBeforeMs: 0,
    cpuAfterMs: 1,
  },
  descriptors: null,
};

const seen: HuntSeen = {
  samples: Array.from({ length: 20 }, () => sample),
  trends: { heap: restless, external: flat, fd: flat, listener: flat, handle: flat },
  pauseMs: 1,
  activity: 0.5,
  endedEarly: null,
  noSnapshots: null,
  within: null,
  kin: [],
  silent: [],
};

test('a restless heap is cleared by snapshots only where nothing in them may keep what comes', () => {
  expect(verdictOf(seen, [], 'turn', null).verdict).toBe('no-leak');
  const { verdict, reason } = verdictOf(seen, [], 'turn', { container: 'Map sessions', countDelta: 60 });
  expect(verdict).toBe('unsure');
  expect(reason).toContain('Map sessions gained 60 elements');
});

test('where the curve of the heap itself clears the program, a doubt about a container does not stand in the way', () => {
  const quiet = { ...seen, trends: { ...seen.trends, heap: flat } };
  expect(verdictOf(quiet, [], 'turn', { container: 'Map cache', countDelta: 60 }).verdict).toBe('no-leak');
});

test('a program of which the descriptors may grow is not cleared; one of which they cannot be read is', () => {
  const quiet = { ...seen, trends: { ...seen.trends, heap: flat } };
  const fd: ResourceTrend = { ...flat, trend: 'unclear', late: 0.3, bound: 0.4 };
  const { verdict, reason } = verdictOf({ ...quiet, trends: { ...quiet.trends, fd } }, [], 'turn', null);
  expect(verdict).toBe('unsure');
  expect(reason).toContain('Open descriptors may grow by 0.3 per turn');
  const unread = { ...quiet, trends: { ...quiet.trends, fd: resourceTrend([], 2.5) } };
  expect(verdictOf(unread, [], 'turn', null).verdict).toBe('no-leak');
});

test('a program is cleared only with its other threads and processes', () => {
  const quiet = { ...seen, trends: { ...seen.trends, heap: flat } };
  const beside = (heap: ResourceTrend) => [
    { name: 'gateway.js · thread 1', samples: seen.samples, trends: { ...quiet.trends, heap } },
  ];
  const cleared = verdictOf({ ...quiet, kin: beside(flat) }, [], 'turn', null);
  expect(cleared).toMatchObject({
    verdict: 'no-leak',
    reason: expect.stringMatching(/ Nor in gateway\.js · thread 1\.$/),
  });
  const silent = verdictOf({ ...quiet, silent: ['gateway.js · thread 2'] }, [], 'turn', null);
  expect(silent.reason).toMatch(/ Not looked at, since no answer came: gateway\.js · thread 2\.$/);
  const doubted = verdictOf({ ...quiet, kin: beside({ ...flat, trend: 'unclear' }) }, [], 'turn', null);
  expect(doubted).toMatchObject({ verdict: 'unsure', reason: expect.stringMatching(/^In gateway\.js · thread 1: /) });
});
