import { spawn } from 'node:child_process';
import { hasSubscribers } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { openChildWatch } from '../../../src/probe/children/childWatch.ts';
import { selfTime } from '../../../src/probe/selfTime.ts';
import type { ChildrenReport } from '../../../src/protocol/probeChannel.ts';

function opened() {
  const watch = openChildWatch(
    selfTime((error) => {
      throw error;
    }),
  );
  onTestFinished(() => watch.stop());
  const all: ChildrenReport[] = [];
  const told = () => {
    const report = watch.take();
    if (report !== undefined) all.push(report);
    return {
      started: all.flatMap(({ started }) => started),
      written: all.flatMap(({ written }) => written),
      ended: all.flatMap(({ ended }) => ended),
    };
  };
  return { watch, told };
}

test('a process is told with its line, its first output and its end', async () => {
  const { told } = opened();
  const child = spawn(process.execPath, ['-e', "console.log('here'); process.stdin.resume()"], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  await expect.poll(() => told().written.length).toBe(1);
  expect(told().ended).toEqual([]);
  child.stdin.end();
  await once(child, 'exit');
  const { started, written, ended } = told();
  expect(started).toMatchObject([{ kind: 'process', pid: child.pid, command: child.spawnargs }]);
  expect(started[0]?.frames[0]?.url).toMatch(/childWatch\.test/);
  const [startedAt, writtenAt, endedAt] = [started[0]?.at, written[0]?.[1], ended[0]?.[1]];
  expect(startedAt <= writtenAt && writtenAt <= endedAt).toBe(true);
});

test('a thread is told, and a program that is not there is not', async () => {
  const { told } = opened();
  const missing = spawn('/nowhere/at-all', []);
  await once(missing, 'error');
  const worker = new Worker('', { eval: true });
  await once(worker, 'exit');
  const { started, written, ended } = told();
  expect(started).toMatchObject([{ kind: 'thread', pid: null }]);
  expect([written.length, ended.length]).toEqual([1, 1]);
});

test('after its stop nothing of it is left at the program', async () => {
  const { watch } = opened();
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const before = child.listenerCount('exit');
  watch.stop();
  expect([before, child.listenerCount('exit'), hasSubscribers('child_process')]).toEqual([1, 0, false]);
  child.stdin.end();
  await once(child, 'exit');
});
