import { describe, expect, test } from 'vitest';
import { sizeVerdict, type SizeComparison } from '../../../src/analysis/pool/poolVerdict.ts';

const quiet = { ratio: 1.01, interval: [0.96, 1.05] as const };
const comparison: SizeComparison = {
  current: 2,
  recommended: 8,
  estimate: { ratio: 3.1, interval: [2.8, 3.4] },
  sameAgain: quiet,
  openedBefore: 2,
  openedAfter: 8,
};
const smaller: SizeComparison = {
  current: 20,
  recommended: 4,
  estimate: { ratio: 1, interval: [0.95, 1.06] },
  sameAgain: quiet,
  openedBefore: 20,
  openedAfter: 4,
};

describe('the verdict on a size', () => {
  test('too small, where the larger surely does more', () => {
    expect(sizeVerdict(comparison)).toEqual({ kind: 'too small', savingShare: 1 - 1 / 3.1 });
  });

  test('too large, where the smaller surely does as much with fewer connections', () => {
    expect(sizeVerdict(smaller)).toEqual({ kind: 'too large', savingShare: 0.8 });
  });

  test.each<[string, Partial<SizeComparison>]>([
    ['the interval holds 1', { estimate: { ratio: 1.2, interval: [0.9, 1.6] } }],
    ['the same size against itself is off', { sameAgain: { ratio: 1.2, interval: [1.1, 1.3] } }],
    ['nothing was run against itself', { sameAgain: null }],
    ['it is a loss', { estimate: { ratio: 0.5, interval: [0.4, 0.6] } }],
  ])('fine where a larger size is not decided: %s', (_, change) => {
    expect(sizeVerdict({ ...comparison, ...change })).toEqual({ kind: 'fine' });
  });

  test.each<[string, Partial<SizeComparison>]>([
    ['it may do a fifth less', { estimate: { ratio: 0.95, interval: [0.8, 1.1] } }],
    ['the machine is not quiet', { sameAgain: { ratio: 0.8, interval: [0.7, 0.9] } }],
    ['the current size was never used up', { openedBefore: 5, openedAfter: 4 }],
    ['one connection is not worth a change', { current: 3, recommended: 2, openedBefore: 3, openedAfter: 2 }],
  ])('fine where a smaller size is not decided: %s', (_, change) => {
    expect(sizeVerdict({ ...smaller, ...change })).toEqual({ kind: 'fine' });
  });
});
