import { expect, test } from 'vitest';
import { afterCrash } from '../../../src/extension/connection/restartPolicy.ts';
import { limits } from '../../../src/protocol/limits.ts';

const minute = 60_000;

test('the host is started again after a growing pause, at most three times in five minutes', () => {
  const crashes = Array.from({ length: limits.hostRestartsMax.value }, (_, index) => index * 1_000);
  const pauses = crashes.map((at, index) => {
    const next = afterCrash(crashes.slice(0, index + 1), at);
    return next.kind === 'restart' ? next.inMs : null;
  });
  expect(pauses).toEqual([500, 2_000, 5_000]);
  expect(afterCrash([...crashes, 9_000], 9_000)).toEqual({ kind: 'stop', crashes: 4 });
});

test('crashes of longer ago do not count', () => {
  expect(afterCrash([0, 1, 2, 6 * minute], 6 * minute)).toEqual({ kind: 'restart', inMs: 500 });
});
