import type { ProblemList } from './problems.ts';
import { edgeKind, nodesMax, targetShift } from './kinds.ts';
import { NumberTokens } from './numberTokens.ts';
import { ColumnBlock } from './sharedColumns.ts';
import type { SnapshotHeader } from './snapshotHeader.ts';

/** The edges of a file as columns, in the file's order: those of node 0, then those of node 1, and so on. */
export type EdgeColumns = {
  readonly count: number;
  /** Target ordinal and kind in one number; see `kinds.ts`. */
  readonly packed: Uint32Array;
  /** A string's index, or the number itself for element and hidden edges. */
  readonly name: Uint32Array;
  /** The largest target met: it may lie beyond the nodes of a damaged file. */
  readonly targetMax: number;
  /** The largest string an edge is named by. */
  readonly nameMax: number;
};

type Columns = Pick<EdgeColumns, 'packed' | 'name'>;

function columnsOf(length: number): Columns {
  const block = new ColumnBlock(length * 8);
  return { packed: block.u32(length), name: block.u32(length) };
}

/** Reads the `edges` array into columns. */
export class EdgeSection {
  done = false;
  private readonly tokens = new NumberTokens();
  private readonly header: SnapshotHeader;
  private readonly problems: ProblemList;
  private capacity: number;
  private count = 0;
  private filled: Columns;
  private targetMax = 0;
  private nameMax = 0;

  constructor(header: SnapshotHeader, fileBytes: number, problems: ProblemList) {
    this.header = header;
    this.problems = problems;
    const most = Math.ceil(fileBytes / (2 * header.edgeFields.count)) + 1;
    this.capacity = Math.min(header.statedEdgeCount ?? Math.ceil(most / 3), most) + 1;
    this.filled = columnsOf(this.capacity);
  }

  push(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    const { tokens } = this;
    while (at < end && !this.done) {
      at = tokens.fill(bytes, at, end);
      this.takeRows();
      this.done = tokens.ended || tokens.broken !== undefined;
    }
    if (tokens.broken !== undefined) this.problems.add('edges', `${tokens.broken} after edge ${this.count}`);
    return at;
  }

  get isWhole(): boolean {
    return this.tokens.ended;
  }

  columns(): EdgeColumns {
    if (this.tokens.count > 0) this.problems.add('edges', `the last edge has only ${this.tokens.count} fields`);
    return { count: this.count, ...this.filled, targetMax: this.targetMax, nameMax: this.nameMax };
  }

  private takeRows(): void {
    const { tokens, header } = this;
    const { batch } = tokens;
    const fields = header.edgeFields;
    const width = fields.count;
    const rows = Math.floor(tokens.count / width);
    if (this.count + rows > this.capacity) this.grow(this.count + rows);
    const { packed, name } = this.filled;
    const codes = header.edgeKindCodes;
    const nodeWidth = header.nodeFields.count;
    const inverse = 1 / nodeWidth;
    const offsetMax = nodesMax * nodeWidth;
    let { count, targetMax, nameMax } = this;
    let at = 0;
    for (let row = 0; row < rows; row += 1, at += width) {
      const kindNumber = batch[at + fields.kind];
      const kind = codes[kindNumber > 255 ? 255 : kindNumber];
      const offset = batch[at + fields.target];
      // The half keeps the quotient exact: no multiple of the width falls below its whole number.
      const target = ((offset + 0.5) * inverse) | 0;
      const nameNumber = batch[at + fields.name];
      name[count] = nameNumber;
      if (nameNumber > nameMax && kind !== edgeKind.element && kind !== edgeKind.hidden) nameMax = nameNumber;
      if (target * nodeWidth !== offset || offset >= offsetMax || kind === edgeKind.invalid) {
        this.complain(count, kindNumber, offset);
        packed[count] = edgeKind.invalid;
      } else {
        packed[count] = (target << targetShift) | kind;
        if (target > targetMax) targetMax = target;
      }
      count += 1;
    }
    this.count = count;
    this.targetMax = targetMax;
    this.nameMax = nameMax;
    tokens.keepFrom(at);
  }

  private complain(edge: number, kindNumber: number, offset: number): void {
    this.problems.add('edges', () =>
      this.header.edgeKindCodes[Math.min(kindNumber, 255)] === edgeKind.invalid
        ? `edge ${edge} is of kind ${kindNumber}, which the header does not name`
        : `edge ${edge} leads to ${offset}, where no node begins`,
    );
  }

  private grow(needed: number): void {
    this.capacity = Math.max(needed, Math.ceil(this.capacity * 1.5));
    const longer = columnsOf(this.capacity);
    longer.packed.set(this.filled.packed);
    longer.name.set(this.filled.name);
    this.filled = longer;
  }
}
