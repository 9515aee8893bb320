import { expect, test } from 'vitest';
import { labelPlaces } from '../../../webview/charts/labelPlaces.ts';

const bounds = { left: 0, right: 400, top: 0, bottom: 100 };
const at = (x: number, y: number, width = 40) => ({ x, y, width });

test('a label stands right above its point, where there is nothing', () => {
  expect(labelPlaces([at(100, 50)], bounds, [])).toEqual([{ x: 108, y: 42 }]);
});

test('it gives way to the line, to other points, to uprights and to the edges', () => {
  // A line that rises to the right leaves room below it.
  expect(labelPlaces([at(100, 80), at(200, 20)], bounds, [])[0]).toEqual({ x: 108, y: 96 });
  expect(labelPlaces([at(380, 50)], bounds, [])).toEqual([{ x: 332, y: 42 }]);
  expect(labelPlaces([at(100, 6)], bounds, [])).toEqual([{ x: 108, y: 22 }]);
  expect(labelPlaces([at(100, 50)], bounds, [120])).toEqual([{ x: 52, y: 42 }]);
});

test('labels never lie on each other; without room one is left out', () => {
  const places = labelPlaces([at(20, 50, 390), at(30, 50, 390)], bounds, []);
  expect(places).toContain(null);
});
