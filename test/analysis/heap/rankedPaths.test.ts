import { expect, test } from 'vitest';
import { pathFacts } from '../../../src/analysis/heap/nodePaths.ts';
import { heldDrawing } from './heldDrawing.ts';
import { factsOf } from './openedHeap.ts';

const base = `
  root synthetic 0 id=1
  global object:global 10 id=3
  native hidden:system·/·NativeContext 10 id=5
  handle closure:handle 10 id=7 at=5:8:2
  module object:system·/·Context 40 id=9
  gateway object:Gateway 10 id=11 at=5:2:1
  map object:Map 10 id=13
  table array:table 10 id=15
  session object:Session 10 id=17
  handles synthetic:(Global·handles) 0 id=19
  root [1] global
  root [2] handles
  global .handle handle
  handle ~context module
  module ~previous native
  module $gateway gateway
  gateway .sessions map
  map ~table table
  table ~8 session`;

test('the way through the program comes before a shorter one through the engine, which is told as well', () => {
  const held = heldDrawing(`${base}\nhandles ~7 session`);
  const found = pathFacts(held, factsOf(held, 'Session').node);
  expect(found).toMatchObject({ nodeId: 17, retainerCount: 2 });
  expect(found.paths.map(({ text }) => text)).toEqual([
    'global › Node.js › gateway.js › gateway › Gateway › sessions',
    expect.stringContaining('(Global handles)'),
  ]);
  const [first] = found.paths;
  expect(first?.steps.map(({ nodeId, edgeName }) => [nodeId, edgeName])).toEqual([
    [15, '8'],
    [13, 'table'],
    [11, 'sessions'],
    [9, 'gateway'],
    [7, 'context'],
    [3, 'handle'],
  ]);
  expect(found.paths.filter(({ isShortest }) => isShortest)).toHaveLength(1);
});

test('ways that differ only in which one of many they go through are one', () => {
  const held = heldDrawing(`${base}
    list object:Array 10 id=31
    module $list list
    ${[0, 1, 2, 3].map((at) => `w${at} object:Wrap 10 id=${33 + at * 2} at=5:30:1\nlist [${at}] w${at}\nw${at} .session session`).join('\n')}`);
  const { paths, retainerCount } = pathFacts(held, factsOf(held, 'Session').node);
  expect(retainerCount).toBe(5);
  expect(paths.map(({ text }) => text.replace(/\[\d\]/, '[…]')).sort()).toEqual([
    'global › Node.js › gateway.js › gateway › Gateway › sessions',
    'global › Node.js › gateway.js › list › […] › Wrap › session',
  ]);
});

test('a linked chain is one step', () => {
  const held = heldDrawing(`${base}
    ${Array.from({ length: 50 }, (_, at) => `l${at} object:Link 10 id=${101 + at * 2}\n${at === 0 ? 'session .head' : `l${at - 1} .next`} l${at}`).join('\n')}
    leaf object:Leaf 10 id=301
    l49 .leaf leaf`);
  const [path] = pathFacts(held, factsOf(held, 'Leaf').node).paths;
  expect(path?.steps.find(({ times }) => times !== undefined)).toMatchObject({ name: 'Link', times: 49 });
});
