import { describe, expect, test } from 'vitest';
import { classPage } from '../../../src/analysis/heap/classPage.ts';
import { heapFigures } from '../../../src/analysis/heap/snapshot.ts';
import { factsOf, openedDrawing } from './openedHeap.ts';

const all = { start: 0, end: 1_000, sort: 'name', descending: false, filter: '' };

describe('what holds what', () => {
  test('a node held by two ways is dominated by where they meet', () => {
    const heap = openedDrawing(`
      root synthetic 0
      global object 1
      left object 10
      right object 20
      shared object 40
      root ^g global
      root [1] global
      global .l left
      global .r right
      left .s shared
      right .s shared
    `);
    expect(factsOf(heap, 'shared')).toMatchObject({ dominator: 'global', retained: 40, distance: 3 });
    expect(factsOf(heap, 'left')).toMatchObject({ retained: 10 });
    expect(factsOf(heap, 'global')).toMatchObject({ retained: 71, distance: 1 });
    expect(factsOf(heap, 'root')).toMatchObject({ retained: 71, dominator: 'root' });
  });

  test('a weak edge, a shortcut inside, and an edge to itself hold nothing', () => {
    const heap = openedDrawing(`
      root synthetic 0
      global object 1
      kept object 10
      weakly object 20
      root [1] global
      global .k kept
      global ?w weakly
      kept ^s weakly
      kept .self kept
      kept .w2 weakly
    `);
    expect(factsOf(heap, 'weakly')).toMatchObject({ dominator: 'kept', distance: 3 });
    const free = openedDrawing(`
      root synthetic 0
      global object 1
      weakly object 20
      root [1] global
      global ?w weakly
    `);
    expect(factsOf(free, 'weakly')).toMatchObject({ dominator: 'root', distance: -5 });
  });

  test("the engine's own objects do not hold the program's", () => {
    const heap = openedDrawing(`
      root synthetic 0
      global object 1
      debugger object 2
      page object 40
      root ^g global
      root [1] global
      root [2] debugger
      global .p page
      debugger .p page
    `);
    expect(factsOf(heap, 'page')).toMatchObject({ dominator: 'global' });
  });

  test('the value of a WeakMap entry belongs to its key, and is as far as the farther of key and table', () => {
    const entry = '/·part·of·key·(Key·@5)·->·value·(Value·@9)·pair·in·WeakMap·(table·@7)';
    const heap = openedDrawing(`
      root synthetic 0
      global object 1
      key object:Key 5
      table array:table 6
      value object:Value 7
      root [1] global
      global .k key
      global .t table
      key ~1·${entry} value
      table ~2·${entry} value
    `);
    expect(factsOf(heap, 'Value')).toMatchObject({ dominator: 'Key', distance: 3 });
    expect(factsOf(heap, 'Key')).toMatchObject({ retained: 12 });
  });

  test('nodes that nothing holds hang on the root, with what only they hold', () => {
    const heap = openedDrawing(`
      root synthetic 0
      global object 1
      orphan object 10
      child object 20
      ringA object 40
      ringB object 80
      root [1] global
      orphan .c child
      ringA .b ringB
      ringB .a ringA
    `);
    expect(factsOf(heap, 'orphan')).toMatchObject({ dominator: 'root', retained: 30 });
    expect(factsOf(heap, 'child')).toMatchObject({ dominator: 'orphan' });
    expect(factsOf(heap, 'ringA')).toMatchObject({ dominator: 'root', retained: 40 });
    expect(factsOf(heap, 'root')).toMatchObject({ retained: 151 });
  });
});

