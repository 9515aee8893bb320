import type { GCProfilerResult } from 'node:v8';
import { expect, test } from 'vitest';
import { allocatedBytes } from '../../../src/probe/samplers/allocationRate.ts';

/** Collections as `before -> after` of the heap in use; nothing else of them is read. */
function collections(...drawn: readonly [before: number, after: number][]): GCProfilerResult['statistics'] {
  return drawn.map(([before, after]) => ({
    beforeGC: { heapStatistics: { usedHeapSize: before } },
    afterGC: { heapStatistics: { usedHeapSize: after } },
  })) as unknown as GCProfilerResult['statistics'];
}

test('allocated bytes are the rises between collections', () => {
  // 100 up to 160, collected to 90, up to 200, collected to 120, up to 130
  expect(allocatedBytes(100, collections([160, 90], [200, 120]), 130)).toBe(60 + 110 + 10);
});

test('without a collection it is the rise of the heap, and a fall is nothing', () => {
  expect(allocatedBytes(100, [], 180)).toBe(80);
  expect(allocatedBytes(100, [], 60)).toBe(0);
});
