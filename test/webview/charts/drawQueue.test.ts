import { expect, test } from 'vitest';
import { DrawQueue } from '../../../webview/charts/drawQueue.ts';

test('one picture is drawn a frame, each only in its newest form', () => {
  const frames: (() => void)[] = [];
  const drawn: string[] = [];
  const queue = new DrawQueue((run) => frames.push(run));
  const [a, b] = [{}, {}];
  queue.soon(a, () => drawn.push('a, old'));
  queue.soon(b, () => drawn.push('b'));
  queue.soon(a, () => drawn.push('a'));
  expect(frames).toHaveLength(1);
  frames.shift()?.();
  expect(drawn).toEqual(['a']);
  frames.shift()?.();
  expect([drawn, frames.length]).toEqual([['a', 'b'], 0]);
  queue.soon(b, () => drawn.push('b again'));
  frames.shift()?.();
  expect(drawn).toEqual(['a', 'b', 'b again']);
});
