/**
 * Rows of numbers in columns, ascending by their first column, of which only the newest `rowsMax` are kept. Grows by
 * doubling up to that, so that a short series costs little.
 */
export class RingColumns {
  private readonly rowsMax: number;
  private columns: Float64Array[];
  private start = 0;
  private rows = 0;

  constructor(columnCount: number, rowsMax: number) {
    this.rowsMax = rowsMax;
    this.columns = Array.from({ length: columnCount }, () => new Float64Array(Math.min(256, rowsMax)));
  }

  get length(): number {
    return this.rows;
  }

  /** Adds a row; at the limit the oldest goes. A missing value is NaN. */
  push(values: readonly (number | null)[]): void {
    if (this.rows === this.capacity && this.rows < this.rowsMax) this.grow();
    const capacity = this.capacity;
    if (this.rows === capacity) this.start = (this.start + 1) % capacity;
    else this.rows += 1;
    const slot = (this.start + this.rows - 1) % capacity;
    for (const [index, column] of this.columns.entries()) column[slot] = values[index] ?? Number.NaN;
  }

  /** The chosen columns of the rows whose first column lies in [from, to], as copies. */
  between(from: number, to: number, columnIndexes: readonly number[]): readonly Float64Array[] {
    const first = this.firstWhere((moment) => moment >= from);
    const end = this.firstWhere((moment) => moment > to);
    return columnIndexes.map((index) => this.copyOf(index, first, Math.max(first, end)));
  }

  private get capacity(): number {
    return this.columns[0]?.length ?? 0;
  }

  private grow(): void {
    const capacity = Math.min(this.capacity * 2, this.rowsMax);
    this.columns = this.columns.map((_, index) => {
      const larger = new Float64Array(capacity);
      larger.set(this.copyOf(index, 0, this.rows));
      return larger;
    });
    this.start = 0;
  }

  private copyOf(columnIndex: number, first: number, end: number): Float64Array {
    const column = this.columns[columnIndex];
    const copy = new Float64Array(end - first);
    if (column === undefined) return copy.fill(Number.NaN);
    const from = (this.start + first) % column.length;
    const head = Math.min(end - first, column.length - from);
    copy.set(column.subarray(from, from + head));
    copy.set(column.subarray(0, end - first - head), head);
    return copy;
  }

  /** Number of the first row whose moment passes; all after it must pass too. */
  private firstWhere(passes: (moment: number) => boolean): number {
    const [moments] = this.columns;
    if (moments === undefined) return 0;
    let low = 0;
    let high = this.rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (passes(moments[(this.start + middle) % moments.length] ?? Number.NaN)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
