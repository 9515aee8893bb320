import type { Capture } from '../../../src/protocol/captures.ts';
import type { Target } from '../../../src/protocol/targets.ts';
import type { EpochMs, Milliseconds } from '../../../src/protocol/units.ts';
import type { Mark } from '../../charts/drawStrips.ts';

const minute = 60_000;
const longest = 60 * minute;
/** Each length is this much longer than the one before, so that the axis stands still for a while before it gives way. */
const growth = 1.08;

/** A picture is drawn anew when time has moved on by this part of its length: about one pixel. */
const stepsPerLength = 600;

/** The end of a moving stretch of time, so that it moves in steps that can be seen, and not ten times a second. */
export function movingEnd(lastAt: EpochMs, lengthMs: Milliseconds): EpochMs {
  const step = Math.max(100, lengthMs / stepsPerLength);
  return Math.ceil(lastAt / step) * step;
}

/** The stretch of time shown by itself: a little more than what was measured, from one minute to an hour. */
export function timeWindow(firstAt: EpochMs, lastAt: EpochMs): { readonly fromAt: EpochMs; readonly toAt: EpochMs } {
  const steps = Math.max(0, Math.ceil(Math.log((lastAt - firstAt) / minute) / Math.log(growth)));
  const length = Math.min(longest, minute * growth ** steps);
  const toAt = movingEnd(lastAt, length);
  return { fromAt: toAt - length, toAt };
}

/** Snapshots of a target as marks on the axis of time, by their short names. */
export function captureMarks(captures: readonly Capture[], target: Target): readonly Mark[] {
  return captures
    .filter(({ targetId, way }) => way !== 'import' && targetId === target.targetId)
    .map(({ takenAt, label }) => ({ at: takenAt, name: label }));
}
