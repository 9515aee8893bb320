import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { essentialBit, noDistance, targetShift } from '../../../src/analysis/heap/kinds.ts';
import { shallowSizeOf, type Snapshot } from '../../../src/analysis/heap/snapshot.ts';
import { openedDrawing } from './openedHeap.ts';
import { randomDrawing } from './randomHeap.ts';

/** What the walk is made over: essential edges, and the root's edges to what nothing else reaches. */
function heldGraph({ graph }: Snapshot): readonly (readonly number[])[] {
  const next = Array.from({ length: graph.nodeCount }, (_, node) => {
    const targets: number[] = [];
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1)
      if ((graph.packed[edge] & essentialBit) !== 0) targets.push(graph.packed[edge] >>> targetShift);
    return targets;
  });
  const held = new Set(next.flat());
  const reached = reachable(next, graph.root, -1);
  for (let node = 0; node < graph.nodeCount; node += 1)
    if (!reached.has(node) && !held.has(node) && node !== graph.root) next[graph.root].push(node);
  const withOrphans = reachable(next, graph.root, -1);
  for (let node = 0; node < graph.nodeCount; node += 1)
    if (!withOrphans.has(node)) {
      next[node] = [];
      next[graph.root].push(node);
    }
  return next;
}

/** Everything reachable from a node when another is taken away. */
function reachable(next: readonly (readonly number[])[], from: number, without: number): Set<number> {
  const seen = new Set<number>(from === without ? [] : [from]);
  const pending = [...seen];
  for (let node = pending.pop(); node !== undefined; node = pending.pop())
    for (const target of next[node])
      if (target !== without && !seen.has(target)) {
        seen.add(target);
        pending.push(target);
      }
  return seen;
}

describe('dominators of random heaps', () => {
  test('agree with taking each node away in turn', () => {
    fc.assert(
      fc.property(randomDrawing, (drawing) => {
        const { snapshot } = openedDrawing(drawing);
        const { graph, tree } = snapshot;
        const next = heldGraph(snapshot);
        for (let node = 0; node < graph.nodeCount; node += 1) {
          const left = reachable(next, graph.root, node);
          let lost = 0;
          for (let other = 0; other < graph.nodeCount; other += 1)
            if (!left.has(other)) lost += shallowSizeOf(snapshot, other);
          expect(tree.retained[node]).toBe(lost);
          // The immediate dominator is the only one of all dominators that the others dominate.
          const above = tree.dominator[node];
          if (node !== graph.root) expect(reachable(next, graph.root, above).has(node)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the root retains all sizes, and the order keeps each subtree together', () => {
    fc.assert(
      fc.property(randomDrawing, (drawing) => {
        const { snapshot } = openedDrawing(drawing);
        const { graph, tree } = snapshot;
        let sum = 0;
        for (let node = 0; node < graph.nodeCount; node += 1) sum += shallowSizeOf(snapshot, node);
        expect(tree.retained[graph.root]).toBe(sum);
        const places = new Map(Array.from(tree.order, (node, at) => [node, at]));
        expect(places.size).toBe(graph.nodeCount);
        for (let at = 1; at < tree.order.length; at += 1) {
          const parent = places.get(tree.dominator[tree.order[at]]) ?? -1;
          expect(parent).toBeLessThan(at);
          expect(tree.orderEnd[at]).toBeLessThanOrEqual(tree.orderEnd[parent]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('no node is nearer than its nearest holder by more than one step', () => {
    fc.assert(
      fc.property(randomDrawing, (drawing) => {
        const { graph, distances } = openedDrawing(drawing).snapshot;
        for (let node = 0; node < graph.nodeCount; node += 1) {
          if (distances[node] === noDistance) continue;
          for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1) {
            if ((graph.packed[edge] & 7) >= 6) continue;
            if (graph.packed[edge] >>> targetShift === graph.root) continue;
            const target = distances[graph.packed[edge] >>> targetShift];
            expect(target).not.toBe(noDistance);
            expect(target).toBeLessThanOrEqual(distances[node] + 1);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
