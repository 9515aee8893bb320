import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PauseRing } from '../../../../webview/store/pauseRing.ts';
import { binLabels, binsInWords, pauseBins } from '../../../../webview/tabs/gcLoop/pauseBins.ts';

function ringOf(rows: readonly (readonly [kind: number, pauseMs: number])[]): PauseRing {
  const ring = new PauseRing(1_000);
  ring.append(
    {
      head: { kind: 'collections', targetId: 't' },
      columns: [
        { name: 'at', values: Float64Array.from(rows, (_row, at) => at) },
        { name: 'kind', values: Uint8Array.from(rows, ([kind]) => kind) },
        { name: 'pauseMs', values: Float32Array.from(rows, ([, pauseMs]) => pauseMs) },
      ],
    },
    -Infinity,
  );
  return ring;
}

describe('pauses by length', () => {
  test('fall into the bin whose edge they do not pass, a row for each kind', () => {
    const rows = pauseBins(
      ringOf([
        [1, 0.5],
        [1, 0.75],
        [4, 500],
        [1, 3],
      ]),
      0,
      10,
    );
    expect(rows).toEqual([
      { label: 'Scavenge', counts: [1, 1, 0, 1, 0, 0, 0, 0, 0, 0] },
      { label: 'Mark-compact', counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
    ]);
    expect(binsInWords(rows)).toBe('Pauses by length: 1 of ≤ 0.5 ms, 1 of 0.5–1 ms, 1 of 2–4 ms, 1 of > 128 ms.');
  });

  test('none is said in words', () => {
    expect(binsInWords(pauseBins(ringOf([]), 0, 10))).toBe('No pause in this time.');
  });

  test('each pause of a known kind is counted once', () => {
    const pause = fc.tuple(fc.constantFrom(1, 2, 4, 8, 16), fc.double({ min: 0, max: 1_000, noNaN: true }));
    fc.assert(
      fc.property(fc.array(pause, { maxLength: 200 }), (rows) => {
        const bins = pauseBins(ringOf(rows), 0, 1_000);
        const counted = bins.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(rows.length);
        for (const { counts } of bins) expect(counts).toHaveLength(binLabels.length);
      }),
    );
  });
});
