import { columnOf, type ColumnBlock } from '../../src/protocol/columnBlock.ts';
import type { MetricId } from '../../src/protocol/metrics.ts';
import type { EpochMs } from '../../src/protocol/units.ts';

/** Rows of a ring between two moments: `start` counts from the oldest kept. */
export type Window = { readonly start: number; readonly end: number };

/** Samples of one target in order of time, the newest `capacity` of them, as columns. Unknown values are NaN. */
export class SampleRing {
  private readonly capacity: number;
  private readonly at: Float64Array;
  private readonly columns: ReadonlyMap<MetricId, Float64Array>;
  private first = 0;
  private count = 0;

  constructor(capacity: number, metrics: readonly MetricId[]) {
    this.capacity = capacity;
    this.at = new Float64Array(capacity);
    this.columns = new Map(metrics.map((metric) => [metric, new Float64Array(capacity)]));
  }

  get length(): number {
    return this.count;
  }

  get firstAt(): EpochMs | null {
    return this.count === 0 ? null : this.atOf(0);
  }

  get lastAt(): EpochMs | null {
    return this.count === 0 ? null : this.atOf(this.count - 1);
  }

  clear(): void {
    this.first = 0;
    this.count = 0;
  }

  /** Adds the rows of a block that are newer than the newest kept; the oldest make room. */
  append(block: ColumnBlock): void {
    const at = columnOf(block, 'at');
    const given = new Map(block.columns.map((column) => [column.name, column.values]));
    let last = this.lastAt ?? -Infinity;
    for (let row = 0; row < at.length; row += 1) {
      const moment = at[row] ?? NaN;
      if (!(moment > last)) continue;
      last = moment;
      const slot = (this.first + this.count) % this.capacity;
      this.at[slot] = moment;
      for (const [metric, values] of this.columns) values[slot] = given.get(metric)?.[row] ?? NaN;
      if (this.count < this.capacity) this.count += 1;
      else this.first = (this.first + 1) % this.capacity;
    }
  }

  atOf(row: number): EpochMs {
    return this.at[(this.first + row) % this.capacity] ?? NaN;
  }

  valueOf(metric: MetricId, row: number): number {
    return this.columns.get(metric)?.[(this.first + row) % this.capacity] ?? NaN;
  }

  /** The newest value that is known, or NaN. */
  latest(metric: MetricId): number {
    for (let row = this.count - 1; row >= Math.max(0, this.count - 20); row -= 1) {
      const value = this.valueOf(metric, row);
      if (!Number.isNaN(value)) return value;
    }
    return NaN;
  }

  /** Rows with `fromAt <= at <= toAt`, found by halving. */
  window(fromAt: EpochMs, toAt: EpochMs): Window {
    return {
      start: this.firstWhere((at) => at >= fromAt),
      end: this.firstWhere((at) => at > toAt),
    };
  }

  private firstWhere(isThere: (at: EpochMs) => boolean): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (!isThere(this.atOf(middle))) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
