import type { Count } from '../../src/protocol/units.ts';
import type { ColorName } from './theme.ts';

/** How many fall into each bin; the counts are as many as the bins. */
export type BinRow = { readonly label: string; readonly counts: readonly Count[] };

/** A distribution: the names of its bins from left to right, and rows that are stacked in them. */
export type HistogramSubject = {
  readonly bins: readonly string[];
  readonly rows: readonly BinRow[];
  /** What the bins are about, and their unit. */
  readonly axis: string;
  readonly summary: string;
  readonly color: ColorName;
};
