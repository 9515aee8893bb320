import { expect, test } from 'vitest';
import { closureRows } from '../../../src/analysis/heap/closureRows.ts';
import { heldDrawing } from './heldDrawing.ts';

test('functions made at one place are one row, and what they keep together is counted once', () => {
  const { snapshot, strings } = heldDrawing(`
    root synthetic 0 id=1
    global object:global 10 id=3
    a closure:onData 20 id=5 at=5:8:2
    b closure:onData 20 id=7 at=5:8:2
    own object:Request 100 id=9
    shared object:Config 50 id=11
    bound closure:bound 5 id=13
    root [1] global
    global .a a
    global .b b
    global .bound bound
    a .own own
    a .shared shared
    b .shared shared`);
  const { rows, omitted } = closureRows(snapshot, strings, 5);
  expect(omitted).toBe(0);
  expect(rows).toEqual([
    {
      nodeId: 5,
      name: 'onData',
      location: { scriptId: 5, line: 8, column: 2 },
      count: 2,
      shallowSize: 40,
      retainedSize: 140,
    },
    { nodeId: 13, name: 'bound', location: null, count: 1, shallowSize: 5, retainedSize: 5 },
  ]);
});
