import { expect, test } from 'vitest';
import { oncePerFrame, Signal } from '../../../webview/store/signal.ts';

test('a signal tells each change once, and nothing after the stop', () => {
  const signal = new Signal(1);
  const seen: number[] = [];
  const stop = signal.subscribe(() => seen.push(signal.value));
  signal.set(2);
  signal.set(2);
  stop();
  signal.set(3);
  expect(seen).toEqual([2]);
});

test('however often it is asked for, work is done once a frame', () => {
  let done = 0;
  const frames: (() => void)[] = [];
  const soon = oncePerFrame(
    () => (done += 1),
    (run) => frames.push(run),
  );
  soon();
  soon();
  expect([done, frames.length]).toEqual([0, 1]);
  frames.shift()?.();
  soon();
  expect([done, frames.length]).toEqual([1, 1]);
});
