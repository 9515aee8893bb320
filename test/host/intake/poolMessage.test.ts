import { describe, expect, test } from 'vitest';
import { BadProbeMessage } from '../../../src/host/intake/probeFields.ts';
import { probeMessage } from '../../../src/host/intake/probeMessage.ts';
import type { PoolFigures, ProbeMessage } from '../../../src/protocol/probeChannel.ts';

const parsed = (message: unknown) => probeMessage(Buffer.from(JSON.stringify(message)));
const figures: PoolFigures = {
  poolId: 1,
  label: 'agents on 127.0.0.1:5432',
  max: 2,
  originalMax: 2,
  total: 2,
  waiting: 3,
  seconds: 1.5,
  acquires: 90,
  failures: 0,
  wait: { p50: 1, p95: 2, mean: 1.2 },
  hold: null,
  heldSamples: 10,
  queriedSamples: 9,
  totalMax: 2,
  busyMax: 2,
  waitersMax: 4,
  sites: [{ frames: [{ url: '/a.js', line: 4, column: 2, symbol: 'keep' }], count: 3, holdMs: 9, waitMs: 1 }],
};
const pools: ProbeMessage = { type: 'pools', requestId: 4, pools: [figures], others: ['Queue'] };

describe('what a probe tells of pools', () => {
  test('crosses as it is', () => {
    expect(parsed(pools)).toEqual(pools);
    const resized: ProbeMessage = { type: 'poolResized', requestId: 5, reason: null };
    expect(parsed(resized)).toEqual(resized);
    expect(parsed({ ...resized, reason: 'the pool is gone' })).toMatchObject({ reason: 'the pool is gone' });
  });

  test.each<[string, unknown]>([
    ['no list', { ...pools, pools: {} }],
    ['a missing figure', { ...pools, pools: [{ ...figures, busyMax: undefined }] }],
    ['a count below zero', { ...pools, pools: [{ ...figures, acquires: -1 }] }],
    ['times that are none', { ...pools, pools: [{ ...figures, wait: 3 }] }],
    [
      'a frame without a line',
      { ...pools, pools: [{ ...figures, sites: [{ ...figures.sites[0], frames: [{ url: '' }] }] }] },
    ],
    ['a reason that is no text', { type: 'poolResized', requestId: 5, reason: 7 }],
    ['no request', { type: 'poolResized', reason: null }],
  ])('is refused with %s', (_, message) => {
    expect(() => parsed(message)).toThrow(BadProbeMessage);
  });
});
