import { look, type Watch } from './halt.ts';
import type { ByteSource } from './stringTable.ts';

/** A function in which something was allocated. `name` and `script` number strings of the file; lines count from 1. */
export type TraceFunction = {
  readonly name: number;
  readonly script: number;
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
};

/** A place in the tree of calls: what was allocated right there while allocations were tracked. */
export type TraceNode = {
  readonly id: number;
  /** Position in the functions. */
  readonly function: number;
  readonly count: number;
  readonly size: number;
  /** Position in the nodes; -1 for the root. */
  readonly parent: number;
};

/** What a snapshot tells of allocations, where they were tracked. */
export type TraceSections = {
  readonly functions: readonly TraceFunction[];
  readonly nodes: readonly TraceNode[];
  /** Place in the tree of calls of each node of the heap, by `id`; 0 where it is not known. */
  readonly traceOf: Uint32Array;
  /** Moments in microseconds since the tracking began, and the last id that was given out until then. */
  readonly samples: readonly { readonly atUs: number; readonly lastId: number }[];
};

const chunkBytes = 256 * 1024;
const quote = 34;
const opening = 91;
const closing = 93;
const headerBytesMax = 1024 * 1024;

/** Goes through a file byte by byte. */
class Cursor {
  at = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private base = 0;
  private readonly source: ByteSource;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** The byte here, or -1 at the end. */
  peek(): number {
    const place = this.at - this.base;
    if (place >= 0 && place < this.bytes.length) return this.bytes[place];
    this.base = this.at;
    this.bytes = this.source(this.at, chunkBytes);
    return this.bytes.length === 0 ? -1 : this.bytes[0];
  }

  next(): number {
    const byte = this.peek();
    this.at += 1;
    return byte;
  }
}

const isDigit = (byte: number) => byte >= 48 && byte <= 57;

/** The number that begins with a digit already read. */
function numberFrom(cursor: Cursor, first: number): number {
  let value = first - 48;
  while (isDigit(cursor.peek())) value = value * 10 + (cursor.next() - 48);
  return value;
}

/** Calls back for each number of a flat array whose bracket is already read. */
function eachNumber(cursor: Cursor, onNumber: (value: number) => void): void {
  for (let byte = cursor.next(); byte !== closing && byte >= 0; byte = cursor.next())
    if (isDigit(byte)) onNumber(numberFrom(cursor, byte));
}

/** Rows of a flat array with so many fields each. */
function rowsOf(cursor: Cursor, width: number, onRow: (row: readonly number[]) => void): void {
  let row: number[] = [];
  eachNumber(cursor, (value) => {
    row.push(value);
    if (row.length < width) return;
    onRow(row);
    row = [];
  });
}

/** Nodes of the tree of calls: each row ends with the array of its children. */
function treeOf(cursor: Cursor): readonly TraceNode[] {
  const nodes: TraceNode[] = [];
  const parents: number[] = [-1];
  let row: number[] = [];
  for (let byte = cursor.next(); byte >= 0; byte = cursor.next()) {
    if (isDigit(byte)) row.push(numberFrom(cursor, byte));
    else if (byte === opening) {
      const [id = 0, of = 0, count = 0, size = 0] = row;
      parents.push(nodes.push({ id, function: of, count, size, parent: parents.at(-1) ?? -1 }) - 1);
      row = [];
    } else if (byte === closing) {
      parents.pop();
      if (parents.length === 0) return nodes;
    }
  }
  return nodes;
}

function fieldsOf(header: string, list: string): readonly string[] {
  const found = new RegExp(`"${list}"\\s*:\\s*\\[([^\\]]*)\\]`).exec(header)?.[1] ?? '';
  return found.split(',').map((name) => name.trim().replaceAll('"', ''));
}

/** The key that begins after a quote, and true where an array follows it. */
function keyAt(cursor: Cursor): { readonly key: string; readonly isArray: boolean } {
  let key = '';
  for (let byte = cursor.next(); byte >= 0 && byte !== quote && key.length < 64; byte = cursor.next())
    key += String.fromCharCode(byte);
  while (cursor.peek() === 58 || cursor.peek() === 32) cursor.next();
  return { key, isArray: cursor.peek() === opening };
}

/** The `snapshot` object of a file, as text. */
function headerOf(source: ByteSource): { readonly text: string; readonly end: number } {
  let text = '';
  let depth = 0;
  const cursor = new Cursor(source);
  cursor.next();
  for (let byte = cursor.next(); byte >= 0 && text.length < headerBytesMax; byte = cursor.next()) {
    text += String.fromCharCode(byte);
    if (byte === 123) depth += 1;
    else if (byte === 125 && --depth === 0) break;
  }
  return { text, end: cursor.at };
}

/** What a file tells of allocations; null where they were not tracked. `nodeCount` bounds the nodes that are read. */
export function traceSections(source: ByteSource, nodeCount: number, watch: Watch): TraceSections | null {
  const header = headerOf(source);
  const nodeFields = fieldsOf(header.text, 'node_fields');
  const traceField = nodeFields.indexOf('trace_node_id');
  const infoFields = fieldsOf(header.text, 'trace_function_info_fields');
  const place = (name: string) => infoFields.indexOf(name);
  const traceOf = new Uint32Array(nodeCount);
  const functions: TraceFunction[] = [];
  const samples: { atUs: number; lastId: number }[] = [];
  let nodes: readonly TraceNode[] = [];
  const cursor = new Cursor(source);
  cursor.at = header.end;
  for (let byte = cursor.next(); byte >= 0; byte = cursor.next()) {
    if (byte !== quote) continue;
    const { key, isArray } = keyAt(cursor);
    if (key === 'strings') break;
    if (!isArray) continue;
    cursor.next();
    look(watch);
    if (key === 'nodes' && traceField >= 0) {
      let at = 0;
      rowsOf(cursor, nodeFields.length, (row) => {
        if (at < nodeCount) traceOf[at] = row[traceField] ?? 0;
        at += 1;
      });
    } else if (key === 'trace_function_infos')
      rowsOf(cursor, infoFields.length, (row) => {
        const of = (name: string) => row[place(name)] ?? 0;
        const [name, script, scriptId] = [of('name'), of('script_name'), of('script_id')];
        functions.push({ name, script, scriptId, line: of('line'), column: of('column') });
      });
    else if (key === 'trace_tree') nodes = treeOf(cursor);
    else if (key === 'samples') rowsOf(cursor, 2, ([atUs = 0, lastId = 0]) => samples.push({ atUs, lastId }));
    else skipArray(cursor);
  }
  return functions.length === 0 && samples.length === 0 ? null : { functions, nodes, traceOf, samples };
}

/** Goes over an array of numbers that nobody asked for. */
function skipArray(cursor: Cursor): void {
  for (let depth = 1; depth > 0;) {
    const byte = cursor.next();
    if (byte < 0) return;
    if (byte === opening) depth += 1;
    else if (byte === closing) depth -= 1;
  }
}
