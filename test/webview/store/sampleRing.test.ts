import { describe, expect, test } from 'vitest';
import type { ColumnBlock } from '../../../src/protocol/columnBlock.ts';
import { SampleRing } from '../../../webview/store/sampleRing.ts';

/** A block of samples: moments, and the heap at each. */
function block(at: readonly number[], heap: readonly number[]): ColumnBlock {
  return {
    head: { kind: 'samples', targetId: 't' },
    columns: [
      { name: 'at', values: Float64Array.from(at) },
      { name: 'heapUsed', values: Float64Array.from(heap) },
    ],
  };
}

const ringOf = (ring: SampleRing) =>
  Array.from({ length: ring.length }, (_, row) => [ring.atOf(row), ring.valueOf('heapUsed', row)]);

describe('a ring of samples', () => {
  test('keeps the newest and lets the oldest go', () => {
    const ring = new SampleRing(3, ['heapUsed']);
    ring.append(block([1, 2], [10, 20]));
    ring.append(block([3, 4, 5], [30, 40, 50]));
    expect(ringOf(ring)).toEqual([
      [3, 30],
      [4, 40],
      [5, 50],
    ]);
    expect([ring.firstAt, ring.lastAt]).toEqual([3, 5]);
  });

  test('takes no row twice: what history and live blocks share is counted once', () => {
    const ring = new SampleRing(10, ['heapUsed']);
    ring.append(block([1, 2, 3], [10, 20, 30]));
    ring.append(block([2, 3, 4], [0, 0, 40]));
    expect(ringOf(ring)).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ]);
  });

  test('a metric that a block lacks is unknown, not zero', () => {
    const ring = new SampleRing(4, ['heapUsed', 'rss']);
    ring.append(block([1], [10]));
    expect(ring.valueOf('rss', 0)).toBeNaN();
    expect(ring.latest('rss')).toBeNaN();
    expect(ring.latest('heapUsed')).toBe(10);
  });

  test('a window holds the rows from one moment to another, ends included', () => {
    const ring = new SampleRing(4, ['heapUsed']);
    ring.append(block([1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0]));
    expect(ring.window(4, 5)).toEqual({ start: 1, end: 3 });
    expect(ring.window(7, 9)).toEqual({ start: 4, end: 4 });
    expect(ring.window(-5, 3)).toEqual({ start: 0, end: 1 });
  });
});
