import { expect, test } from 'vitest';
import { kinOf } from '../../../src/host/session/kin.ts';
import type { Target } from '../../../src/protocol/targets.ts';

const target = (pid: number, change: Partial<Target> = {}): Target => ({
  targetId: `${pid}-${change.threadId ?? 0}`,
  pid,
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
  ...change,
});

/** 10 started 11, a shell, which started 12; 20 is by itself. */
const parents = new Map([
  [12, 11],
  [11, 10],
  [10, 1],
  [20, 1],
]);
const parentOf = (pid: number) => Promise.resolve(parents.get(pid) ?? 0);

test('threads of the process and processes below it are kin, what ended or is elsewhere is not', async () => {
  const program = target(10);
  const thread = target(10, { threadId: 1 });
  const tool = target(12);
  const watched = [program, thread, tool, target(10, { threadId: 2, state: 'ended' }), target(20)];
  await expect(kinOf(program, watched, parentOf)).resolves.toEqual([thread, tool]);
  await expect(kinOf(thread, watched, parentOf)).resolves.toEqual([]);
  await expect(kinOf(tool, watched, parentOf)).resolves.toEqual([]);
});
