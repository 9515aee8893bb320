import { expect, test } from 'vitest';
import {
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
  formatDuration,
  formatProgress,
  formatRatio,
} from '../../src/cli/format.ts';

test('sizes are in decimal units, as everywhere, with the minus of the keyboard', () => {
  const sizes = [0, 1, 999, 1_500, 10_240, 102_400, 1_048_576, 5e12, -2_000];
  expect(sizes.map(formatBytes)).toEqual([
    '0 B',
    '1 B',
    '999 B',
    '1.50 KB',
    '10.2 KB',
    '102 KB',
    '1.05 MB',
    '5.00 TB',
    '-2.00 KB',
  ]);
  expect([1_000, 0, -1_000].map(formatBytesDelta)).toEqual(['+1.00 KB', '0 B', '-1.00 KB']);
});

test('counts, durations and shares', () => {
  expect([0, 1234, 1_234_567].map(formatCount)).toEqual(['0', '1,234', '1,234,567']);
  expect([12, 0, -12].map(formatCountDelta)).toEqual(['+12', '0', '-12']);
  expect([0.44, 12.6, 1500, 725_000].map(formatDuration)).toEqual(['0.440 ms', '12.6 ms', '1.50 s', '12.1 min']);
  expect([0, 0.123, 1].map(formatRatio)).toEqual(['0 %', '12.3 %', '100 %']);
});

test('progress', () => {
  expect(formatProgress({ label: 'reading', done: 512, total: 1_024, unit: 'bytes' })).toBe(
    'reading 512 B of 1.02 KB (50 %)',
  );
  expect(formatProgress({ label: 'counting', done: 1200, total: null, unit: 'count' })).toBe('counting 1,200');
  expect(formatProgress({ label: 'waiting', done: 1500, total: 0, unit: 'ms' })).toBe('waiting 1.50 s');
});
