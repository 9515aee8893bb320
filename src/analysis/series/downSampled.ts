/** Rows of a series: moments in ascending order, and one column of values per metric, NaN where unknown. */
export type SeriesRows = {
  readonly at: Float64Array;
  readonly columns: readonly Float64Array[];
};

/** Puts the lowest and the highest of a bucket into two rows, in the order they came. NaN where none is known. */
function putExtremes(values: Float64Array, start: number, end: number, into: Float64Array, row: number): void {
  let lowest = -1;
  let highest = -1;
  for (let index = start; index < end; index += 1) {
    const value = values[index];
    if (Number.isNaN(value)) continue;
    if (lowest === -1 || value < values[lowest]) lowest = index;
    if (highest === -1 || value > values[highest]) highest = index;
  }
  const isRising = lowest <= highest;
  into[row] = lowest === -1 ? Number.NaN : values[isRising ? lowest : highest];
  into[row + 1] = lowest === -1 ? Number.NaN : values[isRising ? highest : lowest];
}

/**
 * The series in at most `pointsMax` rows (at least 2). A series that fits is given as it is. A longer one is cut into
 * buckets of equal row counts; each gives two rows with the moments of its first and last row, and for every column its
 * lowest and its highest value in the order they came: no peak is lost, whatever the width of the chart.
 * Linear in rows times columns.
 */
export function downSampled({ at, columns }: SeriesRows, pointsMax: number): SeriesRows {
  if (at.length <= pointsMax) return { at, columns };
  const buckets = Math.max(1, Math.floor(pointsMax / 2));
  const moments = new Float64Array(buckets * 2);
  const shorter = columns.map(() => new Float64Array(buckets * 2));
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const start = Math.floor((bucket * at.length) / buckets);
    const end = Math.floor(((bucket + 1) * at.length) / buckets);
    moments[bucket * 2] = at[start];
    moments[bucket * 2 + 1] = at[end - 1];
    for (const [index, column] of columns.entries()) putExtremes(column, start, end, shorter[index], bucket * 2);
  }
  return { at: moments, columns: shorter };
}
