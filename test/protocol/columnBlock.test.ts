import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnOf,
  decodeColumnBlock,
  encodeColumnBlock,
  type BlockColumn,
  type BlockHead,
} from '../../src/protocol/columnBlock.ts';

const head = fc.oneof(
  fc.record({ kind: fc.constantFrom('samples' as const, 'collections' as const), targetId: fc.string() }),
  fc.record({ kind: fc.constant('answer' as const), blockId: fc.nat() }),
) satisfies fc.Arbitrary<BlockHead>;
const values = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.uint32Array(),
  fc.int32Array(),
  fc.uint8Array(),
) satisfies fc.Arbitrary<BlockColumn['values']>;
const columns = fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), values }), { maxLength: 6 });

describe('column blocks', () => {
  test('what is encoded is decoded, in whatever text and types', () => {
    fc.assert(
      fc.property(head, columns, (blockHead, blockColumns) => {
        const block = decodeColumnBlock(encodeColumnBlock({ head: blockHead, columns: blockColumns }).buffer);
        expect(block).toEqual({ head: blockHead, columns: blockColumns });
      }),
    );
  });

  test('columns are views into the frame', () => {
    const frame = encodeColumnBlock({
      head: { kind: 'answer', blockId: 1 },
      columns: [{ name: 'at', values: Float64Array.of(1, 2) }],
    });
    expect(columnOf(decodeColumnBlock(frame.buffer), 'at').buffer).toBe(frame.buffer);
  });

  test('a column of a sliced array is its slice', () => {
    const whole = Float64Array.of(1, 2, 3, 4);
    const frame = encodeColumnBlock({
      head: { kind: 'answer', blockId: 1 },
      columns: [{ name: 'at', values: whole.subarray(1, 3) }],
    });
    expect(columnOf(decodeColumnBlock(frame.buffer), 'at')).toEqual(Float64Array.of(2, 3));
  });

  test('what is no block is refused', () => {
    const frame = encodeColumnBlock({ head: { kind: 'samples', targetId: 'über' }, columns: [] });
    expect(() => decodeColumnBlock(new ArrayBuffer(4))).toThrow('not a column block');
    expect(() => decodeColumnBlock(new ArrayBuffer(64))).toThrow('not a column block');
    expect(() => decodeColumnBlock(frame.buffer.slice(0, 20))).toThrow('cut in its header');
    expect(() => columnOf(decodeColumnBlock(frame.buffer), 'at')).toThrow('column block samples has no column at');
  });
});
