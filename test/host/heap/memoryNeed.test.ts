import { expect, test } from 'vitest';
import { memoryRefusal, memoryRoom } from '../../../src/host/heap/memoryNeed.ts';

test('a file is refused with the figures where the machine, or what is free of it, is too small', () => {
  expect(memoryRefusal(1e9, { total: 8e9, available: 4e9 })).toBeNull();
  expect(memoryRefusal(1e9, { total: 8e9, available: null })).toBeNull();
  expect(memoryRefusal(10e9, { total: 8e9, available: 4e9 })).toBe(
    'needs about 14.0 GB of memory; there are 8.0 GB in all',
  );
  expect(memoryRefusal(4e9, { total: 8e9, available: 4e9 })).toBe(
    'needs about 5.6 GB of memory; 4.0 GB of 8.0 GB are free now',
  );
});

test('this machine has room, and not more of it free than there is', () => {
  const { total, available } = memoryRoom();
  expect(total).toBeGreaterThan(1e8);
  expect(available ?? 0).toBeLessThanOrEqual(total);
});
