import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { selfTime } from '../../src/probe/selfTime.ts';

/** Works so long, by the clock and by the CPU time of this process: other threads count in the second only. */
const busy = (ms: number) => {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 >= ms && performance.now() - startedAt >= ms) return;
  }
};

test('work inside work is counted once', () => {
  const self = selfTime(() => undefined);
  const startedAt = performance.now();
  self.run(() => {
    busy(5);
    self.run(() => busy(5));
  });
  const tookMs = performance.now() - startedAt;
  expect(self.spentMs()).toBeGreaterThanOrEqual(9.9);
  expect(self.spentMs()).toBeLessThanOrEqual(tookMs);
});

test('an error stays inside, is told once, and its time counts', () => {
  const told: unknown[] = [];
  const self = selfTime((error) => told.push(error));
  const fail = () => {
    busy(1);
    throw new Error('ours');
  };
  self.run(fail);
  self.run(fail);
  expect(told).toEqual([new Error('ours')]);
  expect(self.spentMs()).toBeGreaterThanOrEqual(1.9);
});
