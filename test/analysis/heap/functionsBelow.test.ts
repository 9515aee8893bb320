import { expect, test } from 'vitest';
import { functionsBelow } from '../../../src/analysis/heap/functionsBelow.ts';
import { placesInOrder } from '../../../src/analysis/heap/icicle.ts';
import { factsOf, openedDrawing } from './openedHeap.ts';

test('the functions that hang on a list are told by their place, the commonest first', () => {
  const opened = openedDrawing(`
    root synthetic 0 id=1
    global object:global 10 id=3
    list object:List 20 id=5
    once closure:once 10 id=7 at=5:1:2
    a closure:tick 10 id=9 at=5:8:4
    b closure:tick 10 id=11 at=5:8:4
    elsewhere closure:other 10 id=13 at=5:30:0
    root [1] global
    global .list list
    global .elsewhere elsewhere
    list .once once
    list .a a
    list .b b`);
  const places = placesInOrder(opened.snapshot);
  const below = (name: string) =>
    functionsBelow(opened.snapshot, places, factsOf(opened, name).node).map(({ location }) => location);
  expect(below('List')).toEqual([
    { scriptId: 5, line: 8, column: 4 },
    { scriptId: 5, line: 1, column: 2 },
  ]);
  expect(below('other')).toEqual([{ scriptId: 5, line: 30, column: 0 }]);
});
