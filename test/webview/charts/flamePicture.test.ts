import { describe, expect, test } from 'vitest';
import type { FlameAnswer } from '../../../src/protocol/profiles.ts';
import {
  boxAt,
  boxBeside,
  boxesInSight,
  flamePicture,
  sameBox,
  sightWithin,
  zoomed,
} from '../../../webview/charts/flamePicture.ts';

/** Boxes as `level start end function`. */
function picture(lines: readonly string[]) {
  const rows = lines.map((line) => line.split(' ').map(Number));
  const column = (at: number) => Float64Array.from(rows, (row) => row[at] ?? 0);
  const ones = new Float64Array(rows.length).fill(1);
  const answer: FlameAnswer = {
    blockId: 1,
    length: rows.length,
    unit: 'ms',
    extent: 100,
    levels: 3,
    functions: [0, 1, 2, 3].map((functionId) => ({
      functionId,
      name: `f${functionId}`,
      place: null,
      url: '',
      line: 0,
      code: 'own',
      packageName: null,
      isMatch: false,
    })),
    packages: [],
    matched: null,
    searched: 100,
  };
  const names = ['level', 'start', 'end', 'function'];
  const columns = [
    ...names.map((name, at) => ({ name, values: column(at) })),
    ...['count', 'isMixed', 'self', 'total'].map((name) => ({ name, values: ones })),
  ];
  return flamePicture(answer, { head: { kind: 'answer', blockId: 1 }, columns });
}
// f0 from 0 to 60 calls f1 (0–20) and f2 (20–60); f3 stands beside it from 70 to 100. In no order, as they come.
const drawn = picture(['1 20 60 2', '0 70 100 3', '0 0 60 0', '1 0 20 1']);
const named = (box: number) => (box < 0 ? 'none' : `f${drawn.function[box]}`);

describe('boxes of a picture', () => {
  test('are found at a place, and by a narrow miss only within reach', () => {
    expect([0, 59, 60, 65, 70, 99].map((place) => named(boxAt(drawn, 0, place)))).toEqual([
      'f0',
      'f0',
      'none',
      'none',
      'f3',
      'f3',
    ]);
    expect(named(boxAt(drawn, 0, 61, 2))).toBe('f0');
    expect(named(boxAt(drawn, 0, 69, 2))).toBe('f3');
    expect(named(boxAt(drawn, 2, 5))).toBe('none');
  });

  test('in sight come from left to right, also those that reach in', () => {
    expect(boxesInSight(drawn, 1, { from: 10, to: 30 }).map(named)).toEqual(['f1', 'f2']);
    expect(boxesInSight(drawn, 0, { from: 60, to: 70 }).map(named)).toEqual([]);
  });

  test('are walked by caller, widest callee and neighbour', () => {
    const first = boxBeside(drawn, -1, 'callee');
    expect(named(first)).toBe('f0');
    const callee = boxBeside(drawn, first, 'callee');
    expect(named(callee)).toBe('f2');
    expect(named(boxBeside(drawn, callee, 'left'))).toBe('f1');
    expect(named(boxBeside(drawn, callee, 'right'))).toBe('f2');
    expect(named(boxBeside(drawn, callee, 'caller'))).toBe('f0');
    expect(named(boxBeside(drawn, first, 'caller'))).toBe('f0');
    expect(named(boxBeside(drawn, first, 'right'))).toBe('f3');
  });

  test('are known again in a newer picture', () => {
    const later = picture(['0 0 60 0', '1 0 20 1', '1 20 60 2']);
    expect(sameBox(drawn, 0, later)).toBe(2);
    expect(sameBox(drawn, 1, later)).toBe(-1);
    expect(sameBox(null, 0, later)).toBe(-1);
  });
});

test('a stretch stays inside the whole, and what is pointed at stays where it is', () => {
  expect(sightWithin(-5, 20, 100)).toEqual({ from: 0, to: 20 });
  expect(sightWithin(95, 20, 100)).toEqual({ from: 80, to: 100 });
  expect(sightWithin(10, 500, 100)).toEqual({ from: 0, to: 100 });
  expect(zoomed({ from: 0, to: 100 }, 100, 2, 50)).toEqual({ from: 25, to: 75 });
  expect(zoomed({ from: 0, to: 100 }, 100, 4, 0)).toEqual({ from: 0, to: 25 });
  const near = zoomed({ from: 40, to: 60 }, 100, 1e12, 50);
  expect(near.to - near.from).toBeGreaterThan(0);
});
