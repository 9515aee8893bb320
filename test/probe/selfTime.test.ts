import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { selfTime } from '../../src/probe/selfTime.ts';

const busy = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

test('work inside work is counted once', () => {
  const self = selfTime(() => undefined);
  const startedAt = performance.now();
  self.run(() => {
    busy(5);
    self.run(() => busy(5));
  });
  const tookMs = performance.now() - startedAt;
  expect(self.spentMs()).toBeGreaterThanOrEqual(10);
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
  expect(self.spentMs()).toBeGreaterThanOrEqual(2);
});
