import type { EpochMs } from '../../src/protocol/units.ts';
import type { PauseRing } from '../store/pauseRing.ts';

/** A pause as a point. */
export type PausePoint = { readonly x: EpochMs; readonly y: number };

/** Points of each kind (engine flag), at most one for each kind and bucket: the longest, so that no long pause is lost. */
export function pausePoints(
  ring: Pick<PauseRing, 'visit'>,
  fromAt: EpochMs,
  toAt: EpochMs,
  buckets: number,
): ReadonlyMap<number, readonly PausePoint[]> {
  const points = new Map<number, PausePoint[]>();
  const scale = buckets / Math.max(1, toAt - fromAt);
  ring.visit(fromAt, toAt, (at, kind, pauseMs) => {
    const same = points.get(kind) ?? [];
    if (same.length === 0) points.set(kind, same);
    const last = same.at(-1);
    const isSameBucket =
      last !== undefined && Math.floor((last.x - fromAt) * scale) === Math.floor((at - fromAt) * scale);
    if (!isSameBucket) same.push({ x: at, y: pauseMs });
    else if (pauseMs > last.y) same[same.length - 1] = { x: at, y: pauseMs };
  });
  return points;
}
