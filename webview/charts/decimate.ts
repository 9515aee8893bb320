import type { EpochMs } from '../../src/protocol/units.ts';

/** A line as columns of one length; NaN in `value` breaks it. */
export type Points = { readonly at: Float64Array; readonly value: Float64Array; readonly length: number };

export type Rows = {
  readonly start: number;
  readonly end: number;
  readonly at: (row: number) => EpochMs;
  readonly value: (row: number) => number;
};

/**
 * At most three points for each of `buckets` equal stretches of time: the lowest and the highest value in their order,
 * and a break where a value is unknown or nothing was measured for `gapMs`. No peak is lost. One pass over the rows.
 */
export function decimate(rows: Rows, fromAt: EpochMs, toAt: EpochMs, buckets: number, gapMs: number): Points {
  const size = Math.min(rows.end - rows.start, buckets * 2) * 2 + 4;
  const out = { at: new Float64Array(size), value: new Float64Array(size), length: 0 };
  const put = (at: number, value: number) => {
    if (out.length >= size) return;
    out.at[out.length] = at;
    out.value[out.length] = value;
    out.length += 1;
  };
  const scale = buckets / Math.max(1, toAt - fromAt);
  let bucket = -1;
  let low = { at: 0, value: Infinity };
  let high = { at: 0, value: -Infinity };
  let last = -Infinity;
  const flush = () => {
    if (high.value === -Infinity) return;
    const [first, second] = low.at <= high.at ? [low, high] : [high, low];
    put(first.at, first.value);
    if (second.at !== first.at) put(second.at, second.value);
    low = { at: 0, value: Infinity };
    high = { at: 0, value: -Infinity };
  };
  for (let row = rows.start; row < rows.end; row += 1) {
    const at = rows.at(row);
    const value = rows.value(row);
    const here = Math.floor((at - fromAt) * scale);
    const isBroken = Number.isNaN(value) || (at - last > gapMs && last !== -Infinity);
    if (here !== bucket || isBroken) {
      flush();
      bucket = here;
      if (isBroken) put(at, NaN);
    }
    last = at;
    if (Number.isNaN(value)) continue;
    if (value < low.value) low = { at, value };
    if (value > high.value) high = { at, value };
  }
  flush();
  return out;
}

/** Lowest and highest known value of a line, or null where there is none. */
export function extent(points: Points): { readonly low: number; readonly high: number } | null {
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < points.length; index += 1) {
    const value = points.value[index] ?? NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high === -Infinity ? null : { low, high };
}
