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

/** The middle of sorted values; of an even number, the mean of the two in the middle. NaN for none. */
function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function figuresOf(
  kind: PauseFigures['kind'],
  label: string,
  pauses: readonly (readonly [EpochMs, Milliseconds])[],
  lengthMs: Milliseconds,
): PauseFigures {
  const lengths = Float64Array.from(pauses, ([, pauseMs]) => pauseMs).sort();
  const totalMs = lengths.reduce((sum, pauseMs) => sum + pauseMs, 0);
  const longestMs = lengths.at(-1) ?? NaN;
  return {
    kind,
    label,
    count: lengths.length,
    totalMs,
    medianMs: medianOf(lengths),
    longestMs,
    longestAt: pauses.find(([, pauseMs]) => pauseMs === longestMs)?.[0] ?? NaN,
    share: lengthMs > 0 ? totalMs / lengthMs : NaN,
  };
}

/** Pauses between two moments by kind, kinds that occurred first in the engine's order, and last the sum of all. */
export function pauseFigures(ring: PauseRing, fromAt: EpochMs, toAt: EpochMs): readonly PauseFigures[] {
  const byKind = new Map<number, [EpochMs, Milliseconds][]>();
  const all: [EpochMs, Milliseconds][] = [];
  ring.visit(fromAt, toAt, (at, kind, pauseMs) => {
    const pause: [EpochMs, Milliseconds] = [at, pauseMs];
    const same = byKind.get(kind);
    if (same === undefined) byKind.set(kind, [pause]);
    else same.push(pause);
    all.push(pause);
  });
  const lengthMs = toAt - fromAt;
  const rows = collectionKinds
    .filter(({ flag }) => byKind.has(flag))
    .map(({ flag, id, label }) => figuresOf(id, label, byKind.get(flag) ?? [], lengthMs));
  return [...rows, figuresOf('all', 'All', all, lengthMs)];
}
