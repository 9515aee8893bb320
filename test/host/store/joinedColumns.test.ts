import { expect, test } from 'vitest';
import { joinedColumns, rowsWithin } from '../../../src/host/store/joinedColumns.ts';

const column = (name: string, ...values: number[]) => ({ name, values: Float64Array.from(values) });

test('rows follow one another, and what an older block lacks is unknown', () => {
  const joined = joinedColumns([
    [column('at', 1, 2), column('gone', 8, 9)],
    [column('rss', 30), column('at', 3)],
  ]);
  expect(joined).toEqual([column('rss', Number.NaN, Number.NaN, 30), column('at', 1, 2, 3)]);
  expect(joinedColumns([])).toEqual([]);
});

test('rows are cut by their moment, the end left out', () => {
  const columns = [column('at', 1, 2, 3, 4), column('rss', 10, 20, 30, 40)];
  expect(rowsWithin(columns, 2, 4)).toEqual([column('at', 2, 3), column('rss', 20, 30)]);
  expect(rowsWithin(columns, 5, 9)).toEqual([column('at'), column('rss')]);
  expect(rowsWithin([column('rss', 1)], 0, 9)).toEqual([column('rss')]);
});
