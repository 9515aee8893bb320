import { describe, expect, test } from 'vitest';
import { culprits, holdsOnto, mayHoldOnto, type GrownContainer } from '../../../src/analysis/hunt/culprits.ts';

const row = (key: string, elements: number, bytes: number, retainedBytes = bytes * 2): GrownContainer => ({
  key,
  elements,
  bytes,
  retainedBytes,
  isOwn: true,
});
const bytesWanted = (bytesPerUnit: number) => ({ bytesPerUnit, piecesPerUnit: null, workInAll: 1_000 });

describe('culprits', () => {
  test('the one that explains the slope comes first, whatever else grew more in elements', () => {
    const found = culprits(
      { work: 100, rows: [row('log', 900, 900), row('sessions', 100, 27_000)] },
      null,
      bytesWanted(270),
    );
    expect(found[0]).toMatchObject({
      key: 'sessions',
      elementsPerUnit: 1,
      bytesPerUnit: 270,
      share: 1,
      steadiness: null,
    });
  });

  test('what fills up and slows down comes after what grows alike in both stretches', () => {
    const earlier = { work: 100, rows: [row('cache', 400, 40_000), row('history', 100, 6_000)] };
    const later = { work: 100, rows: [row('cache', 80, 8_000), row('history', 100, 6_000)] };
    const [first, second] = culprits(later, earlier, bytesWanted(140));
    expect(first).toMatchObject({ key: 'history', steadiness: 1 });
    expect(second).toMatchObject({ key: 'cache', steadiness: 0.2 });
  });

  test('where pieces leak, the container that gained as many comes first', () => {
    const later = { work: 50, rows: [row('text', 10, 40_000), row('opened', 50, 500)] };
    const [first] = culprits(later, null, { bytesPerUnit: 810, piecesPerUnit: 1, workInAll: 500 });
    expect(first?.key).toBe('opened');
  });

  test('one element more or two are no culprit, and without growth there is none', () => {
    expect(culprits({ work: 10, rows: [row('a', 2, 90_000)] }, null, bytesWanted(9_000))).toEqual([]);
    expect(culprits({ work: 10, rows: [row('a', 20, 90_000)] }, null, bytesWanted(0))).toEqual([]);
    expect(culprits({ work: 0, rows: [row('a', 20, 90_000)] }, null, bytesWanted(9))).toEqual([]);
  });
});

describe('holding on to everything', () => {
  const both = (retainedBytes: number, later = 100) => {
    const [first] = culprits(
      { work: 100, rows: [row('kept', later, later * 60, retainedBytes)] },
      { work: 100, rows: [row('kept', 100, 6_000)] },
      bytesWanted(60),
    );
    return first === undefined ? null : holdsOnto(first);
  };

  test('is one whole number for each unit, in both stretches, and all of it still there', () => {
    expect(both(60_000)).toBe(true);
  });

  test('is not what was emptied meanwhile, what slows down, or what was seen in one stretch only', () => {
    expect(both(20_000)).toBe(false);
    expect(both(60_000, 70)).toBe(false);
    const [once] = culprits({ work: 100, rows: [row('kept', 100, 6_000, 60_000)] }, null, bytesWanted(60));
    expect(once === undefined ? null : holdsOnto(once)).toBe(false);
  });
});

test('perhaps holding on to everything is what grew unevenly in both stretches and is still there', () => {
  const grownTo = (later: number, retainedBytes: number) => {
    const [first] = culprits(
      { work: 100, rows: [row('kept', later, later * 60, retainedBytes)] },
      { work: 100, rows: [row('kept', 100, 6_000)] },
      bytesWanted(60),
    );
    return first === undefined ? null : [holdsOnto(first), mayHoldOnto(first)];
  };
  expect(grownTo(70, 60_000)).toEqual([false, true]);
  expect(grownTo(40, 60_000)).toEqual([false, false]);
  expect(grownTo(70, 20_000)).toEqual([false, false]);
});
