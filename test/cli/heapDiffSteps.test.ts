import { expect, test } from 'vitest';
import { steppedClasses, steppedGrowth } from '../../src/cli/heapDiffSteps.ts';
import type { ClassDiffRow, GrowthRow } from '../../src/protocol/heapRows.ts';

const grown = (nodeId: number, expression: string, countDelta: number, sizeDelta: number): GrowthRow => ({
  nodeId,
  container: `Map ${expression}`,
  owner: 'global',
  expression,
  countDelta,
  sizeDelta,
  retainedSize: 1_000,
  path: expression,
  location: null,
  place: null,
});
const changed = (name: string, countDelta: number, sizeDelta: number): ClassDiffRow => ({
  classKey: `,${name}`,
  name,
  location: null,
  place: null,
  addedCount: Math.max(0, countDelta),
  removedCount: Math.max(0, -countDelta),
  countDelta,
  addedSize: Math.max(0, sizeDelta),
  removedSize: Math.max(0, -sizeDelta),
  sizeDelta,
  nodeId: null,
});

test('what grew in each step stands before what gained more at once; rows are met by id, else by their name', () => {
  const whole = [grown(1, 'cache', 100, 9_000), grown(2, 'sessions', 20, 2_000), grown(3, 'queue', 5, 500)];
  const first = [grown(1, 'cache', 100, 9_000), grown(2, 'sessions', 10, 1_000), grown(3, 'queue', 9, 900)];
  const second = [grown(7, 'sessions', 10, 1_000), grown(3, 'queue', -4, -400)];
  expect(
    steppedGrowth(whole, [first, second]).map(({ expression, steps, grewInEach }) => [expression, steps, grewInEach]),
  ).toEqual([
    [
      'sessions',
      [
        { countDelta: 10, sizeDelta: 1_000 },
        { countDelta: 10, sizeDelta: 1_000 },
      ],
      true,
    ],
    ['cache', [{ countDelta: 100, sizeDelta: 9_000 }, null], false],
    [
      'queue',
      [
        { countDelta: 9, sizeDelta: 900 },
        { countDelta: -4, sizeDelta: -400 },
      ],
      false,
    ],
  ]);
});

test('a class that a step does not name did not change in it', () => {
  const whole = [changed('Buffer', 1, 5_000), changed('Session', 4, 400)];
  const rows = steppedClasses(whole, [
    [changed('Session', 2, 200), changed('Buffer', 1, 5_000)],
    [changed('Session', 2, 200)],
  ]);
  expect(
    rows.map(({ name, steps, grewInEach }) => [name, steps.map(({ sizeDelta }) => sizeDelta), grewInEach]),
  ).toEqual([
    ['Session', [200, 200], true],
    ['Buffer', [5_000, 0], false],
  ]);
});
