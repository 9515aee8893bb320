import type { Count } from '../../protocol/units.ts';
import { isSaturated, throughputOf, unloadedHoldMs, validReadings, type PoolReading } from './poolReading.ts';

/** What of the best throughput the knee has. */
const kneeShare = 0.9;
/** Sizes with this share of the highest throughput are alike. */
const plateauShare = 0.95;
/** Two steps of the same size differ by so much, however steady each was. */
const noiseShare = 0.03;
/** An open load waits a little for a pool that is large enough; up to this share of the hold. */
const waitShare = 0.25;

/** All that was measured at one size. */
type SizeFigures = {
  readonly size: Count;
  readonly throughput: number;
  /** Half of the width of its interval at 95 %. */
  readonly error: number;
  readonly readings: readonly PoolReading[];
};

/** Where the throughput of a pool stops growing. */
export type PoolKnee = {
  /** Smallest size that was tried with 90 % of the best; null where the largest still gave more. */
  readonly knee: Count | null;
  readonly range: readonly [low: Count, high: Count] | null;
  /** What to set: the knee, or the next at which an open load hardly waits. The largest tried where there is no knee. */
  readonly recommended: Count | null;
};

/** Half of a 95 % interval of the mean, from stretches within one reading or from several readings. */
function halfWidth(values: readonly number[], mean: number): number {
  if (values.length < 2) return mean * noiseShare;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return Math.max(mean * noiseShare, 2 * Math.sqrt(variance / values.length));
}

/** One row for each size, ascending. */
export function figuresBySize(readings: readonly PoolReading[]): readonly SizeFigures[] {
  const valid = validReadings(readings);
  const sizes = [...new Set(valid.map(({ size }) => size))];
  return sizes
    .map((size) => {
      const same = valid.filter((reading) => reading.size === size);
      const completed = same.reduce((sum, reading) => sum + reading.completed, 0);
      const seconds = same.reduce((sum, reading) => sum + reading.seconds, 0);
      const throughput = seconds > 0 ? completed / seconds : 0;
      const values = same.length > 1 ? same.map(throughputOf) : same.flatMap(({ stretches }) => stretches);
      return { size, throughput, error: halfWidth(values, throughput), readings: same };
    })
    .toSorted((one, other) => one.size - other.size);
}

/**
 * The best of the rows, with the throughput of the plateau around it: the highest of several alike is a lucky one, and
 * a size measured against it would miss its share by chance.
 */
function best(rows: readonly SizeFigures[]): SizeFigures | null {
  const top = rows.reduce<SizeFigures | null>(
    (most, row) => (most === null || row.throughput > most.throughput ? row : most),
    null,
  );
  if (top === null) return null;
  const alike = rows.filter(({ throughput }) => throughput >= plateauShare * top.throughput);
  return { ...top, throughput: alike.reduce((sum, { throughput }) => sum + throughput, 0) / alike.length };
}

/** The two sizes between which the knee is: the largest that misses it below the smallest that has it. */
export function kneeBracket(readings: readonly PoolReading[]): { readonly below: Count; readonly at: Count } | null {
  const rows = figuresBySize(readings);
  const top = best(rows);
  if (top === null || top.throughput === 0) return null;
  const at = rows.findIndex(({ throughput }) => throughput >= kneeShare * top.throughput);
  const found = rows[at];
  return found === undefined ? null : { below: rows[at - 1]?.size ?? 0, at: found.size };
}

/** True where the largest size that was tried still limits the work. */
export function isBeyond(readings: readonly PoolReading[]): boolean {
  const valid = validReadings(readings);
  const holdMs = unloadedHoldMs(valid);
  const largest = figuresBySize(valid).at(-1);
  return largest !== undefined && largest.readings.every((reading) => !isSaturated(reading, holdMs));
}

function kneeRange(rows: readonly SizeFigures[], top: SizeFigures, bracket: { below: Count; at: Count }) {
  const mayHave = (row: SizeFigures) => row.throughput + row.error >= kneeShare * (top.throughput - top.error);
  const hasSurely = (row: SizeFigures) => row.throughput - row.error >= kneeShare * (top.throughput - top.error);
  const first = rows.findIndex(mayHave);
  const firstSize = rows[first]?.size ?? bracket.at;
  // Between the last size that surely misses it and the first that may have it, nothing was tried.
  const low = firstSize < bracket.at ? firstSize : bracket.below + 1;
  const high = rows.find((row) => row.size >= bracket.at && hasSurely(row))?.size ?? top.size;
  return [low, Math.max(high, bracket.at)] as const;
}

/** The smallest size from `from` on at which a client is there when it is asked for. */
function waitingLittle(rows: readonly SizeFigures[], from: Count): Count {
  const isEnough = ({ readings }: SizeFigures) =>
    readings.every(({ wait, hold }) => wait === null || hold === null || wait.p50 <= waitShare * hold.p50);
  return rows.find((row) => row.size >= from && isEnough(row))?.size ?? rows.at(-1)?.size ?? from;
}

/** The knee of what was measured. Empty-handed (all null) where nothing was completed at any size. */
export function poolKnee(readings: readonly PoolReading[], demand: 'open' | 'closed'): PoolKnee {
  const rows = figuresBySize(readings);
  const top = best(rows);
  const bracket = kneeBracket(readings);
  const largest = rows.at(-1);
  if (top === null || bracket === null || largest === undefined) return { knee: null, range: null, recommended: null };
  if (isBeyond(readings)) return { knee: null, range: null, recommended: largest.size };
  const recommended = demand === 'open' ? waitingLittle(rows, bracket.at) : bracket.at;
  return { knee: bracket.at, range: kneeRange(rows, top, bracket), recommended };
}