describe('shallow sizes', () => {
  const heap = openedDrawing(`
    root synthetic 0
    global object 1
    map object:Map 10
    table array:table 100
    inner hidden:inner 200
    other object:Other 10
    shared array:shared 1000
    root [1] global
    global .m map
    global .o other
    map ~table table
    table ~x inner
    map ~s shared
    other ~s shared
  `);

  test('a part counts at its one owner, through other parts', () => {
    expect(factsOf(heap, 'Map')).toMatchObject({ shallow: 310, retained: 310 });
    expect(factsOf(heap, 'table')).toMatchObject({ shallow: 0 });
    expect(factsOf(heap, 'inner')).toMatchObject({ shallow: 0 });
  });

  test('a part of two owners keeps its size', () => {
    expect(factsOf(heap, 'shared')).toMatchObject({ shallow: 1000, dominator: 'global' });
  });

  test('nothing is lost or counted twice', () => {
    expect(heapFigures(heap.snapshot)).toMatchObject({ shallowSize: 1321, nodeCount: 7, edgeCount: 7 });
    const rows = classPage(heap.snapshot, all).rows;
    expect(rows.reduce((sum, row) => sum + row.shallowSize, 0)).toBe(1321);
  });

  test('a snapshot without user roots shows the parts as they are', () => {
    const inside = openedDrawing(`
      root synthetic 0
      roots synthetic 0
      map object:Map 10
      table array:table 100
      root [1] roots
      roots [1] map
      map ~table table
    `);
    expect(factsOf(inside, 'table')).toMatchObject({ shallow: 100 });
  });
});

describe('classes', () => {
  const heap = openedDrawing(
    `
    root synthetic 0
    global object:global 1
    a object:Session 10 at=5:1:2
    b object:Session 20 at=5:1:2
    c object:Session 40 at=6:3:4
    p1 object:Object 16
    p2 object:Object 16
    p3 object:Object 8
    f closure:handle 32 at=5:9:9
    s string:text 12
    code code:x 7
    root [1] global
    global .a a
    a .b b
    global .c c
    global .p1 p1
    global .p2 p2
    global .p3 p3
    global .f f
    global .s s
    global ~c code
    p1 .id s
    p1 .text s
    p2 .id s
    p2 .text s
    p3 .other s
  `,
    { hasTraceIds: true, separator: '\n,' },
  );
  const rows = new Map(
    classPage(heap.snapshot, all).rows.map((row) => [`${row.name}@${row.location?.scriptId ?? '-'}`, row]),
  );

  test('two classes of one name at two places are two rows', () => {
    expect(rows.get('Session@5')).toMatchObject({ count: 2, shallowSize: 30, location: { line: 1, column: 2 } });
    expect(rows.get('Session@6')).toMatchObject({ count: 1, shallowSize: 40 });
  });

  test('what a class retains counts nothing twice', () => {
    expect(rows.get('Session@5')).toMatchObject({ retainedSize: 30, distance: 2 });
  });

  test('plain objects of one shape have an interface', () => {
    expect(rows.get('{id, text}@-')).toMatchObject({ count: 2 });
    expect(rows.get('Object@-')).toMatchObject({ count: 1 });
  });

  test('kinds without a constructor have a name of the engine', () => {
    expect([...rows.keys()]).toEqual(expect.arrayContaining(['Function@-', '(string)@-', '(compiled code)@-']));
  });

  test('a page is sorted, filtered and cut', () => {
    const page = { start: 1, end: 3, sort: 'shallowSize', descending: true, filter: '' };
    const { total, rows: shown } = classPage(heap.snapshot, page);
    expect(total).toBe(rows.size);
    expect(shown.map((row) => row.shallowSize)).toEqual([32, 32]);
    expect(classPage(heap.snapshot, { ...page, start: 0, filter: 'SESS' }).total).toBe(2);
  });
});

describe('detached elements', () => {
  test('an element that is cut off is named so, with what only it leads to', () => {
    const heap = openedDrawing(`
      root synthetic 0
      global object 1
      tree native:<div·id="a"> 10 detached=1
      cut native:<p·class="b"> 20 detached=2
      below native:<b> 40
      root [1] global
      global .t tree
      global .c cut
      cut .b below
    `);
    const names = classPage(heap.snapshot, all).rows.map(({ name }) => name);
    expect(names).toEqual(['<div>', 'Detached <b>', 'Detached <p>', 'global']);
  });
});
