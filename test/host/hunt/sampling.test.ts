import { expect, test } from 'vitest';
import { workCount } from '../../../src/host/hunt/huntWork.ts';
import { openSampling } from '../../../src/host/hunt/sampling.ts';
import type { Target, TargetState } from '../../../src/protocol/targets.ts';

const target: Target = {
  targetId: 't',
  pid: 1,
  name: 'gateway.js',
  command: 'node gateway.js',
  folder: '/',
  nodeVersion: 'v24.0.0',
  v8Version: '13',
  startedAt: 0,
  watchedSince: 0,
  way: 'launched',
  state: 'watching',
  hasHeapdump: false,
  droppedSamples: 0,
  threadId: 0,
};

/** Waits for a cycle of a target in `state` that never tells of one. */
function cycleOf(state: TargetState): Promise<boolean> {
  const sampling = openSampling({
    target,
    targets: {
      get: () => ({ ...target, state }),
      settle: () => Promise.reject(new Error('nobody looks')),
      kin: () => Promise.resolve([]),
    },
    work: { kind: 'counted', count: workCount(Date.now), isMarked: true, unitsPerMark: 1 },
    seconds: 0.02,
    now: Date.now,
  });
  return sampling.next(new AbortController().signal);
}

test('a target that tells of no cycle any more has no work left, or has gone', async () => {
  await expect(cycleOf('watching')).resolves.toBe(false);
  await expect(cycleOf('ended')).rejects.toThrow('gateway.js ended, or was left, before its next cycle');
});
