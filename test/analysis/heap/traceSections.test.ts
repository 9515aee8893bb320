import { expect, test } from 'vitest';
import { trackedAllocations } from '../../../src/analysis/heap/allocationSites.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { bytesInMemory } from '../../../src/analysis/heap/stringTable.ts';
import { traceSections } from '../../../src/analysis/heap/traceSections.ts';
import { drawnSnapshot } from './drawnHeap.ts';
import { openedBytes } from './openedHeap.ts';

/** Two tickets of `issue`, which `main` calls, one made in the first second and one in the second; a third is gone. */
const tracked = drawnSnapshot(
  `root synthetic 0 id=1
   global object:global 10 id=3
   first object:Ticket 40 id=101
   second object:Ticket 40 id=201
   issue closure:issue 10 id=5
   script code:/app/tickets.js 10 id=7
   main closure:main 10 id=9
   root [1] global
   global .first first
   global .second second
   global .issue issue
   issue ~script script
   global .main main`,
  { hasTraceIds: true },
);

/** The drawing with its trace sections filled in; strings are found by their position. */
function withTraces(): string {
  const { strings, nodes } = JSON.parse(tracked);
  const at = (text: string) => strings.indexOf(text);
  const fields = 7;
  const flat = [...nodes];
  for (let node = 0; node < nodes.length / fields; node += 1)
    if (strings[nodes[node * fields + 1]] === 'Ticket') flat[node * fields + 5] = 3;
  return tracked
    .replace(`"nodes":[${nodes.join(',')}]`, `"nodes":[${flat.join(',')}]`)
    .replace(
      '"location_fields"',
      '"trace_function_info_fields":["function_id","name","script_name","script_id","line","column"],"location_fields"',
    )
    .replace(
      '"trace_function_infos":[]',
      `"trace_function_infos":[0,0,0,0,0,0, 11,${at('main')},${at('/app/tickets.js')},5,9,1, 12,${at('issue')},${at('/app/tickets.js')},5,4,3]`,
    )
    .replace('"trace_tree":[1,[2,"],\\"["],[]]', '"trace_tree":[1,0,0,0,[2,1,1,16,[3,2,3,120,[]]]]')
    .replace('"samples":[]', '"samples":[0,50,1000000,150,2000000,250]');
}

test('allocations by function: what it made, what of that is there and of which class, and when', () => {
  const bytes = new TextEncoder().encode(withTraces());
  const { snapshot, strings } = openedBytes(bytes);
  const traces = traceSections(bytesInMemory(bytes), snapshot.graph.nodeCount, ownWatch());
  if (traces === null) throw new Error('the drawing has traces');
  const found = trackedAllocations(snapshot, strings, traces, 10);
  expect(found).toEqual({
    totalSize: 136,
    omitted: 0,
    timeline: [
      { atMs: 1_000, count: 1, size: 40 },
      { atMs: 2_000, count: 1, size: 40 },
    ],
    rows: [
      {
        name: 'issue',
        location: { scriptId: 5, line: 3, column: 2, url: '/app/tickets.js' },
        selfSize: 120,
        totalSize: 120,
        count: 3,
        liveSize: 80,
        liveCount: 2,
        classes: [{ name: 'Ticket', count: 2, size: 80 }],
      },
      {
        name: 'main',
        location: { scriptId: 5, line: 8, column: 0, url: '/app/tickets.js' },
        selfSize: 16,
        totalSize: 136,
        count: 1,
        liveSize: 0,
        liveCount: 0,
        classes: [],
      },
    ],
  });
});

test('a file without traces has none, and one that ends early gives what is there', () => {
  const plain = new TextEncoder().encode(drawnSnapshot('root synthetic 0'));
  expect(traceSections(bytesInMemory(plain), 1, ownWatch())).toBeNull();
  const whole = new TextEncoder().encode(withTraces());
  for (let length = 0; length < whole.length; length += 7) {
    const found = traceSections(bytesInMemory(whole.subarray(0, length)), 7, ownWatch());
    expect(found === null || found.functions.length <= 3).toBe(true);
  }
});
