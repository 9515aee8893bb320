import { expect, test } from 'vitest';
import { ChildLog } from '../../../src/host/intake/childLog.ts';
import { limits } from '../../../src/protocol/limits.ts';
import type { StartedChild } from '../../../src/protocol/probeChannel.ts';

const started = (childId: number): StartedChild => ({
  childId,
  kind: 'process',
  pid: childId,
  file: '',
  command: [],
  at: childId,
  frames: [],
});

test('a life is put together from what is told of it; a child that is not known is passed over', () => {
  const log = new ChildLog();
  log.add({ started: [started(1), started(2)], written: [[1, 10]], ended: [], dropped: 0 });
  log.add({
    started: [],
    written: [],
    ended: [
      [1, 20],
      [9, 20],
    ],
    dropped: 0,
  });
  expect(log.list()).toMatchObject([
    { pid: 1, firstOutputAt: 10, endedAt: 20 },
    { pid: 2, firstOutputAt: null, endedAt: null },
  ]);
});

test('at the limit those that have ended go first', () => {
  const log = new ChildLog();
  const many = Array.from({ length: limits.childRecordsMax.value }, (_, index) => started(index));
  log.add({ started: many, written: [], ended: [[5, 99]], dropped: 0 });
  log.add({ started: [started(100_000), started(100_001)], written: [], ended: [], dropped: 0 });
  const pids = log.list().map(({ pid }) => pid);
  expect(pids).toHaveLength(limits.childRecordsMax.value);
  expect([pids.includes(5), pids.includes(0), pids.includes(1)]).toEqual([false, false, true]);
});
