import type { Count } from '../../protocol/units.ts';

/** Runs in pairs: the n-th of `before` was made beside the n-th of `after`. All above zero, in one unit. */
export type PairedRuns = { readonly before: readonly number[]; readonly after: readonly number[] };

/** A gain as one figure: above 1 is better, whichever way the metric is better. `interval` is [low, high] at 95 %. */
export type RatioEstimate = {
  readonly ratio: number;
  readonly interval: readonly [low: number, high: number];
  readonly pairs: Count;
};

/** Which way the metric is better: a time or a size when it is lower, a throughput when it is higher. */
export type Better = 'lower' | 'higher';

const resamples = 4_000;
/**
 * A second estimate of the same size is off by as much as the first, and the machine may have another mood by then: an
 * interval this much wider holds the next measurement too, not only the true value.
 */
const forTheNextRun = 2;
/** 97.5 % points of Student's t for 1 to 6 degrees of freedom: what two to seven pairs can say. */
const studentPoints = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447];

/** The median; the mean of the two in the middle where their number is even. `values` has at least one. */
export function medianOf(values: readonly number[]): number {
  return sortedMedian(Float64Array.from(values).sort());
}

function sortedMedian(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The `rank`-th value (from 0) of a resample in which the n-th of the sorted values was drawn `counts[n]` times. */
function drawnValue(sorted: Float64Array, counts: Uint8Array, rank: number): number {
  let place = 0;
  for (let seen = counts[0]; seen <= rank; seen += counts[place]) place += 1;
  return sorted[place];
}

/** The 2.5 and 97.5 % points of the medians of resamples (Efron's percentile interval). */
function resampledInterval(sorted: Float64Array, random: () => number): [number, number] {
  const { length } = sorted;
  const medians = new Float64Array(resamples);
  const counts = new Uint8Array(length);
  for (let index = 0; index < resamples; index += 1) {
    counts.fill(0);
    for (let draw = 0; draw < length; draw += 1) counts[Math.floor(random() * length)] += 1;
    const upper = drawnValue(sorted, counts, length >> 1);
    medians[index] = length % 2 === 1 ? upper : (upper + drawnValue(sorted, counts, (length >> 1) - 1)) / 2;
  }
  medians.sort();
  return [medians[Math.floor(resamples * 0.025)], medians[Math.ceil(resamples * 0.975) - 1]];
}

/** How many values may be left out at each end so that the rest still hold the true median at 95 % (sign test). */
function leftOutAtEachEnd(count: Count): Count {
  let below = 0;
  let chance = 0.5 ** count;
  let sum = chance;
  while (sum <= 0.025) {
    below += 1;
    chance *= (count - below + 1) / below;
    sum += chance;
  }
  return Math.max(0, below - 1);
}

/** The range of Student's t about the mean, for samples too small for ranks to tell anything. */
function studentInterval(sorted: Float64Array): [number, number] {
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sorted.length - 1);
  const reach = studentPoints[sorted.length - 2] * Math.sqrt(variance / sorted.length);
  return [mean - reach, mean + reach];
}

/**
 * The gain that runs in pairs show: the median of the ratios of the pairs, with an interval in which it is found again
 * with 95 %. The interval is the widest of a bootstrap of the median, the ranks of the sign test, and, for fewer than
 * eight pairs, Student's t of the logarithms; then it is widened for the next measurement. A and B exchanged give the
 * inverse. Takes 4,000 resamples: a millisecond or two. Throws a RangeError for fewer than 2 or more than 255 pairs, for sides of
 * different length, and for values that are not above zero.
 */
export function pairedRatio({ before, after }: PairedRuns, better: Better, random: () => number): RatioEstimate {
  const pairs = before.length;
  if (pairs < 2 || pairs > 255 || after.length !== pairs)
    throw new RangeError(`pairs of ${pairs} and ${after.length} runs`);
  for (const value of [...before, ...after])
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`a run of ${value}`);
  const gains = Float64Array.from(before, (value, index) => Math.log(value / after[index])).sort();
  const ranks = leftOutAtEachEnd(pairs);
  const candidates = [resampledInterval(gains, random), [gains[ranks], gains[pairs - 1 - ranks]]];
  if (pairs < studentPoints.length + 2) candidates.push(studentInterval(gains));
  const middle = sortedMedian(gains);
  const low = middle - (middle - Math.min(...candidates.map(([from]) => from))) * forTheNextRun;
  const high = middle + (Math.max(...candidates.map(([, to]) => to)) - middle) * forTheNextRun;
  return better === 'lower'
    ? { ratio: Math.exp(middle), interval: [Math.exp(low), Math.exp(high)], pairs }
    : { ratio: Math.exp(-middle), interval: [Math.exp(-high), Math.exp(-low)], pairs };
}
