import { columnOf, type ColumnBlock } from '../../src/protocol/columnBlock.ts';
import type { EpochMs, Milliseconds } from '../../src/protocol/units.ts';

/** Pauses of one target (moment, engine flag of its kind, length) in order of time, the newest `capacity` of them. */
export class PauseRing {
  private readonly capacity: number;
  private readonly at: Float64Array;
  private readonly kinds: Uint8Array;
  private readonly lengths: Float32Array;
  private first = 0;
  private count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.at = new Float64Array(capacity);
    this.kinds = new Uint8Array(capacity);
    this.lengths = new Float32Array(capacity);
  }

  get length(): number {
    return this.count;
  }

  get lastAt(): EpochMs | null {
    return this.count === 0 ? null : this.atOf(this.count - 1);
  }

  clear(): void {
    this.first = 0;
    this.count = 0;
  }

  /** Adds the rows that are newer than `afterAt`; rows of one moment stay together. The oldest make room. */
  append(block: ColumnBlock, afterAt: EpochMs): void {
    const at = columnOf(block, 'at');
    const kinds = columnOf(block, 'kind');
    const lengths = columnOf(block, 'pauseMs');
    for (let row = 0; row < at.length; row += 1) {
      const moment = at[row] ?? NaN;
      if (!(moment > afterAt)) continue;
      const slot = (this.first + this.count) % this.capacity;
      this.at[slot] = moment;
      this.kinds[slot] = kinds[row] ?? 0;
      this.lengths[slot] = lengths[row] ?? NaN;
      if (this.count < this.capacity) this.count += 1;
      else this.first = (this.first + 1) % this.capacity;
    }
  }

  /** Calls `visit` for each pause between two moments, in order. */
  visit(fromAt: EpochMs, toAt: EpochMs, visit: (at: EpochMs, kind: number, pauseMs: Milliseconds) => void): void {
    for (let row = this.firstFrom(fromAt); row < this.count; row += 1) {
      const slot = (this.first + row) % this.capacity;
      const at = this.at[slot] ?? NaN;
      if (at > toAt) return;
      visit(at, this.kinds[slot] ?? 0, this.lengths[slot] ?? NaN);
    }
  }

  private atOf(row: number): EpochMs {
    return this.at[(this.first + row) % this.capacity] ?? NaN;
  }

  private firstFrom(at: EpochMs): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.atOf(middle) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
