import { describe, expect, test } from 'vitest';
import { mergedBoxes, timeBoxes, type FlameBoxes } from '../../../src/analysis/profile/flameBoxes.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { seededRandom } from '../../../src/analysis/experiment/seededRandom.ts';
import { openedText } from '../../support/openedText.ts';
import { cpuProfileText } from '../../support/profileText.ts';
import type { OpenedProfile } from '../../../src/analysis/profile/openedProfile.ts';

/** Boxes as lines, `level name start-end`, with `*n` where n were drawn together. */
function lines({ frames, tree }: OpenedProfile, boxes: FlameBoxes): readonly string[] {
  return [...boxes.call]
    .map((call, row) => {
      const count = boxes.count[row] ?? 0;
      const name = frames[tree.frame[call] ?? 0]?.name ?? '';
      return `${boxes.level[row]} ${name} ${boxes.start[row]}-${boxes.end[row]}${count > 1 ? ` *${count}` : ''}`;
    })
    .toSorted();
}
function inTime(profile: OpenedProfile, from: number, to: number, pixels: number): FlameBoxes {
  const { tree, samples, idleFrame } = profile;
  if (samples === null) throw new Error('the profile has no moments');
  return timeBoxes(tree, samples, { from, to, pixels }, idleFrame, ownWatch());
}
const profile = openedText(
  cpuProfileText(['main a 2', 'main a b 3', 'main c 4', '(idle) 1', 'main a 5', '(idle) 2', 'other 3']),
);

describe('boxes in the order of time', () => {
  test('last as long as samples find the call, and leave waiting out', () => {
    expect(lines(profile, inTime(profile, 0, 20, 1000))).toEqual([
      '0 main 0-9',
      '0 main 10-15',
      '0 other 17-20',
      '1 a 0-5',
      '1 a 10-15',
      '1 c 5-9',
      '2 b 2-5',
    ]);
  });

  test('are whole also where only a part of them is in sight', () => {
    expect(lines(profile, inTime(profile, 3, 4, 1000))).toEqual(['0 main 0-9', '1 a 0-5', '2 b 2-5']);
    expect(lines(profile, inTime(profile, 9.2, 9.8, 1000))).toEqual([]);
  });

  test('become one where each is narrower than a pixel', () => {
    const many = openedText(
      cpuProfileText(Array.from({ length: 100 }, (_, index) => `main ${index % 2 ? 'a' : 'b'} 1`)),
    );
    const boxes = inTime(many, 0, 100, 10);
    const joined = [...boxes.level.keys()].filter((row) => boxes.level[row] === 1);
    expect(joined.reduce((sum, row) => sum + (boxes.count[row] ?? 0), 0)).toBe(100);
    expect(joined.every((row) => boxes.isMixed[row] === 1)).toBe(true);
    expect(joined.length).toBeLessThanOrEqual(10);
    const same = openedText(
      cpuProfileText(Array.from({ length: 100 }, (_, index) => (index % 2 ? 'main 1' : '(idle) 1'))),
    );
    expect(lines(same, inTime(same, 0, 100, 10))).toEqual(['0 main 1-100 *50']);
    expect(lines(many, inTime(many, 0, 100, 100))).toHaveLength(101);
  });

  test.each([1, 2, 3, 4, 5])('cover just what was worked, at any zoom (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const names = ['a', 'b', 'c'];
    const stacks = Array.from({ length: 200 }, () => {
      const depth = Math.floor(random() * 4);
      const stack = Array.from({ length: depth }, () => names[Math.floor(random() * 3)]);
      return [depth === 0 ? '(idle)' : 'main', ...stack, 1 + Math.floor(random() * 5)].join(' ');
    });
    const drawn = openedText(cpuProfileText(stacks));
    const whole = inTime(drawn, 0, drawn.total + drawn.idle, 1_000_000);
    const width = (boxes: FlameBoxes, level: number) =>
      [...boxes.level].reduce(
        (sum, at, row) => sum + (at === level ? (boxes.end[row] ?? 0) - (boxes.start[row] ?? 0) : 0),
        0,
      );
    expect(width(whole, 0)).toBeCloseTo(drawn.total);
    const [from, to] = [drawn.total / 3, drawn.total / 2];
    const part = lines(drawn, inTime(drawn, from, to, 1_000_000));
    const expected = lines(drawn, whole).filter((line) => {
      const [start = 0, end = 0] = (line.split(' ')[2] ?? '').split('-').map(Number);
      return end > from && start < to;
    });
    expect(part).toEqual(expected);
  });
});

describe('boxes of merged stacks', () => {
  const boxes = (from: number, to: number, pixels: number) =>
    lines(profile, mergedBoxes(profile.tree, { from, to, pixels }, ownWatch()));

  test('stand side by side, the dearest to the left', () => {
    expect(boxes(0, profile.total, 1000)).toEqual(['0 main 0-14', '0 other 14-17', '1 a 0-10', '1 c 10-14', '2 b 0-3']);
  });

  test('are left out where they are out of sight, and joined where they are narrower than a pixel', () => {
    expect(boxes(10.5, 13, 1000)).toEqual(['0 main 0-14', '1 c 10-14']);
    expect(boxes(0, profile.total, 4)).toEqual(['0 main 0-14', '0 other 14-17', '1 a 0-10', '1 c 10-14', '2 b 0-3']);
  });
});
