import { describe, expect, test } from 'vitest';
import { counterparts } from '../../../src/analysis/heap/counterparts.ts';
import { growthBetween } from '../../../src/analysis/heap/growth.ts';
import { growthCauses } from '../../../src/analysis/heap/growthCauses.ts';
import { growthRow } from '../../../src/analysis/heap/growthRows.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { placesInOrder } from '../../../src/analysis/heap/icicle.ts';
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
    places: placesInOrder(snapshot),
  };
  return growthCauses(growthBetween(before, after, found, ownWatch()).map((growth) => growthRow(held, growth)));
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
        path: 'global › Node.js › gateway.js › sessions',
        location: { scriptId: 5, line: 8, column: 2 },
      },
    ]);
  });

  test('what two containers hold together is told of each, and not of the scope that holds both', () => {
    const scope = (sessions: number) => `${module}
      first object:Map 10 id=15
      second object:Set 10 id=17
      context $first first
      context $second second
      ${numbers(sessions)
        .map((at) => `s${at} object:Session 300 id=${1001 + at * 2}\nfirst .a${at} s${at}\nsecond .b${at} s${at}`)
        .join('\n')}`;
    expect(grown(scope(3), scope(13))).toMatchObject([
      { container: 'Map first', countDelta: 10, sizeDelta: 3_000, retainedSize: 10 },
      { container: 'Set second', countDelta: 10, sizeDelta: 3_000, retainedSize: 10 },
    ]);
  });

  test('what a scope keeps by things without a name is its own, though its function listens to an emitter of Node', () => {
    const scope = (sessions: number) => `
      root synthetic 0 id=1
      global object:global 10 id=3
      emitter object:Interface 10 id=11 at=6:1:1
      events object:Object 10 id=13
      handle closure:handle 10 id=5 at=5:8:2
      context object:system·/·Context 10 id=7
      native hidden:system·/·NativeContext 10 id=9
      first hidden:First 10 id=15
      second hidden:Second 10 id=17
      root [1] global
      global .readline emitter
      emitter ._events events
      events .line handle
      handle ~context context
      context ~previous native
      context $first first
      context $second second
      ${numbers(sessions)
        .map((at) => `s${at} object:Session 300 id=${1001 + at * 2}\nfirst ~a${at} s${at}\nsecond ~b${at} s${at}`)
        .join('\n')}`;
    const found = grown(scope(3), scope(13)).find(({ container }) => container === 'scope');
    expect(found).toMatchObject({ owner: 'module gateway.js', countDelta: 10, sizeDelta: 3_000 });
    expect(found?.path).toBe('global › Node.js › gateway.js');
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

  test('entries that were deleted hold their place in the table, and are no elements', () => {
    const map = (deleted: number, living: number) => `${module}
      map object:Map 20 id=21
      table array:table 400 id=23
      hole hidden:system·/·Hole 0 id=25
      context $sessions map
      map ~table table
      ${Array.from({ length: deleted }, (_, at) => `table ~${7 + at * 3} hole\ntable ~${8 + at * 3} hole`).join('\n')}
      ${Array.from({ length: living }, (_, at) => deleted + at)
        .map((at) => `v${at} object:Session 100 id=${1003 + at * 4}\ntable ~${8 + at * 3} v${at}`)
        .join('\n')}`;
    expect(grown(map(8, 2), map(0, 12))).toMatchObject([{ container: 'Map sessions', countDelta: 10 }]);
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
        owner: 'class Registry in gateway.js',
        expression: 'Registry.list',
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

  test('a state that is replaced whole is followed to the part that grew', () => {
    const state = (id: number, users: number) => `${module}
      state object:Object 10 id=${id}
      users object:Object 10 id=${id + 2}
      context $store state
      state .users users
      ${numbers(users)
        .map((at) => `v${at} object:User 40 id=${1001 + at * 2}\nusers .u${at} v${at}`)
        .join('\n')}`;
    expect(grown(state(41, 2), state(51, 30))).toMatchObject([
      { container: 'Object store.users', expression: 'store.users', owner: 'module gateway.js', countDelta: 28 },
    ]);
  });

  test('a text and a buffer that are replaced by longer ones', () => {
    const log = (id: number, bytes: number) => `${module}
      text string:line 10 id=${id}
      received object:Buffer 10 id=${id + 2}
      data native:ArrayBufferData ${bytes} id=${id + 4}
      text2 concatenated·string:both ${bytes} id=${id + 6}
      context $received received
      context $transcript text2
      text2 ~first text
      received ~buffer data`;
    expect(grown(log(41, 2_000), log(51, 8_000))).toMatchObject([
      { container: 'Buffer received', countDelta: 6_000, sizeDelta: 6_000 },
      { container: 'text transcript', countDelta: 6_000 },
    ]);
  });

  test('functions that wrap one another are a chain', () => {
    const wrapped = (order: readonly number[]) => `${module}
      ${order.map((at) => `c${at} object:system·/·Context 30 id=${1001 + at * 4}\nf${at} closure:wrapped 70 id=${1003 + at * 4} at=5:3:1`).join('\n')}
      context $handler f${order[0]}
      ${order.map((at, place) => `f${at} ~context c${at}\n${place + 1 < order.length ? `c${at} $inner f${order[place + 1]}` : ''}`).join('\n')}`;
    expect(grown(wrapped([2, 1, 0]), wrapped(numbers(30).toReversed()))).toMatchObject([
      { container: 'chain of wrapped() handler', countDelta: 27, sizeDelta: 2_700 },
    ]);
  });

  test('containers that one line fills are one row with the sums of all', () => {
    const sessions = (items: number) => `${module}
      map object:Object 10 id=41
      context $sessions map
      ${numbers(5)
        .map((at) => `s${at} object:Session 10 id=${51 + at * 4} at=5:20:4\nl${at} object:Array 10 id=${53 + at * 4}`)
        .join('\n')}
      ${numbers(5)
        .map((at) => `map .key${at} s${at}\ns${at} .messages l${at}`)
        .join('\n')}
      ${numbers(5 * items)
        .map((at) => `v${at} object:Message 100 id=${1001 + at * 2}\nl${at % 5} [${Math.floor(at / 5)}] v${at}`)
        .join('\n')}`;
    expect(grown(sessions(2), sessions(12))).toMatchObject([
      {
        nodeId: 53,
        container: 'Array messages',
        expression: 'Session.messages',
        times: 5,
        countDelta: 50,
        sizeDelta: 5_000,
        retainedSize: 5 * 1_210,
      },
    ]);
  });

  test('what Node holds for the program is told by the function that it will call', () => {
    const timers = (count: number) => `
      root synthetic 0 id=1
      global object:global 10 id=3
      clear closure:clearTimeout 10 id=5 at=6:8:2
      context object:system·/·Context 10 id=7
      lists object:Object 10 id=9
      list object:TimersList 10 id=11
      list ._idlePrev t${count - 1}
      t${count - 1} ._idleNext list
      root [1] global
      global .clearTimeout clear
      clear ~context context
      context $timerListMap lists
      lists [500] list
      ${numbers(count)
        .map(
          (at) => `t${at} object:Timeout 60 id=${1001 + at * 4}\nf${at} closure:beat 40 id=${1003 + at * 4} at=5:9:1`,
        )
        .join('\n')}
      ${numbers(count)
        .map(
          (at) =>
            `t${at} ._onTimeout f${at}\n${at === 0 ? 'list' : `t${at - 1}`} ._idleNext t${at}\nt${at} ._idlePrev ${at === 0 ? 'list' : `t${at - 1}`}`,
        )
        .join('\n')}`;
    expect(grown(timers(3), timers(33))).toMatchObject([
      { container: 'timers [500 ms]', owner: 'function beat in gateway.js', countDelta: 30, location: { line: 9 } },
    ]);
  });

  test('what hangs on a page is named by its window', () => {
    const page = (rows: number) => `
      root synthetic 0 id=1
      gc synthetic:(GC·roots) 0 id=3
      window object:Window·[JSGlobalObject]·/·example.org 10 id=5
      list object:Array 10 id=7
      root [1] gc
      gc [10] window
      window .removedRows list
      ${numbers(rows)
        .map((at) => `v${at} native:<section> 100 id=${1001 + at * 2} detached=2\nlist [${at}] v${at}`)
        .join('\n')}`;
    expect(grown(page(5), page(30))).toMatchObject([
      { container: 'Array removedRows', owner: 'global window', expression: 'window.removedRows', countDelta: 25 },
    ]);
  });

  test('an object of a class that got one more property is no container that grew', () => {
    const lazy = (extra: string) => `${module}
      store object:Store 10 id=41
      context $store store
      big object:Report 9000 id=${extra === '' ? 43 : 45}
      handle .big big
      ${extra}`;
    expect(grown(lazy(''), lazy('store .report big'))).toEqual([]);
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

  test('what an ECMAScript module exports is named once, whether the path takes its table of names or its list of cells', () => {
    const exported = (entries: number, way: string) => `
      root synthetic 0 id=1
      global object:global 10 id=3
      handle closure:handle 10 id=5 at=5:8:2
      record code:system·/·SourceTextModule 10 id=7
      body object:Generator 10 id=9
      names array: 10 id=11
      key string:registered 10 id=13
      cell code:system·/·Cell 10 id=15
      map object:Map 20 id=21
      table array:table 10 id=${23 + entries}
      root [1] global
      global .module record
      record ~code body
      body ~function handle
      ${way}
      names ~5 key
      names ~6 cell
      cell ~value map
      map ~table table
      ${numbers(entries)
        .map((at) => `v${at} object:Session 100 id=${1003 + at * 4}\ntable ~${8 + at * 3} v${at}`)
        .join('\n')}`;
    const byNames = 'record ~exports names';
    const byCells = `list array: 10 id=17
      hash object:Other 10 id=19
      record ~regular_exports list
      list ~0 cell
      record ~hash hash
      hash ~exports names`;
    for (const way of [byNames, byCells])
      expect(grown(exported(3, way), exported(23, way))).toMatchObject([
        { container: 'Map registered', owner: 'module gateway.js', expression: 'registered', countDelta: 20 },
      ]);
  });
});
