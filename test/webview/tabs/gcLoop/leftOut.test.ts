import { describe, expect, test } from 'vitest';
import { PauseRing } from '../../../../webview/store/pauseRing.ts';
import { SampleRing } from '../../../../webview/store/sampleRing.ts';
import { measuredMs, snapshotPauses, within, without } from '../../../../webview/tabs/gcLoop/leftOut.ts';
import { capturesOf, targetsOf } from '../../../support/panel/facts.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';

const [target] = targetsOf(fullScenario, 0);
const [capture] = capturesOf(fullScenario, 0);
const snapshot = { ...capture, takenAt: 12_300, pauseMs: 1_912 };

/** Ten samples a second from 8 s to 14 s; the program stood still from 10 s until 12 s, and was late by that. */
function measured(): { readonly samples: SampleRing; readonly pauses: PauseRing } {
  const at = Array.from({ length: 61 }, (_, row) => 8_000 + row * 100).filter((now) => now <= 10_000 || now >= 12_000);
  const samples = new SampleRing(100, ['loopDelayMax']);
  samples.append({
    head: { kind: 'samples', targetId: 't0' },
    columns: [
      { name: 'at', values: Float64Array.from(at) },
      { name: 'loopDelayMax', values: Float64Array.from(at, (now) => (now === 12_000 ? 1_912 : 2)) },
    ],
  });
  const pauses = new PauseRing(10);
  pauses.append(
    {
      head: { kind: 'collections', targetId: 't0' },
      columns: [
        { name: 'at', values: Float64Array.of(9_000, 10_500, 13_000) },
        { name: 'kind', values: Uint8Array.of(1, 4, 1) },
        { name: 'pauseMs', values: Float32Array.of(1, 60, 2) },
      ],
    },
    -Infinity,
  );
  return { samples, pauses };
}

describe("a snapshot's pause", () => {
  test('is where the samples have their gap, though the capture is stamped later', () => {
    expect(snapshotPauses([snapshot], target, measured().samples)).toEqual([
      { fromAt: 10_000, toAt: 12_000, name: 'snapshot 1, paused 1.91 s, left out' },
    ]);
  });

  test('stands before the stamp where no sample tells more', () => {
    const none = new SampleRing(10, ['loopDelayMax']);
    expect(snapshotPauses([snapshot], target, none)).toMatchObject([{ fromAt: 10_388, toAt: 12_300 }]);
  });

  test('is that of this target alone, and known', () => {
    const { pauseMs: _unknown, ...unmeasured } = snapshot;
    const others = [{ ...snapshot, targetId: 't9' }, { ...snapshot, way: 'import' as const }, unmeasured];
    expect(snapshotPauses(others, target, measured().samples)).toEqual([]);
  });

  test('is in no figure: its delay is unknown, its collections are not visited, its time is not watched', () => {
    const all = measured();
    const leftOut = snapshotPauses([snapshot], target, all.samples);
    const { samples, pauses } = without(all, leftOut);
    const rows = samples.window(8_000, 14_000);
    const delays = Array.from({ length: rows.end - rows.start }, (_, row) => samples.valueOf('loopDelayMax', row));
    expect(delays.filter((delay) => delay === 2)).toHaveLength(40);
    expect(delays).not.toContain(1_912);
    const seen: number[] = [];
    pauses.visit(0, 20_000, (at) => seen.push(at));
    expect(seen).toEqual([9_000, 13_000]);
    expect(measuredMs({ fromAt: 8_000, toAt: 14_000 }, leftOut)).toBe(4_000);
    expect(measuredMs({ fromAt: 11_000, toAt: 14_000 }, leftOut)).toBe(2_000);
    expect(within(leftOut, { fromAt: 12_500, toAt: 14_000 })).toEqual([]);
  });
});
