import type { Count, Ratio } from '../../protocol/units.ts';
import { isDecided } from '../experiment/decision.ts';
import type { RatioEstimate } from '../experiment/pairedRatio.ts';

type Estimate = Pick<RatioEstimate, 'ratio' | 'interval'>;

/** A smaller pool is only advised where it surely keeps this share of the throughput. */
const keptShare = 0.9;
/** Fewer connections than this are not worth a change. */
const savedMin = 2;
const savedShare = 1 / 3;

/** The current size against the recommended one, measured. */
export type SizeComparison = {
  readonly current: Count;
  readonly recommended: Count;
  /** Throughput at the recommended size ÷ at the current one. */
  readonly estimate: Estimate;
  readonly sameAgain: Estimate | null;
  /** Connections that were open at each size. */
  readonly openedBefore: Count;
  readonly openedAfter: Count;
};

export type SizeVerdict =
  | { readonly kind: 'too small'; readonly savingShare: Ratio }
  | { readonly kind: 'too large'; readonly savingShare: Ratio }
  | { readonly kind: 'fine' };

/**
 * Whether the current size is off, decided by measurement: `too small` where the recommended size surely does more,
 * `too large` where it surely does as much with fewer connections. Whatever is not decided is `fine`.
 */
export function sizeVerdict(comparison: SizeComparison): SizeVerdict {
  const { current, recommended, estimate, sameAgain, openedBefore, openedAfter } = comparison;
  if (recommended > current)
    return isDecided(estimate, sameAgain) && estimate.ratio > 1
      ? { kind: 'too small', savingShare: 1 - 1 / estimate.ratio }
      : { kind: 'fine' };
  const saved = openedBefore - openedAfter;
  const isWorthIt = saved >= savedMin && saved >= openedBefore * savedShare;
  const [low] = estimate.interval;
  const isQuiet = sameAgain !== null && sameAgain.interval[0] <= 1 && sameAgain.interval[1] >= 1;
  return isWorthIt && isQuiet && low >= keptShare
    ? { kind: 'too large', savingShare: saved / openedBefore }
    : { kind: 'fine' };
}
