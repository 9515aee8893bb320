import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PauseRing } from '../../../../webview/store/pauseRing.ts';
import { SampleRing } from '../../../../webview/store/sampleRing.ts';
import { binLabels, binsInWords, delayBins, pauseBins } from '../../../../webview/tabs/gcLoop/lengthBins.ts';

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
      { fromAt: 0, toAt: 10 },
    );
    expect(rows).toEqual([
      { label: 'Scavenge', counts: [1, 1, 0, 1, 0, 0, 0, 0, 0, 0] },
      { label: 'Mark-compact', counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
    ]);
    expect(binsInWords('Pauses by length', rows)).toBe(
      'Pauses by length: 1 of ≤ 0.5 ms, 1 of 0.5–1 ms, 1 of 2–4 ms, 1 of > 128 ms.',
    );
  });

  test('none is said in words', () => {
    expect(binsInWords('Pauses', pauseBins(ringOf([]), { fromAt: 0, toAt: 10 }))).toBe('Pauses: none.');
  });

  test('each pause of a known kind is counted once', () => {
    const pause = fc.tuple(fc.constantFrom(1, 2, 4, 8, 16), fc.double({ min: 0, max: 1_000, noNaN: true }));
    fc.assert(
      fc.property(fc.array(pause, { maxLength: 200 }), (rows) => {
        const bins = pauseBins(ringOf(rows), { fromAt: 0, toAt: 1_000 });
        const counted = bins.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(rows.length);
        for (const { counts } of bins) expect(counts).toHaveLength(binLabels.length);
      }),
    );
  });
});

test('loop delays fall into the same bins; unknown ones into none', () => {
  const samples = new SampleRing(10, ['loopDelayMax']);
  expect(delayBins(samples, { fromAt: 0, toAt: 10 })).toEqual([]);
  samples.append({
    head: { kind: 'samples', targetId: 't' },
    columns: [
      { name: 'at', values: Float64Array.of(1, 2, 3, 20) },
      { name: 'loopDelayMax', values: Float64Array.of(3, NaN, 129, 1) },
    ],
  });
  expect(delayBins(samples, { fromAt: 0, toAt: 10 })).toEqual([
    { label: 'Samples', counts: [0, 0, 0, 1, 0, 0, 0, 0, 0, 1] },
  ]);
});
