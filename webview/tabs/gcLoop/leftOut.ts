import type { Capture } from '../../../src/protocol/captures.ts';
import type { Target } from '../../../src/protocol/targets.ts';
import type { EpochMs, Milliseconds } from '../../../src/protocol/units.ts';
import type { LeftOut } from '../../charts/drawHatch.ts';
import type { TimeRange } from '../../charts/timeRange.ts';
import { inWords, quantity } from '../../format/quantity.ts';
import type { PauseRing } from '../../store/pauseRing.ts';
import type { SampleRing } from '../../store/sampleRing.ts';

/** What figures and charts are made of. */
export type Measured = {
  readonly samples: Pick<SampleRing, 'window' | 'atOf' | 'valueOf'>;
  readonly pauses: Pick<PauseRing, 'visit' | 'length'>;
};

/** A capture is stamped when its file is whole and hashed: up to this long after the thread went on. */
const stampedLaterMs = 10_000;
/** The gap in the samples is at least this part of the pause: the thread stood still for nearly all of it. */
const gapShareMin = 0.9;

/** The longest stretch between two samples of a range, or null with fewer than two. */
function longestGap(samples: Measured['samples'], range: TimeRange): TimeRange | null {
  const rows = samples.window(range.fromAt, range.toAt);
  let longest: TimeRange | null = null;
  for (let row = rows.start + 1; row < rows.end; row += 1) {
    const gap = { fromAt: samples.atOf(row - 1), toAt: samples.atOf(row) };
    if (longest === null || gap.toAt - gap.fromAt > longest.toAt - longest.fromAt) longest = gap;
  }
  return longest;
}

/**
 * The pauses of snapshots of a target, in no order. Where a pause left a gap in the samples, the gap is its place, up to
 * the sample after it, which carries the delay; elsewhere it is put before the moment the capture was stamped.
 */
export function snapshotPauses(
  captures: readonly Capture[],
  target: Target,
  samples: Measured['samples'],
): readonly LeftOut[] {
  return captures.flatMap(({ takenAt, pauseMs, label, way, targetId }) => {
    if (pauseMs === undefined || way === 'import' || targetId !== target.targetId) return [];
    const gap = longestGap(samples, { fromAt: takenAt - pauseMs - stampedLaterMs, toAt: takenAt + 1_000 });
    const isPause = gap !== null && gap.toAt - gap.fromAt >= pauseMs * gapShareMin;
    const place = isPause ? gap : { fromAt: takenAt - pauseMs, toAt: takenAt };
    return [{ ...place, name: `${label}, paused ${inWords(quantity(pauseMs, 'ms'))}, left out` }];
  });
}

/** Those that touch a range. */
export function within(leftOut: readonly LeftOut[], range: TimeRange): readonly LeftOut[] {
  return leftOut.filter(({ fromAt, toAt }) => toAt >= range.fromAt && fromAt <= range.toAt);
}

/** How much of a range is not left out, where stretches do not overlap. */
export function measuredMs(range: TimeRange, leftOut: readonly LeftOut[]): Milliseconds {
  const whole = range.toAt - range.fromAt;
  const out = within(leftOut, range).reduce(
    (sum, { fromAt, toAt }) => sum + Math.min(toAt, range.toAt) - Math.max(fromAt, range.fromAt),
    0,
  );
  return Math.max(0, whole - out);
}

/** What was measured, without these stretches: their samples are unknown, their pauses are not visited. */
export function without(measured: Measured, leftOut: readonly LeftOut[]): Measured {
  if (leftOut.length === 0) return measured;
  const { samples, pauses } = measured;
  // Both ends are out: where samples are kept by their extremes, the delay may stand at either.
  const isOut = (at: EpochMs) => leftOut.some(({ fromAt, toAt }) => at >= fromAt && at <= toAt);
  return {
    samples: {
      window: (fromAt, toAt) => samples.window(fromAt, toAt),
      atOf: (row) => samples.atOf(row),
      valueOf: (metric, row) => (isOut(samples.atOf(row)) ? NaN : samples.valueOf(metric, row)),
    },
    pauses: {
      length: pauses.length,
      visit: (fromAt, toAt, visit) =>
        pauses.visit(fromAt, toAt, (at, kind, pauseMs) => {
          if (!isOut(at)) visit(at, kind, pauseMs);
        }),
    },
  };
}
