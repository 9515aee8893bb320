import { expect, test } from 'vitest';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { duplicateStrings, longestStrings } from '../../../src/analysis/heap/stringRows.ts';
import { heldDrawing } from './heldDrawing.ts';

const held = heldDrawing(`
  root synthetic 0 id=1
  global object:global 10 id=3
  a string:twice 40 id=5
  b string:twice 40 id=7
  c string:twice 40 id=9
  other string:twice 60 id=11
  once string:once 90 id=13
  joined concatenated·string:both 20 id=15
  left string:hello· 30 id=17
  right string:world 35 id=19
  root [1] global
  global .a a
  global .b b
  global .c c
  global .other other
  global .once once
  global .joined joined
  joined ~first left
  joined ~second right`);

test('duplicates are texts of one content and size, with what they waste', () => {
  const { rows, omitted, wastedSize, count } = duplicateStrings(held.snapshot, held.strings, 10, ownWatch());
  expect(rows).toEqual([
    { nodeId: 5, text: 'twice', length: 5, count: 3, size: 40, totalSize: 120, wastedSize: 80, retainedSize: 40 },
  ]);
  expect({ omitted, wastedSize, count }).toEqual({ omitted: 0, wastedSize: 80, count: 3 });
});

test('the longest count with their parts, and their parts are no rows', () => {
  const { rows, omitted } = longestStrings(held.snapshot, held.strings, 3, ownWatch());
  expect(rows.map(({ nodeId, text, totalSize }) => ({ nodeId, text, totalSize }))).toEqual([
    { nodeId: 13, text: 'once', totalSize: 90 },
    { nodeId: 15, text: 'hello world', totalSize: 85 },
    { nodeId: 11, text: 'twice', totalSize: 60 },
  ]);
  expect(omitted).toBe(3);
});
