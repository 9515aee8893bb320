import { expect, test } from 'vitest';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { scopeRows } from '../../../src/analysis/heap/scopeRows.ts';
import { heldDrawing } from './heldDrawing.ts';

/** A module that makes two scopes of `memoize`, each with a shared and an own thing; one is also in a generator. */
const drawing = (extra = '') => `
  root synthetic 0 id=1
  global object:global 10 id=3
  native hidden:system·/·NativeContext 10 id=5
  module object:system·/·Context 40 id=7
  turn closure:turn 20 id=9 at=5:9:1
  one object:system·/·Context 48 id=11
  two object:system·/·Context 48 id=13
  info code:system·/·ScopeInfo 10 id=15
  cache string:cache 5 id=17
  shared string:shared 5 id=19
  memoize string:memoize 5 id=21
  first closure:first 20 id=23 at=5:3:9
  second closure:first 20 id=25 at=5:3:9
  map1 object:Map 100 id=27
  map2 object:Map 300 id=29
  both object:Config 70 id=31
  root [1] global
  global .turn turn
  turn ~context module
  module ~previous native
  module $one first
  module $two second
  first ~context one
  second ~context two
  one ~previous module
  two ~previous module
  one ~scope_info info
  two ~scope_info info
  info #0 cache
  info #1 shared
  info #2 memoize
  one $cache map1
  two $cache map2
  one $shared both
  two $shared both
  ${extra}`;

test('scopes of one function are one row: named by it, with its variables and what they keep alive together', () => {
  const { rows } = scopeRows(heldDrawing(drawing()), 10, ownWatch());
  const scope = rows.find(({ count }) => count === 2);
  const module = rows.find(({ parent }) => parent === null);
  expect(scope).toMatchObject({
    name: 'function memoize in gateway.js',
    parent: module?.scope,
    nodeId: 13,
    closureCount: 2,
    shallowSize: 96,
    retainedSize: 96 + 400,
    variables: [
      { name: 'cache', nodeId: 29, retainedSize: 400, value: 'Map' },
      { name: 'shared', nodeId: 31, retainedSize: 70, value: 'Config' },
    ],
    readers: [{ scriptId: 5, line: 3, column: 9 }],
  });
  expect(module).toMatchObject({ name: 'module gateway.js', childCount: 1, count: 1 });
  expect(module?.readers).toHaveLength(2);
});

test('where a suspended function goes on with a scope, nobody says who reads it', () => {
  const { rows } = scopeRows(
    heldDrawing(
      drawing('generator object:AsyncGenerator 10 id=41\nglobal .generator generator\ngenerator ~context one'),
    ),
    10,
    ownWatch(),
  );
  expect(rows.find(({ count }) => count === 2)).toMatchObject({ readers: null });
});

test('the scope of an ECMAScript module is called by its file, not by what it imports', () => {
  const imports = `
    record hidden:system·/·SourceTextModule 10 id=41
    names code:system·/·ScopeInfo 10 id=43
    sleep string:sleep 5 id=45
    module ~extension record
    module ~scope_info names
    names #0 one
    names #1 two
    names #2 sleep`;
  const { rows } = scopeRows(heldDrawing(drawing(imports)), 10, ownWatch());
  expect(rows.find(({ parent }) => parent === null)?.name).toBe('module gateway.js');
});

test('the variables of a block have the names that its record has in the same order, unless a number hides a slot', () => {
  const block = (second: string) => `
    block object:system·/·Context 48 id=51
    inner closure:inner 20 id=53 at=5:5:9
    names code:system·/·ScopeInfo 10 id=55
    results string:results 5 id=57
    rest string:rest 5 id=59
    global .inner inner
    inner ~context block
    block ~previous module
    block ~scope_info names
    names #0 results
    names #1 rest
    block #0 map1
    ${second}`;
  const variablesIn = (second: string) =>
    scopeRows(heldDrawing(drawing(block(second))), 10, ownWatch())
      .rows.find(({ nodeId }) => nodeId === 51)
      ?.variables.map(({ name, value }) => `${name} ${value}`);
  expect(variablesIn('block #1 both')).toEqual(['results Map', 'rest Config']);
  expect(variablesIn('')).toEqual([]);
});
