import { collectionKinds } from '../../../src/protocol/metrics.ts';
import type { Count, EpochMs, Milliseconds } from '../../../src/protocol/units.ts';
import type { PauseRing } from '../../store/pauseRing.ts';

/** Upper edges of the bins, each twice the one before: pauses of a healthy program span four such steps and more. */
export const binEdgesMs: readonly Milliseconds[] = [0.5, 1, 2, 4, 8, 16, 32, 64, 128];

/** How many pauses of one kind fall into each bin. The last bin holds what is longer than all edges. */
export type PauseBins = { readonly label: string; readonly counts: readonly Count[] };

/** The bin of a pause: the first whose edge it does not pass. */
const binOf = (pauseMs: Milliseconds) => {
  const found = binEdgesMs.findIndex((edge) => pauseMs <= edge);
  return found < 0 ? binEdgesMs.length : found;
};

/** Pauses between two moments by length, a row for each kind that occurred. Linear in the number of pauses kept. */
export function pauseBins(ring: PauseRing, fromAt: EpochMs, toAt: EpochMs): readonly PauseBins[] {
  const byKind = new Map<number, number[]>();
  ring.visit(fromAt, toAt, (_at, kind, pauseMs) => {
    const counts = byKind.get(kind) ?? Array.from({ length: binEdgesMs.length + 1 }, () => 0);
    byKind.set(kind, counts);
    const bin = binOf(pauseMs);
    counts[bin] = (counts[bin] ?? 0) + 1;
  });
  return collectionKinds.flatMap(({ flag, label }) => {
    const counts = byKind.get(flag);
    return counts === undefined ? [] : [{ label, counts }];
  });
}

/** Name of each bin, as its axis and its summary say it. */
export const binLabels: readonly string[] = [
  ...binEdgesMs.map((edge, bin) => (bin === 0 ? `≤ ${edge}` : `${binEdgesMs[bin - 1]}–${edge}`)),
  `> ${binEdgesMs.at(-1)}`,
];

/** The picture in one sentence: `Pauses by length: 12 of ≤ 0.5 ms, 3 of 1–2 ms`. */
export function binsInWords(rows: readonly PauseBins[]): string {
  const said = binLabels.flatMap((label, bin) => {
    const count = rows.reduce((sum, { counts }) => sum + (counts[bin] ?? 0), 0);
    return count === 0 ? [] : [`${count.toLocaleString('en')} of ${label} ms`];
  });
  return said.length === 0 ? 'No pause in this time.' : `Pauses by length: ${said.join(', ')}.`;
}
