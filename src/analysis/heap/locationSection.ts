import { NumberTokens } from './numberTokens.ts';
import type { ProblemList } from './problems.ts';
import { ColumnBlock } from './sharedColumns.ts';
import type { SnapshotHeader } from './snapshotHeader.ts';

/** Script locations of nodes, sorted by node. */
export type LocationColumns = {
  readonly count: number;
  readonly node: Uint32Array;
  readonly script: Uint32Array;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
};

/** The rows of a file as they stand there: `node` still holds the place in the file's `nodes` array. */
export type LocationRows = LocationColumns;

export function locationColumnsOf(length: number): Omit<LocationColumns, 'count'> {
  const block = new ColumnBlock(length * 16);
  return { node: block.u32(length), script: block.u32(length), line: block.u32(length), column: block.u32(length) };
}

/** Reads the `locations` array into columns. */
export class LocationSection {
  done = false;
  private readonly tokens = new NumberTokens();
  private readonly fields: SnapshotHeader['locationFields'];
  private readonly problems: ProblemList;
  private capacity: number;
  private filled: Omit<LocationColumns, 'count'>;
  private count = 0;

  constructor(header: SnapshotHeader, fileBytes: number, problems: ProblemList) {
    this.fields = header.locationFields;
    this.problems = problems;
    // Few nodes have a location; memory that is never written to costs nothing.
    this.capacity = Math.ceil(fileBytes / 256) + 64;
    this.filled = locationColumnsOf(this.capacity);
  }

  push(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    const { tokens } = this;
    while (at < end && !this.done) {
      at = tokens.fill(bytes, at, end);
      this.takeRows();
      this.done = tokens.ended || tokens.broken !== undefined;
    }
    if (tokens.broken !== undefined) this.problems.add('locations', `${tokens.broken} after location ${this.count}`);
    return at;
  }

  get isWhole(): boolean {
    return this.tokens.ended;
  }

  rows(): LocationRows {
    return { count: this.count, ...this.filled };
  }

  private takeRows(): void {
    const { tokens, fields } = this;
    const width = Math.max(1, fields.count);
    const rows = Math.floor(tokens.count / width);
    if (this.count + rows > this.capacity) this.grow(this.count + rows);
    const { node, script, line, column } = this.filled;
    if (fields.node >= 0)
      for (let at = 0; at < rows * width; at += width) {
        node[this.count] = tokens.batch[at + fields.node];
        if (fields.script >= 0) script[this.count] = tokens.batch[at + fields.script];
        if (fields.line >= 0) line[this.count] = tokens.batch[at + fields.line];
        if (fields.column >= 0) column[this.count] = tokens.batch[at + fields.column];
        this.count += 1;
      }
    tokens.keepFrom(rows * width);
  }

  private grow(needed: number): void {
    this.capacity = Math.max(needed, this.capacity * 2);
    const longer = locationColumnsOf(this.capacity);
    for (const name of ['node', 'script', 'line', 'column'] as const) longer[name].set(this.filled[name]);
    this.filled = longer;
  }
}
