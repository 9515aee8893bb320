/**
 * A column block: named typed-array columns of one length with a small JSON header, in one binary frame.
 *
 * Layout, little endian: u32 magic 'PITB' · u32 header bytes · header JSON in UTF-8 · zero bytes up to a multiple of 8 ·
 * the columns one after the other, each padded to 8. Columns are views into the frame: nothing is copied on reading.
 */
export type BlockColumn = {
  readonly name: string;
  readonly values: Float64Array | Float32Array | Uint32Array | Int32Array | Uint8Array;
};

/** What a block is about. `samples`: `at` and metric columns of one target. `collections`: `at`, `kind` (engine flag), `pauseMs`. */
export type BlockHead =
  | { readonly kind: 'samples'; readonly targetId: string }
  | { readonly kind: 'collections'; readonly targetId: string }
  /** The answer to a query, named by the id the query's JSON answer carries. */
  | { readonly kind: 'answer'; readonly blockId: number };

export type ColumnBlock = { readonly head: BlockHead; readonly columns: readonly BlockColumn[] };

const magic = 0x42_54_49_50;
const arrays = {
  f64: Float64Array,
  f32: Float32Array,
  u32: Uint32Array,
  i32: Int32Array,
  u8: Uint8Array,
} as const;
type ArrayName = keyof typeof arrays;
type Header = {
  readonly head: BlockHead;
  readonly columns: readonly (readonly [name: string, type: ArrayName, length: number])[];
};

const roundUp8 = (value: number) => (value + 7) & ~7;

function arrayName(values: BlockColumn['values']): ArrayName {
  if (values instanceof Float64Array) return 'f64';
  if (values instanceof Float32Array) return 'f32';
  if (values instanceof Uint32Array) return 'u32';
  if (values instanceof Int32Array) return 'i32';
  return 'u8';
}

/** UTF-8 of ASCII-safe JSON: all other characters are escaped, so no platform encoder is needed here. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The frame of a block, in an ArrayBuffer of its own. */
export function encodeColumnBlock(block: ColumnBlock): Uint8Array<ArrayBuffer> {
  const header = asciiJson({
    head: block.head,
    columns: block.columns.map((column) => [column.name, arrayName(column.values), column.values.length]),
  } satisfies Header);
  const start = roundUp8(8 + header.length);
  let size = start;
  for (const column of block.columns) size += roundUp8(column.values.byteLength);
  const frame = new Uint8Array(size);
  const view = new DataView(frame.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, header.length, true);
  for (let index = 0; index < header.length; index += 1) frame[8 + index] = header.charCodeAt(index);
  let offset = start;
  for (const { values } of block.columns) {
    frame.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += roundUp8(values.byteLength);
  }
  return frame;
}

/** The block of a frame. The columns are views into `buffer`. Throws a RangeError where the frame is not a block. */
export function decodeColumnBlock(buffer: ArrayBuffer): ColumnBlock {
  const view = new DataView(buffer);
  if (buffer.byteLength < 8 || view.getUint32(0, true) !== magic) throw new RangeError('not a column block');
  const headerLength = view.getUint32(4, true);
  if (8 + headerLength > buffer.byteLength) throw new RangeError('column block is cut in its header');
  let header = '';
  const bytes = new Uint8Array(buffer);
  for (let index = 8; index < 8 + headerLength; index += 1) header += String.fromCharCode(bytes[index] ?? 0);
  const parsed: Header = JSON.parse(header);
  let offset = roundUp8(8 + headerLength);
  const columns = parsed.columns.map(([name, type, length]) => {
    const make = arrays[type];
    const values = new make(buffer, offset, length);
    offset += roundUp8(values.byteLength);
    return { name, values };
  });
  return { head: parsed.head, columns };
}

/** A column of the block, or a RangeError that names what is missing. */
export function columnOf(block: ColumnBlock, name: string): BlockColumn['values'] {
  const found = block.columns.find((column) => column.name === name);
  if (found === undefined) throw new RangeError(`column block ${block.head.kind} has no column ${name}`);
  return found.values;
}

const answerStart = '{"head":{"kind":"answer"';

/** True where the frame is a live block, which may be dropped when its reader is slow; answers never are. */
export function isLiveFrame(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength < 8 + answerStart.length) return false;
  const view = new DataView(buffer);
  if (view.getUint32(0, true) !== magic) return false;
  for (let index = 0; index < answerStart.length; index += 1) {
    if (view.getUint8(8 + index) !== answerStart.charCodeAt(index)) return true;
  }
  return false;
}
