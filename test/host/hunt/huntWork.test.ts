import { expect, test } from 'vitest';
import { workCount } from '../../../src/host/hunt/huntWork.ts';

const never = new AbortController().signal;

test('work is counted on between two tellings, but never beyond the next', () => {
  let now = 1_000;
  const count = workCount(() => now);
  expect(count.lastAt()).toBeNull();
  expect(count.doneAt(5_000)).toBe(0);
  for (const total of [10, 20, 30]) {
    count.tell(total);
    now += 100;
  }
  expect(count.total()).toBe(30);
  expect(count.lastAt()).toBe(1_200);
  expect(count.doneAt(1_200)).toBe(30);
  expect(count.doneAt(1_250)).toBe(35);
  expect(count.doneAt(9_000)).toBe(40);
});

test('who waits is woken by more work, or by an abort', async () => {
  const count = workCount(() => 0);
  const woken = count.more(never);
  count.tell(1);
  await expect(woken).resolves.toBeUndefined();
  const leaving = new AbortController();
  const left = count.more(leaving.signal);
  leaving.abort(new Error('enough'));
  await expect(left).rejects.toThrow('enough');
  await expect(count.more(leaving.signal)).rejects.toThrow('enough');
});

test('telling the same again wakes nobody', async () => {
  const count = workCount(() => 0);
  count.tell(1);
  let isWoken = false;
  const woken = count.more(never).then(() => {
    isWoken = true;
  });
  count.tell(1);
  await Promise.resolve();
  expect(isWoken).toBe(false);
  count.tell(2);
  await woken;
});
