import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PauseRing } from '../../../../webview/store/pauseRing.ts';
import { medianOf, pauseFigures } from '../../../../webview/tabs/gcLoop/pauseFigures.ts';

function ringOf(rows: readonly (readonly [at: number, kind: number, pauseMs: number])[]): PauseRing {
  const ring = new PauseRing(1_000);
  ring.append(
    {
      head: { kind: 'collections', targetId: 't' },
      columns: [
        { name: 'at', values: Float64Array.from(rows, ([at]) => at) },
        { name: 'kind', values: Uint8Array.from(rows, ([, kind]) => kind) },
        { name: 'pauseMs', values: Float32Array.from(rows, ([, , pauseMs]) => pauseMs) },
      ],
    },
    -Infinity,
  );
  return ring;
}

describe('pauses of a stretch of time', () => {
  test('are counted by kind, with the sum of all last', () => {
    const ring = ringOf([
      [0, 1, 99],
      [10, 1, 2],
      [20, 1, 4],
      [30, 4, 20],
      [40, 1, 3],
      [2_000, 4, 99],
    ]);
    expect(pauseFigures(ring, 10, 1_010, 1_000)).toEqual([
      {
        kind: 'scavenge',
        label: 'Scavenge',
        count: 3,
        totalMs: 9,
        medianMs: 3,
        longestMs: 4,
        longestAt: 20,
        share: 0.009,
      },
      {
        kind: 'markCompact',
        label: 'Mark-compact',
        count: 1,
        totalMs: 20,
        medianMs: 20,
        longestMs: 20,
        longestAt: 30,
        share: 0.02,
      },
      { kind: 'all', label: 'All', count: 4, totalMs: 29, medianMs: 3.5, longestMs: 20, longestAt: 30, share: 0.029 },
    ]);
  });

  test('that has none says so: counts are zero, lengths unknown', () => {
    expect(pauseFigures(ringOf([]), 0, 10, 10)).toMatchObject([
      { kind: 'all', count: 0, medianMs: NaN, longestMs: NaN },
    ]);
  });
});

test('the median is that of sorting', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 }), (values) => {
      const sorted = Float64Array.from(values).sort();
      const middle = sorted.length >>> 1;
      const expected = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      expect(medianOf(Float64Array.from(values))).toBe(expected);
    }),
  );
});
