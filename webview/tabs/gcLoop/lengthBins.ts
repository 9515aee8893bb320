import { collectionKinds } from '../../../src/protocol/metrics.ts';
import type { Milliseconds } from '../../../src/protocol/units.ts';
import type { BinRow } from '../../charts/histogramSubject.ts';
import type { TimeRange } from '../../charts/timeRange.ts';
import type { Measured } from './leftOut.ts';

/** Upper edges of the bins, each twice the one before: lengths in a healthy program span four such steps and more. */
export const binEdgesMs: readonly Milliseconds[] = [0.5, 1, 2, 4, 8, 16, 32, 64, 128];

/** Name of each bin in ms, as axis, list and summary say it. The last holds what is longer than all edges. */
export const binLabels: readonly string[] = [
  ...binEdgesMs.map((edge, bin) => (bin === 0 ? `≤ ${edge}` : `${binEdgesMs[bin - 1]}–${edge}`)),
  `> ${binEdgesMs.at(-1)}`,
];

/** Lengths counted into the bin whose edge they do not pass. */
class Counted {
  readonly counts = Array.from({ length: binLabels.length }, () => 0);

  add(length: Milliseconds): void {
    const found = binEdgesMs.findIndex((edge) => length <= edge);
    const bin = found < 0 ? binEdgesMs.length : found;
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
  }
}

/** Pauses in a range by length, a row for each kind that occurred. Linear in the number of pauses kept. */
export function pauseBins(pauses: Pick<Measured['pauses'], 'visit'>, range: TimeRange): readonly BinRow[] {
  const byKind = new Map<number, Counted>();
  pauses.visit(range.fromAt, range.toAt, (_at, kind, pauseMs) => {
    const counted = byKind.get(kind) ?? new Counted();
    byKind.set(kind, counted);
    counted.add(pauseMs);
  });
  return collectionKinds.flatMap(({ flag, label }) => {
    const counted = byKind.get(flag);
    return counted === undefined ? [] : [{ label, counts: counted.counts }];
  });
}

/** The longest loop delay of each sample in a range, by length; no row where none is known. */
export function delayBins(samples: Measured['samples'], range: TimeRange): readonly BinRow[] {
  const counted = new Counted();
  const rows = samples.window(range.fromAt, range.toAt);
  let known = 0;
  for (let row = rows.start; row < rows.end; row += 1) {
    const delay = samples.valueOf('loopDelayMax', row);
    if (Number.isNaN(delay)) continue;
    known += 1;
    counted.add(delay);
  }
  return known === 0 ? [] : [{ label: 'Samples', counts: counted.counts }];
}

/** The picture in one sentence: `Pauses by length: 12 of ≤ 0.5 ms, 3 of 1–2 ms.` */
export function binsInWords(name: string, rows: readonly BinRow[]): string {
  const said = binLabels.flatMap((label, bin) => {
    const count = rows.reduce((sum, { counts }) => sum + (counts[bin] ?? 0), 0);
    return count === 0 ? [] : [`${count.toLocaleString('en')} of ${label} ms`];
  });
  return `${name}: ${said.length === 0 ? 'none' : said.join(', ')}.`;
}
