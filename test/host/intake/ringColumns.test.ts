import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RingColumns } from '../../../src/host/intake/ringColumns.ts';

test('it holds the newest rows, as an array that is cut at its head would', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 1500 }),
      fc.integer({ min: 1, max: 700 }),
      fc.tuple(fc.integer({ min: -5, max: 2500 }), fc.integer({ min: -5, max: 2500 })),
      (steps, rowsMax, [from, to]) => {
        const ring = new RingColumns(2, rowsMax);
        let rows: [number, number][] = [];
        let at = 0;
        for (const [index, step] of steps.entries()) {
          at += step;
          ring.push([at, index]);
          rows = [...rows, [at, index] as [number, number]].slice(-rowsMax);
        }
        expect(ring.length).toBe(rows.length);
        const inside = rows.filter(([moment]) => moment >= from && moment <= to);
        const [moments, indexes] = ring.between(from, to, [0, 1]);
        expect([...moments]).toEqual(inside.map(([moment]) => moment));
        expect([...indexes]).toEqual(inside.map(([, index]) => index));
      },
    ),
    { numRuns: 40 },
  );
});

test('what is missing is not a number', () => {
  const ring = new RingColumns(3, 10);
  ring.push([1, null]);
  expect(ring.between(0, 2, [1, 2]).map((column) => [...column])).toEqual([[Number.NaN], [Number.NaN]]);
});
