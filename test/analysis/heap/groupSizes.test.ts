import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupSizes, retainedTogether } from '../../../src/analysis/heap/groupSizes.ts';
import { placesInOrder } from '../../../src/analysis/heap/icicle.ts';
import { shallowSizeOf, type Snapshot } from '../../../src/analysis/heap/snapshot.ts';
import { openedDrawing } from './openedHeap.ts';
import { randomDrawing } from './randomHeap.ts';

/** Bytes below some nodes in the dominator tree, each node looked up by going up from it. */
function slowlyTogether(snapshot: Snapshot, isMember: (node: number) => boolean): number {
  const { dominator } = snapshot.tree;
  let size = 0;
  for (let node = 0; node < snapshot.graph.nodeCount; node += 1) {
    let at = node;
    while (!isMember(at) && dominator[at] !== at) at = dominator[at];
    if (isMember(at)) size += shallowSizeOf(snapshot, node);
  }
  return size;
}

test('a group retains what lies below its nodes, each byte once, as a slow way finds it', () => {
  fc.assert(
    fc.property(
      randomDrawing,
      fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 26, maxLength: 26 }),
      (drawing, marks) => {
        const { snapshot } = openedDrawing(drawing);
        const groupOf = Int32Array.from(
          { length: snapshot.graph.nodeCount },
          (_, node) => marks[node % marks.length] ?? -1,
        );
        const { retained } = groupSizes(snapshot, groupOf, 3);
        const places = placesInOrder(snapshot);
        for (let group = 0; group < 3; group += 1) {
          const expected = slowlyTogether(snapshot, (node) => groupOf[node] === group);
          expect(retained[group]).toBe(expected);
          const members = [...groupOf.keys()].filter((node) => groupOf[node] === group);
          expect(
            retainedTogether(
              snapshot,
              members.map((node) => places[node] ?? 0),
            ),
          ).toBe(expected);
        }
      },
    ),
    { numRuns: 200 },
  );
});
