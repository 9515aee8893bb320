import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classDiff, classDiffPage } from '../../../src/analysis/heap/classDiff.ts';
import { classTablesDiff } from '../../../src/analysis/heap/classTablesDiff.ts';
import { counterparts, sameness } from '../../../src/analysis/heap/counterparts.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { openedDrawing, type OpenedHeap } from './openedHeap.ts';
import { randomDrawing } from './randomHeap.ts';

const all = { start: 0, end: 1_000, sort: 'name', descending: false, filter: '' };

function rowsBetween(before: OpenedHeap, after: OpenedHeap) {
  const found = counterparts(after.snapshot.graph, before.snapshot.graph, ownWatch());
  const diff = classDiff(before.snapshot, after.snapshot, before.strings, found, ownWatch());
  return classDiffPage(diff, before.snapshot, after.snapshot, all).rows;
}

const before = openedDrawing(`
  root synthetic 0 id=1
  global object:global 10 id=3
  a object:A 20 id=5
  b object:B 30 id=7
  root [1] global
  global .a a
  global .b b
`);
const after = openedDrawing(`
  root synthetic 0 id=1
  c object:A 22 id=11
  global object:global 15 id=3
  a object:A 25 id=5
  root [1] global
  global .a a
  a .c c
`);

describe('a diff by class', () => {
  test('counts what is new and what is gone; an object that grew is the same', () => {
    expect(rowsBetween(before, after)).toMatchObject([
      { name: 'A', addedCount: 1, addedSize: 22, removedCount: 0, sizeDelta: 22, nodeId: 11, location: null },
      { name: 'B', addedCount: 0, removedCount: 1, removedSize: 30, sizeDelta: -30, nodeId: null },
    ]);
  });

  test('a snapshot does not differ from itself', () => {
    expect(rowsBetween(after, after)).toEqual([]);
  });

  test('is mirrored when the two are exchanged', () => {
    fc.assert(
      fc.property(randomDrawing, randomDrawing, (one, two) => {
        // Interfaces depend on the later heap, so plain objects are left out of what is mirrored.
        const draw = (text: string) => openedDrawing(text.replaceAll(':Object', ':D'));
        const [a, b] = [draw(one), draw(two)];
        const there = rowsBetween(a, b);
        const back = new Map(rowsBetween(b, a).map((row) => [row.classKey, row]));
        expect(back.size).toBe(there.length);
        for (const row of there)
          expect(back.get(row.classKey)).toMatchObject({
            addedCount: row.removedCount,
            removedCount: row.addedCount,
            addedSize: row.removedSize,
            removedSize: row.addedSize,
          });
      }),
      { numRuns: 150 },
    );
  });

  test('plain objects of the earlier are named by the interfaces of the later', () => {
    const one = openedDrawing(`
      root synthetic 0
      o1 object:Object 10
      x object:X 1
      root [1] o1
      o1 .id x
    `);
    const two = openedDrawing(`
      root synthetic 0
      o1 object:Object 10
      x object:X 1
      o2 object:Object 10
      root [1] o1
      root [2] o2
      o1 .id x
      o2 .id x
    `);
    expect(rowsBetween(one, two)).toMatchObject([{ name: '{id}', addedCount: 1, removedCount: 0 }]);
  });
});

describe('two processes', () => {
  const process = (first: number) =>
    openedDrawing(
      [
        'root synthetic 0',
        ...Array.from({ length: 40 }, (_, at) => `n${at} object:C${(at + first) % 40} 10`),
        ...Array.from({ length: 40 }, (_, at) => `root [${at}] n${at}`),
      ].join('\n'),
    );

  test('are told apart by what their common ids mean', () => {
    const [one, other] = [process(0), process(1)];
    const open = ({ snapshot, strings }: OpenedHeap) => ({ graph: snapshot.graph, strings });
    const share = (a: OpenedHeap, b: OpenedHeap) =>
      sameness(open(b), open(a), counterparts(b.snapshot.graph, a.snapshot.graph, ownWatch()));
    expect(share(one, one)).toBe(1);
    expect(share(one, other)).toBe(0);
    expect(share(before, after)).toBeNull();
  });

  test('are still compared by their class tables', () => {
    const diff = classTablesDiff(before.snapshot, after.snapshot);
    expect(classDiffPage(diff, before.snapshot, after.snapshot, all).rows).toMatchObject([
      { name: 'A', countDelta: 1, sizeDelta: 27 },
      { name: 'B', countDelta: -1, sizeDelta: -30 },
      { name: 'global', countDelta: 0, sizeDelta: 5 },
    ]);
  });
});
