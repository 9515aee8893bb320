import type { PoolStep, PoolTimes } from '../../protocol/experiments.ts';
import type { Count, Milliseconds, Ratio } from '../../protocol/units.ts';

/** What one size of a pool gave under load, as a stage measured it. */
export type PoolReading = {
  readonly size: Count;
  readonly seconds: number;
  /** Units of work: tasks of a mix, iterations of a load, or uses of the pool where nothing else is known. */
  readonly completed: Count;
  readonly errors: Count;
  /** Clients handed out. */
  readonly acquires: Count;
  /** Null where nobody asked. */
  readonly wait: PoolTimes | null;
  /** Null where nobody gave one back. */
  readonly hold: PoolTimes | null;
  /** Share of the time in hand in which a statement ran; null where it is not known. */
  readonly queryShare: Ratio | null;
  readonly busyMax: Count;
  readonly totalMax: Count;
  readonly waitersMax: Count;
  /** Work completed in each of several equal stretches, per second: how steady it was. */
  readonly stretches: readonly number[];
  /** What to know of this step. */
  readonly note: string | null;
};

/** Units of work per second. */
export const throughputOf = ({ completed, seconds }: PoolReading) => (seconds > 0 ? completed / seconds : 0);

/** Why a reading says nothing about its size; null where it does. */
export function invalidity({ size, totalMax, busyMax }: PoolReading): string | null {
  if (totalMax > size) return `${totalMax} connections were open at a size of ${size}`;
  if (busyMax > size) return `${busyMax} clients were out at a size of ${size}`;
  return null;
}

const isValid = (reading: PoolReading) => invalidity(reading) === null;

/** The readings that say something about their size. */
export function validReadings(readings: readonly PoolReading[]): readonly PoolReading[] {
  return readings.filter(isValid);
}

/** True where work waited for a client, or all were out: a larger pool could be used. */
export const isFull = ({ busyMax, size, waitersMax }: PoolReading) => busyMax >= size && waitersMax > 0;

/** Clients that the work would keep busy if it never waited for one another: Little's law over the unloaded hold. */
export function clientsKeptBusy(reading: PoolReading, unloadedHoldMs: Milliseconds): number {
  return reading.seconds > 0 ? (reading.acquires / reading.seconds) * (unloadedHoldMs / 1000) : 0;
}

/** A pool this much larger than what it keeps busy, as by Little's law, is not what limits. */
const saturatedBelow = 0.8;

/** True where the pool no longer limits at this size: not all are out, or they are held longer than without load. */
export function isSaturated(reading: PoolReading, unloadedHoldMs: Milliseconds | null): boolean {
  if (!isFull(reading)) return true;
  if (unloadedHoldMs === null) return false;
  return clientsKeptBusy(reading, unloadedHoldMs) < saturatedBelow * reading.size;
}

/** The hold at the smallest size that gave any: nearly without load. */
export function unloadedHoldMs(readings: readonly PoolReading[]): Milliseconds | null {
  const held = readings.filter(({ hold }) => hold !== null).toSorted((one, other) => one.size - other.size);
  return held[0]?.hold?.mean ?? null;
}

/** The row that is shown of a reading. */
export function stepOf(reading: PoolReading): PoolStep {
  const { size, wait, hold, busyMax, waitersMax, completed, errors, seconds } = reading;
  const why = invalidity(reading);
  const failed = errors > 0 ? `${errors} failed` : null;
  return {
    size,
    throughput: throughputOf(reading),
    waitMsP50: wait?.p50 ?? null,
    waitMsP95: wait?.p95 ?? null,
    holdMsP50: hold?.p50 ?? null,
    holdMsP95: hold?.p95 ?? null,
    busyMax,
    waitersMax,
    completed,
    errors,
    seconds,
    isValid: why === null,
    note: [why, failed, reading.note].filter((part) => part !== null).join('; ') || null,
  };
}
