import { expect, test } from 'vitest';
import { onePerLine } from '../../../src/host/editor/onePerLine.ts';

test('marks of one line become one, in their order, under the gravest look', () => {
  const time = { line: 3, text: '84.1 ms', severity: 'info', isStale: false } as const;
  const index = { line: 3, text: '97x', severity: 'warning', isStale: true } as const;
  const other = { line: 5, text: '+2 MB', severity: 'error', isStale: false } as const;
  expect(onePerLine([time, other, index])).toEqual([
    { line: 3, text: '84.1 ms · 97x', severity: 'warning', isStale: true },
    other,
  ]);
});
