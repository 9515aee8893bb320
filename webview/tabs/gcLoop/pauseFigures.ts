import { collectionKinds, type CollectionKindId } from '../../../src/protocol/metrics.ts';
import type { Count, EpochMs, Milliseconds, Ratio } from '../../../src/protocol/units.ts';
import type { PauseRing } from '../../store/pauseRing.ts';

/** Pauses of one kind, or of all, in a stretch of time. */
export type PauseFigures = {
  readonly kind: CollectionKindId | 'all';
  readonly label: string;
  readonly count: Count;
  readonly totalMs: Milliseconds;
  readonly medianMs: Milliseconds;
  readonly longestMs: Milliseconds;
  readonly longestAt: EpochMs;
  /** Of the whole stretch. */
  readonly share: Ratio;
};

/** The value that would stand at `rank` if the values were sorted. Reorders them; linear on average (Hoare's selection). */
function valueOfRank(values: Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1] ?? NaN;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? Infinity) < pivot) left += 1;
      while ((values[right] ?? -Infinity) > pivot) right -= 1;
      if (left > right) break;
      const kept = values[left] ?? NaN;
      values[left] = values[right] ?? NaN;
      values[right] = kept;
      left += 1;
      right -= 1;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank] ?? NaN;
}

/** The middle value; of an even number, the mean of the two in the middle. NaN for none. Reorders the values. */
export function medianOf(values: Float64Array): number {
  const middle = values.length >>> 1;
  const upper = valueOfRank(values, middle);
  return values.length % 2 === 1 ? upper : (valueOfRank(values, middle - 1) + upper) / 2;
}

/** Lengths of pauses, with room for all of them. */
class Lengths {
  private readonly values: Float64Array;
  private count = 0;
  private totalMs = 0;
  private longestMs = NaN;
  private longestAt = NaN;

  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
  }

  add(at: EpochMs, pauseMs: Milliseconds): void {
    this.values[this.count] = pauseMs;
    this.count += 1;
    this.totalMs += pauseMs;
    if (!(pauseMs <= this.longestMs)) {
      this.longestMs = pauseMs;
      this.longestAt = at;
    }
  }

  figures(kind: PauseFigures['kind'], label: string, lengthMs: Milliseconds): PauseFigures {
    const { count, totalMs, longestMs, longestAt } = this;
    const medianMs = medianOf(this.values.subarray(0, count));
    return {
      kind,
      label,
      count,
      totalMs,
      medianMs,
      longestMs,
      longestAt,
      share: lengthMs > 0 ? totalMs / lengthMs : NaN,
    };
  }
}

/**
 * Pauses between two moments by kind, kinds that occurred in the engine's order, and last the sum of all. Linear in the
 * number of pauses kept. Shares are of `lengthMs`, the time that was watched.
 */
export function pauseFigures(
  ring: Pick<PauseRing, 'visit' | 'length'>,
  fromAt: EpochMs,
  toAt: EpochMs,
  lengthMs: Milliseconds,
): readonly PauseFigures[] {
  const byKind = new Map<number, Lengths>();
  const all = new Lengths(ring.length);
  ring.visit(fromAt, toAt, (at, kind, pauseMs) => {
    const same = byKind.get(kind) ?? new Lengths(ring.length);
    byKind.set(kind, same);
    same.add(at, pauseMs);
    all.add(at, pauseMs);
  });
  const rows = collectionKinds.flatMap(({ flag, id, label }) => byKind.get(flag)?.figures(id, label, lengthMs) ?? []);
  return [...rows, all.figures('all', 'All', lengthMs)];
}
