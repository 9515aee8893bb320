import { describe, expect, test } from 'vitest';
import { callTree } from '../../../src/analysis/profile/callTree.ts';
import { functionCosts, matchedTotal } from '../../../src/analysis/profile/functionCosts.ts';
import { seededRandom } from '../../../src/analysis/experiment/seededRandom.ts';
import { openedText } from '../../support/openedText.ts';
import { cpuProfileText } from '../../support/profileText.ts';

/** A random tree: node 0 is the root, and a parent stands before its children. */
function randomSource(seed: number) {
  const random = seededRandom(seed);
  const length = 2 + Math.floor(random() * 60);
  const parent = Array.from({ length }, (_, node) => (node === 0 ? -1 : Math.floor(random() * node)));
  const frame = parent.map(() => Math.floor(random() * 5));
  const self = parent.map(() => Math.floor(random() * 10));
  return { parent, frame, self };
}
const stackOf = (parent: ArrayLike<number>, frame: ArrayLike<number>, node: number): string =>
  node <= 0 ? '' : `${stackOf(parent, frame, parent[node] ?? 0)};${frame[node]}`;

describe('merged stacks', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('hold what their nodes held, each stack once (seed %i)', (seed) => {
    const source = randomSource(seed);
    const { tree, callOf } = callTree(source);
    const expected = new Map<string, number>();
    for (const [node, value] of source.self.entries()) {
      const stack = stackOf(source.parent, source.frame, node);
      expected.set(stack, (expected.get(stack) ?? 0) + value);
      expect(stackOf(tree.parent, tree.frame, callOf[node] ?? -1)).toBe(stack);
    }
    const found = [...tree.self].map((value, call) => [stackOf(tree.parent, tree.frame, call), value] as const);
    expect(new Map(found)).toEqual(expected);
    expect(found).toHaveLength(expected.size);
  });

  test.each([1, 2, 3, 4])('stand inside their caller, the dearest first (seed %i)', (seed) => {
    const { tree } = callTree(randomSource(seed));
    for (let call = 1; call < tree.frame.length; call += 1) {
      const above = tree.parent[call] ?? 0;
      const start = tree.start[call] ?? 0;
      const total = tree.total[call] ?? 0;
      expect(call).toBeLessThan(tree.end[above] ?? 0);
      expect(start).toBeGreaterThanOrEqual(tree.start[above] ?? 0);
      expect(start + total).toBeLessThanOrEqual((tree.start[above] ?? 0) + (tree.total[above] ?? 0));
      const next = tree.end[call] ?? 0;
      if (next < (tree.end[above] ?? 0)) {
        expect(tree.total[next]).toBeLessThanOrEqual(total);
        expect(tree.start[next]).toBe(start + total);
      }
    }
    expect(tree.total[0]).toBe(tree.self.reduce((sum, value) => sum + value, 0));
  });

  test('count what calls itself once, and waiting not at all', () => {
    const { tree, frames, costs, total, idle } = openedText(
      cpuProfileText(['main 2', 'main work 3', 'main work work 4', '(idle) 1', 'main work other work 5']),
    );
    const found = frames.map(({ name }, index) => [name, costs.self[index], costs.total[index]]);
    expect(found).toContainEqual(['work', 12, 12]);
    expect(found).toContainEqual(['main', 2, 14]);
    expect(found).toContainEqual(['other', 0, 5]);
    expect([total, idle]).toEqual([14, 1]);
    expect(functionCosts(tree, frames.length).self.reduce((sum, value) => sum + value, 0)).toBe(total);
    const isWork = Uint8Array.from(frames, ({ name }) => (name === 'work' || name === 'other' ? 1 : 0));
    expect(matchedTotal(tree, isWork)).toBe(12);
  });
});
