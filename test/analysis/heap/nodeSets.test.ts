import { expect, test } from 'vitest';
import type { NodeSet } from '../../../src/protocol/heapNodes.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { nodeRows, orderedNodes } from '../../../src/analysis/heap/nodeRows.ts';
import { nodeList } from '../../../src/analysis/heap/nodeSets.ts';
import { heldDrawing } from './heldDrawing.ts';

const held = heldDrawing(`
  root synthetic 0 id=1
  global object:global 10 id=3
  handle closure:handle 10 id=5 at=5:2:15
  context object:system·/·Context 10 id=7
  map object:Map 20 id=21
  table array: 16 id=23
  a object:Session 100 id=31
  b object:Session 300 id=33
  c object:Session 200 id=35
  text string:Hello·Session 40 id=41
  root [1] global
  global .handle handle
  handle ~context context
  context $sessions map
  map ~table table
  table [10] a
  table [9] b
  table [2] c
  a .Name text
  b .name text
  c ?cache text`);
const page = { start: 0, end: 100, sort: 'retainedSize', descending: true, filter: '' };

function rows(set: NodeSet, wanted: Partial<typeof page> = {}, rowsMax = 100) {
  const listed = { snapshot: held.snapshot, strings: held.strings, retainers: () => held.retainers };
  const list = nodeList(listed, set, rowsMax, ownWatch());
  if (list === null) return null;
  const ordered = orderedNodes(listed, list, { ...page, ...wanted }, ownWatch());
  const shown = nodeRows(listed, ordered).map(({ nodeId, edgeName }) =>
    edgeName === null ? nodeId : `${edgeName}=${nodeId}`,
  );
  return list.omitted === 0 ? shown : [...shown, `${list.omitted} more`];
}
const classOf = (nodeId: number) => held.snapshot.classOf[held.snapshot.graph.id.indexOf(nodeId)];

test('the objects of a class, sorted by any column; unknown columns leave them as they are', () => {
  const set: NodeSet = { kind: 'class', classIndex: classOf(31) };
  expect(rows(set)).toEqual([33, 35, 31]);
  expect(rows(set, { descending: false })).toEqual([31, 35, 33]);
  expect(rows(set, { sort: 'nodeId' })).toEqual([35, 33, 31]);
  expect(rows(set, { sort: 'nothing' })).toEqual([31, 33, 35]);
  expect(rows(set, {}, 2)).toEqual([33, 31, '1 more']);
});

test('what an object refers to, with the edge of each; indexes stand by their numbers', () => {
  expect(rows({ kind: 'contents', nodeId: 23 }, { sort: 'edgeName', descending: false })).toEqual([
    '2=35',
    '9=33',
    '10=31',
  ]);
  expect(rows({ kind: 'contents', nodeId: null })).toEqual(['1=3']);
  expect(rows({ kind: 'contents', nodeId: 23 }, { filter: '@33' })).toEqual(['9=33']);
  expect(rows({ kind: 'contents', nodeId: 999 })).toBeNull();
});

test('what holds an object leaves weak edges out; what goes with it is the dominator tree', () => {
  expect(rows({ kind: 'retainers', nodeId: 41 }, { sort: 'nodeId', descending: false })).toEqual([
    'Name=31',
    'name=33',
  ]);
  expect(rows({ kind: 'dominated', nodeId: 23 })).toEqual([33, 35, 31, 41]);
});

test('a search looks at names, texts, ids, and the variables and properties that lead to an object', () => {
  expect(rows({ kind: 'search', text: 'session' })).toEqual(['sessions=21', 33, 35, 31, 41]);
  expect(rows({ kind: 'search', text: 'HELLO' })).toEqual([41]);
  expect(rows({ kind: 'search', text: '@7' })).toEqual([7]);
  expect(rows({ kind: 'search', text: '@8' })).toEqual([]);
  expect(rows({ kind: 'search', text: ' name ' })).toEqual(['Name=41']);
  expect(rows({ kind: 'search', text: 'nobody' })).toEqual([]);
});
