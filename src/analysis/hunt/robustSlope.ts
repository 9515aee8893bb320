/** One settled reading: after so much work, so much was held. Readings of one stretch may be compared with each other. */
export type Reading = { readonly work: number; readonly value: number; readonly stretch: number };

/** Growth per unit of work with its 95 % interval, and how far readings lie off the line (1.48 times their median distance). */
export type RobustSlope = {
  readonly perUnit: number;
  readonly low: number;
  readonly high: number;
  readonly scatter: number;
};

/** 97.5 % of the normal distribution. */
const quantile = 1.96;
const madScale = 1.4826;

/** The median; NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Readings grouped by their stretch, in the order in which the stretches come. */
export function byStretch(readings: readonly Reading[]): readonly (readonly Reading[])[] {
  const groups = new Map<number, Reading[]>();
  for (const reading of readings) {
    const group = groups.get(reading.stretch);
    if (group === undefined) groups.set(reading.stretch, [reading]);
    else group.push(reading);
  }
  return [...groups.values()];
}

/** Distances from the line of a slope through the median of each stretch. */
export function residuals(readings: readonly Reading[], perUnit: number): readonly number[] {
  return byStretch(readings).flatMap((group) => {
    const level = medianOf(group.map(({ work, value }) => value - perUnit * work));
    return group.map(({ work, value }) => value - perUnit * work - level);
  });
}

/**
 * The slope of Theil and Sen: the median of the slopes between all pairs of readings of one stretch, with Kendall's
 * interval (Sen 1968). Up to 29 % of the readings may be anything. Null with fewer than three pairs.
 * Time grows with the square of the readings.
 */
export function robustSlope(readings: readonly Reading[]): RobustSlope | null {
  const slopes: number[] = [];
  let variance = 0;
  for (const group of byStretch(readings)) {
    const count = group.length;
    variance += (count * (count - 1) * (2 * count + 5)) / 18;
    for (let one = 0; one < count; one += 1)
      for (let other = one + 1; other < count; other += 1) {
        const run = group[other].work - group[one].work;
        if (run > 0) slopes.push((group[other].value - group[one].value) / run);
      }
  }
  if (slopes.length < 3) return null;
  slopes.sort((a, b) => a - b);
  const perUnit = medianOf(slopes);
  const reach = quantile * Math.sqrt(variance);
  const at = (rank: number) => slopes[Math.min(slopes.length - 1, Math.max(0, rank))];
  const distances = residuals(readings, perUnit).map(Math.abs);
  return {
    perUnit,
    low: at(Math.floor((slopes.length - reach) / 2)),
    high: at(Math.ceil((slopes.length + reach) / 2)),
    scatter: medianOf(distances) * madScale,
  };
}
