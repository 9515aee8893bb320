import type { ProblemList } from './problems.ts';
import { nodesMax } from './kinds.ts';
import { NumberTokens } from './numberTokens.ts';
import { ColumnBlock, sharedBytes } from './sharedColumns.ts';
import type { SnapshotHeader } from './snapshotHeader.ts';

/** Sizes that do not fit 32 bits stand as this in the column, and in the list beside it. */
export const wideSize = 0xffff_ffff;

/** The nodes of a file as columns, in the file's order. `count` is how many are filled. */
export type NodeColumns = {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly name: Uint32Array;
  readonly id: Uint32Array;
  readonly selfSize: Uint32Array;
  /** Sizes of 4 GB and more: node ordinal and bytes. */
  readonly wideSizes: readonly (readonly [ordinal: number, bytes: number])[];
  /** Where a node's edges begin; one more entry than nodes. */
  readonly firstEdge: Uint32Array;
  /** The largest string a node is named by. */
  readonly nameMax: number;
  /** The embedder's word on each node, or null where all are unknown. */
  readonly detachedness: Uint8Array | null;
};

/** The columns that every file has, of one length. */
type Columns = Pick<NodeColumns, 'kind' | 'name' | 'id' | 'selfSize' | 'firstEdge'>;

function columnsOf(length: number): Columns {
  const block = new ColumnBlock(length * 17);
  return {
    name: block.u32(length),
    id: block.u32(length),
    selfSize: block.u32(length),
    firstEdge: block.u32(length),
    kind: block.bytes(length),
  };
}

/** Reads the `nodes` array into columns. */
export class NodeSection {
  done = false;
  private readonly tokens = new NumberTokens();
  private readonly header: SnapshotHeader;
  private readonly problems: ProblemList;
  private capacity: number;
  private count = 0;
  private edges = 0;
  private nameMax = 0;
  private filled: Columns;
  private detachedness: Uint8Array | null = null;
  private readonly wideSizes: [number, number][] = [];

  constructor(header: SnapshotHeader, fileBytes: number, problems: ProblemList) {
    this.header = header;
    this.problems = problems;
    const most = Math.ceil(fileBytes / (2 * header.nodeFields.count)) + 1;
    this.capacity = Math.min(header.statedNodeCount ?? Math.ceil(most / 3), most, nodesMax) + 1;
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
    if (tokens.broken !== undefined) this.problems.add('nodes', `${tokens.broken} after node ${this.count}`);
    return at;
  }

  /** True where the array came to its closing bracket. */
  get isWhole(): boolean {
    return this.tokens.ended;
  }

  columns(): NodeColumns {
    if (this.tokens.count > 0) this.problems.add('nodes', `the last node has only ${this.tokens.count} fields`);
    this.filled.firstEdge[this.count] = this.edges;
    return {
      count: this.count,
      ...this.filled,
      wideSizes: this.wideSizes,
      nameMax: this.nameMax,
      detachedness: this.detachedness,
    };
  }

  private takeRows(): void {
    const { tokens, header } = this;
    const { batch } = tokens;
    const fields = header.nodeFields;
    const rows = Math.floor(tokens.count / fields.count);
    if (this.count + rows + 1 > this.capacity) this.grow(this.count + rows + 1);
    const { kind, name, id, selfSize, firstEdge } = this.filled;
    const codes = header.nodeKindCodes;
    let { count, edges, nameMax } = this;
    let at = 0;
    for (let row = 0; row < rows; row += 1, at += fields.count) {
      const kindNumber = batch[at + fields.kind];
      kind[count] = codes[kindNumber > 255 ? 255 : kindNumber];
      name[count] = batch[at + fields.name];
      if (name[count] > nameMax) nameMax = name[count];
      id[count] = batch[at + fields.id];
      selfSize[count] = batch[at + fields.selfSize];
      firstEdge[count] = edges;
      // A lying count is cut to the edges there are when nodes and edges meet.
      edges = Math.min(edges + batch[at + fields.edgeCount], 0xffff_ffff);
      if (fields.detachedness >= 0 && batch[at + fields.detachedness] !== 0)
        this.setDetachedness(count, batch[at + fields.detachedness]);
      count += 1;
    }
    if (tokens.wide.size > 0) this.takeWide(rows);
    this.count = count;
    this.edges = edges;
    this.nameMax = nameMax;
    tokens.keepFrom(at);
  }

  private takeWide(rows: number): void {
    const fields = this.header.nodeFields;
    for (const [position, value] of this.tokens.wide) {
      const row = Math.floor(position / fields.count);
      if (row >= rows) continue;
      if (position % fields.count === fields.selfSize) this.wideSizes.push([this.count + row, value]);
      else this.problems.add('nodes', `node ${this.count + row} has a number beyond 32 bits`);
    }
  }

  private setDetachedness(ordinal: number, value: number): void {
    this.detachedness ??= sharedBytes(this.capacity);
    this.detachedness[ordinal] = value;
  }

  private grow(needed: number): void {
    const capacity = Math.max(needed, Math.ceil(this.capacity * 1.5));
    const { kind, name, id, selfSize, firstEdge } = this.filled;
    const longer = columnsOf(capacity);
    longer.kind.set(kind);
    longer.name.set(name);
    longer.id.set(id);
    longer.selfSize.set(selfSize);
    longer.firstEdge.set(firstEdge);
    const detachedness = this.detachedness === null ? null : sharedBytes(capacity);
    detachedness?.set(this.detachedness ?? []);
    this.filled = longer;
    this.detachedness = detachedness;
    this.capacity = capacity;
  }
}
