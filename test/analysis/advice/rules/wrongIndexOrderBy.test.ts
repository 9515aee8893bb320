import { expect, test } from 'vitest';
import { wrongIndexOrderBy } from '../../../../src/analysis/advice/rules/wrongIndexOrderBy.ts';
import { indexOn, messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const table = messages({ indexes: [indexOn('created_at')] });
const passing = wholeScan({
  nodeType: 'Index Scan',
  index: 'on_created_at',
  isBackward: true,
  firstRows: { keys: [], count: 40, rowsSorted: 0, isGiven: true },
});

test('it proposes the columns held before those of the order, read the same way', () => {
  expect(proposed(wrongIndexOrderBy, { scan: passing, table })).toEqual(['thread_id, created_at DESC', 'thread_id']);
});

test('it is silent where few rows are passed over', () => {
  expect(proposed(wrongIndexOrderBy, { scan: { ...passing, rowsRemoved: 60 }, table })).toEqual([]);
  expect(proposed(wrongIndexOrderBy, { scan: { ...passing, rowsKept: 40_000 }, table })).toEqual([]);
});

test('it is silent where the right index is there, and where nothing is held to one value', () => {
  const both = messages({ indexes: [indexOn('created_at'), indexOn('thread_id, created_at')] });
  expect(proposed(wrongIndexOrderBy, { scan: passing, table: both })).toEqual([]);
  expect(proposed(wrongIndexOrderBy, { scan: { ...passing, filter: [] }, table })).toEqual([]);
});

test('it is silent where no first rows are wanted', () => {
  expect(proposed(wrongIndexOrderBy, { scan: { ...passing, firstRows: null }, table })).toEqual([]);
});
