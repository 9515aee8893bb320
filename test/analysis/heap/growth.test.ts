import { describe, expect, test } from 'vitest';
import { counterparts } from '../../../src/analysis/heap/counterparts.ts';
import { growthBetween } from '../../../src/analysis/heap/growth.ts';
import { growthRow } from '../../../src/analysis/heap/growthRows.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { retainersOf } from '../../../src/analysis/heap/retainers.ts';
import { openedDrawing } from './openedHeap.ts';

/** What grew between two drawings of one process. */
function grown(earlier: string, later: string) {
  const [before, after] = [openedDrawing(earlier), openedDrawing(later)];
  const found = counterparts(after.snapshot.graph, before.snapshot.graph, ownWatch());
  const { snapshot, strings } = after;
  const held = {
    snapshot,
    strings,
    retainers: retainersOf(snapshot.graph, ownWatch()),
    urls: new Map([[5, 'file:///app/gateway.js'], [6, 'node:readline'], ...snapshot.scripts]),
  };
  return growthBetween(before, after, found, ownWatch()).map((growth) => growthRow(held, growth));
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

/** A module whose context has variables; `handle` is a function of it. */
const module = `
  root synthetic 0 id=1
  global object:global 10 id=3
  handle closure:handle 10 id=5 at=5:8:2
  context object:system·/·Context 10 id=7
  native hidden:system·/·NativeContext 10 id=9
  root [1] global
  global .handle handle
  handle ~context context
  context ~previous native
`;

describe('what grew', () => {
  test('a map of a module: entries counted once, named by its variable, placed by a function of the module', () => {
    const map = (entries: number) => `${module}
      map object:Map 20 id=21
      table array:table 10 id=${23 + entries}
      context $sessions map
      map ~table table
      ${numbers(entries)
        .map((at) => `k${at} string:k${at} 4 id=${1001 + at * 4}\nv${at} object:Session 100 id=${1003 + at * 4}`)
        .join('\n')}
      ${numbers(entries)
        .map((at) => `table ~${7 + at * 3} k${at}\ntable ~${8 + at * 3} v${at}`)
        .join('\n')}`;
    expect(grown(map(3), map(23))).toMatchObject([
      {
        nodeId: 21,
        container: 'Map sessions',
        owner: 'module gateway.js',
        variable: 'sessions',
        countDelta: 20,
        sizeDelta: 20 * 104,
        path: 'global › handle › handle() › gateway.js › sessions',
        location: { scriptId: 5, line: 8, column: 2 },
      },
    ]);
  });

  test('what a scope keeps is its own, though its function listens to an emitter of Node', () => {
    const scope = (sessions: number) => `
      root synthetic 0 id=1
      global object:global 10 id=3
      emitter object:Interface 10 id=11 at=6:1:1
      events object:Object 10 id=13
      handle closure:handle 10 id=5 at=5:8:2
      context object:system·/·Context 10 id=7
      native hidden:system·/·NativeContext 10 id=9
      first object:Map 10 id=15
      second object:Set 10 id=17
      root [1] global
      global .readline emitter
      emitter ._events events
      events .line handle
      handle ~context context
      context ~previous native
      context $first first
      context $second second
      ${numbers(sessions)
        .map((at) => `s${at} object:Session 300 id=${1001 + at * 2}\nfirst .a${at} s${at}\nsecond .b${at} s${at}`)
        .join('\n')}`;
    const found = grown(scope(3), scope(13)).find(({ container }) => container === 'scope');
    expect(found).toMatchObject({
      owner: 'module gateway.js',
      countDelta: 10,
      sizeDelta: 3_000,
      path: 'global › readline › Node.js › line › handle()',
    });
  });

  test('a map that was empty before gains what it holds now, not what its table had no room for', () => {
    const map = (entries: number) => `${module}
      map object:Map 20 id=21
      table array:table 400 id=23
      context $sessions map
      map ~table table
      ${numbers(entries)
        .map((at) => `v${at} object:Session 100 id=${1003 + at * 4}\ntable ~${8 + at * 3} v${at}`)
        .join('\n')}`;
    expect(grown(map(0), map(12))).toMatchObject([{ container: 'Map sessions', countDelta: 12, sizeDelta: 1_200 }]);
  });

  test('a set, whose every second slot is a value', () => {
    const set = (entries: number) => `${module}
      set object:Set 20 id=21
      table array:table 10 id=23
      context $names set
      set ~table table
      ${numbers(entries)
        .map((at) => `v${at} string:v${at} 40 id=${1001 + at * 2}\ntable ~${7 + at * 2} v${at}`)
        .join('\n')}`;
    expect(grown(set(3), set(33))).toMatchObject([{ container: 'Set names', countDelta: 30 }]);
  });

  test('an array in a field of a class is the class’s, at its constructor', () => {
    const array = (items: number) => `${module}
      registry object:Registry 10 id=31 at=5:20:4
      list object:Array 10 id=33
      context $registry registry
      registry .list list
      ${numbers(items)
        .map((at) => `v${at} object:Item 40 id=${1001 + at * 2}\nlist [${at}] v${at}`)
        .join('\n')}`;
    expect(grown(array(2), array(30))).toMatchObject([
      {
        container: 'Array list',
        owner: 'class Registry',
        variable: 'list',
        countDelta: 28,
        location: { scriptId: 5, line: 20, column: 4 },
      },
    ]);
  });

  test('listeners are named by their emitter and event', () => {
    const listeners = (count: number) => `${module}
      bus object:EventEmitter 10 id=31
      events object:Object 10 id=33
      list object:Array 10 id=35
      context $bus bus
      bus ._events events
      events .data list
      ${numbers(count)
        .map((at) => `v${at} closure:onData 64 id=${1001 + at * 2}\nlist [${at}] v${at}`)
        .join('\n')}`;
    expect(grown(listeners(2), listeners(30))).toMatchObject([
      { container: "listeners of EventEmitter 'data'", owner: 'module gateway.js', variable: 'bus', countDelta: 28 },
    ]);
  });

  test('an array that is replaced by a longer one each time is found by its variable', () => {
    const replaced = (id: number, items: number) => `${module}
      list object:Array 10 id=${id}
      context $queue list
      ${numbers(items)
        .map((at) => `v${at} object:Item 40 id=${1001 + at * 2}\nlist [${at}] v${at}`)
        .join('\n')}`;
    expect(grown(replaced(41, 2), replaced(43, 30))).toMatchObject([
      { nodeId: 7, container: 'Array queue', owner: 'module gateway.js', countDelta: 28, sizeDelta: 28 * 40 },
    ]);
  });

  test('a chain is one row, whether it grows at its head or at its tail', () => {
    const chain = (order: readonly number[]) => `${module}
      ${order.map((at) => `n${at} object:Link 100 id=${1001 + at * 2}`).join('\n')}
      context $chain n${order[0]}
      ${order
        .slice(1)
        .map((at, place) => `n${order[place]} .next n${at}`)
        .join('\n')}`;
    const head = grown(chain([2, 1, 0]), chain(numbers(30).toReversed()));
    expect(head).toMatchObject([
      { nodeId: 7, container: 'chain of Link chain', owner: 'module gateway.js', variable: 'chain', countDelta: 27 },
    ]);
    const tail = grown(chain([0, 1, 2]), chain(numbers(30)));
    expect(tail).toMatchObject([
      { container: 'chain of Link chain', owner: 'module gateway.js', countDelta: 27, sizeDelta: 2700 },
    ]);
  });

  test('nothing grew between a snapshot and itself, nor in a heap that only lost', () => {
    const list = (items: number) => `${module}
      list object:Array 10 id=41
      context $queue list
      ${numbers(items)
        .map((at) => `v${at} object:Item 400 id=${1001 + at * 2}\nlist [${at}] v${at}`)
        .join('\n')}`;
    expect(grown(list(20), list(20))).toEqual([]);
    expect(grown(list(20), list(3))).toEqual([]);
  });
});
