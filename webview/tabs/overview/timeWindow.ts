import type { Capture } from '../../../src/protocol/captures.ts';
import type { Target } from '../../../src/protocol/targets.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import type { Mark } from '../../charts/drawStrips.ts';

const minute = 60_000;
const lengths = [1, 5, 15, 30, 60].map((minutes) => minutes * minute);

/** The stretch of time shown by itself: the shortest of 1, 5, 15, 30 and 60 minutes that holds all samples. */
export function timeWindow(firstAt: EpochMs, lastAt: EpochMs): { readonly fromAt: EpochMs; readonly toAt: EpochMs } {
  const length = lengths.find((candidate) => candidate >= lastAt - firstAt) ?? 60 * minute;
  return { fromAt: lastAt - length, toAt: lastAt };
}

/** Snapshots of a target as marks on the axis of time, by their short names. */
export function captureMarks(captures: readonly Capture[], target: Target): readonly Mark[] {
  return captures
    .filter(({ targetId, way }) => way !== 'import' && targetId === target.targetId)
    .map(({ takenAt, label }) => ({ at: takenAt, name: label }));
}
