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

test('sizes', () => {
  const sizes = [0, 1, 999, 1023, 1024, 1536, 10_240, 102_400, 1_048_576, 1_073_741_823, 5e12, -2048];
  expect(sizes.map(formatBytes)).toEqual([
    '0 B',
    '1 B',
    '999 B',
    '1023 B',
    '1.00 KB',
    '1.50 KB',
    '10.0 KB',
    '100 KB',
    '1.00 MB',
    '1.00 GB',
    '4.55 TB',
    '-2.00 KB',
  ]);
  expect([1024, 0, -1024].map(formatBytesDelta)).toEqual(['+1.00 KB', '0 B', '-1.00 KB']);
});

test('counts, durations and shares', () => {
  expect([0, 1234, 1_234_567].map(formatCount)).toEqual(['0', '1,234', '1,234,567']);
  expect([12, 0, -12].map(formatCountDelta)).toEqual(['+12', '0', '-12']);
  expect([0.44, 12.6, 1500, 125_000].map(formatDuration)).toEqual(['0.4 ms', '13 ms', '1.5 s', '2 min 5 s']);
  expect([0, 0.123, 1].map(formatRatio)).toEqual(['0.0 %', '12.3 %', '100.0 %']);
});

test('progress', () => {
  expect(formatProgress({ label: 'reading', done: 512, total: 1024, unit: 'bytes' })).toBe(
    'reading 512 B of 1.00 KB (50 %)',
  );
  expect(formatProgress({ label: 'counting', done: 1200, total: null, unit: 'count' })).toBe('counting 1,200');
  expect(formatProgress({ label: 'waiting', done: 1500, total: 0, unit: 'ms' })).toBe('waiting 1.5 s');
});
