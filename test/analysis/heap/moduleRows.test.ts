import { expect, test } from 'vitest';
import { moduleRows, packageOf } from '../../../src/analysis/heap/moduleRows.ts';
import { heldDrawing } from './heldDrawing.ts';

test('a package is the last folder of node_modules in a url', () => {
  expect(packageOf('/app/node_modules/.pnpm/x@1/node_modules/@ai/client/lib/call.js')).toBe('@ai/client');
  expect(packageOf('file:///app/node_modules/left/index.js')).toBe('left');
  expect(packageOf('file:///app/src/main.js')).toBe('(program)');
  expect(packageOf('node:fs')).toBe('node (built in)');
});

test('the heap is shared out without a rest, and what a module retains is counted once', () => {
  const { snapshot, strings, urls } = heldDrawing(`
    root synthetic 0 id=1
    global object:global 10 id=3
    handle closure:handle 20 id=5 at=5:8:2
    scope object:system·/·Context 30 id=7
    map object:Map 40 id=9
    call closure:call 50 id=11 at=7:1:1
    client object:Client 60 id=13 at=7:3:3
    buffer object:Buffer 70 id=15
    pad closure:pad 80 id=17 at=8:1:1
    on closure:on 90 id=19 at=6:1:1
    root [1] global
    global .handle handle
    handle ~context scope
    scope $map map
    map .client client
    client .buffer buffer
    client .call call
    global .pad pad
    global .on on`);
  const { rows } = moduleRows(snapshot, strings, urls, 'package', 10);
  const figures = rows.map(({ name, count, shallowSize, size, retainedSize }) => [
    name,
    count,
    shallowSize,
    size,
    retainedSize,
  ]);
  expect(figures).toEqual([
    ['@ai/client', 2, 110, 180, 180],
    ['(program)', 2, 50, 90, 270],
    ['node (built in)', 1, 90, 90, 90],
    ['left', 1, 80, 80, 80],
    ['(no module)', 0, 0, 10, 10],
  ]);
  const files = moduleRows(snapshot, strings, urls, 'file', 10).rows;
  expect(files.reduce((sum, { size }) => sum + size, 0)).toBe(450);
  expect(files.map(({ name }) => name)).toContain('/app/node_modules/@ai/client/lib/call.js');
  expect(moduleRows(snapshot, strings, urls, 'file', 2)).toMatchObject({ rows: { length: 2 }, omitted: 3 });
});
