import { limits } from '../../protocol/limits.ts';
import type { Count } from '../../protocol/units.ts';
import { kneeBracket } from './poolKnee.ts';
import {
  clientsKeptBusy,
  isFull,
  isSaturated,
  throughputOf,
  unloadedHoldMs,
  validReadings,
  type PoolReading,
} from './poolReading.ts';

/** What may be tried. */
export type PoolBounds = {
  readonly sizeMax: Count;
  /** What is set now, or what it would be if nothing were set. */
  readonly currentSize: Count;
};

/** Each probe of the search for saturation is so many times the one before. */
const ladderFactor = 4;
/** A larger pool that gives no more than this against the one before no longer limits. */
const growthMin = 1.1;
/** One that gives so much more is not taken for saturated by its hold alone: one slow step would end the search. */
const growthStrong = 1.5;
/** Two sizes closer than this need no third between them. */
const closeEnough = 1.25;

/** The next probe of the ladder 1, 4, 16 …; null where the last is saturated or nothing larger may be tried. */
function nextOnLadder(readings: readonly PoolReading[], { sizeMax }: PoolBounds): Count | null {
  const rungs: Count[] = [1];
  while ((rungs.at(-1) ?? sizeMax) < sizeMax) rungs.push(Math.min(sizeMax, (rungs.at(-1) ?? 1) * ladderFactor));
  const holdMs = unloadedHoldMs(readings);
  let before: PoolReading | undefined;
  for (const rung of rungs) {
    const at = readings.find(({ size }) => size === rung);
    if (at === undefined) return rung;
    const growth = before !== undefined && throughputOf(before) > 0 ? throughputOf(at) / throughputOf(before) : null;
    if (growth !== null && growth < growthMin) return null;
    const isGrowing = isFull(at) && growth !== null && growth >= growthStrong;
    if (isSaturated(at, holdMs) && !isGrowing) return null;
    before = at;
  }
  return null;
}

/** The size that Little's law predicts: what the best throughput keeps busy at the unloaded hold. */
export function predictedKnee(readings: readonly PoolReading[], sizeMax: Count): Count | null {
  const holdMs = unloadedHoldMs(readings);
  if (holdMs === null) return null;
  const busy = Math.max(...readings.map((reading) => clientsKeptBusy(reading, holdMs)));
  return Math.min(sizeMax, Math.max(1, Math.ceil(busy)));
}

const isTried = (readings: readonly PoolReading[], low: number, high: number) =>
  readings.some(({ size }) => size >= low && size <= high);

/** A size between the two that hold the knee, where they are far apart. */
function between(readings: readonly PoolReading[]): Count | null {
  const bracket = kneeBracket(readings);
  if (bracket === null || bracket.below === 0) return null;
  const { below, at } = bracket;
  if (at - below <= 1 || at <= below * closeEnough) return null;
  return Math.min(at - 1, Math.max(below + 1, Math.round(Math.sqrt(below * at))));
}

/**
 * The next size to try, or null when enough is known. First a ladder of probes until the pool no longer limits, then
 * what Little's law predicts and twice that, then the current size, then between the two sizes that hold the knee.
 * A size that gave no valid reading is not tried again.
 */
export function nextPoolSize(readings: readonly PoolReading[], bounds: PoolBounds): Count | null {
  if (readings.length >= limits.poolStepsMax.value) return null;
  const isNew = (size: Count | null): size is Count => size !== null && !isTried(readings, size, size);
  const valid = validReadings(readings);
  const rung = nextOnLadder(readings, bounds);
  if (isNew(rung)) return rung;
  const { sizeMax, currentSize } = bounds;
  const predicted = predictedKnee(valid, sizeMax);
  if (predicted !== null) {
    if (!isTried(valid, predicted, predicted * closeEnough) && isNew(predicted)) return predicted;
    const double = Math.min(sizeMax, predicted * 2);
    if (!isTried(valid, Math.min(sizeMax, predicted * 1.6), predicted * 2.6) && isNew(double)) return double;
  }
  if (currentSize <= sizeMax && isNew(currentSize)) return currentSize;
  const middle = between(valid);
  return isNew(middle) ? middle : null;
}
