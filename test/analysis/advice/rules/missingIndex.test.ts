import { describe, expect, test } from 'vitest';
import { missingIndex } from '../../../../src/analysis/advice/rules/missingIndex.ts';
import { held, indexOn, messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const newest = { keys: [{ relation: 'm', column: 'created_at', isDescending: true, isNullsFirst: true }], count: 12 };

describe('it proposes', () => {
  test('an index on the column that a filter holds to one value', () => {
    expect(proposed(missingIndex, { scan: wholeScan(), table: messages() })).toEqual(['thread_id']);
  });

  test('all columns held, the most telling first, then the one range; and the most telling alone', () => {
    const filter = [held('created_at', { use: 'range' }), held('role'), held('thread_id')];
    expect(proposed(missingIndex, { scan: wholeScan({ filter }), table: messages() })).toEqual([
      'thread_id, role, created_at',
      'thread_id',
    ]);
  });

  test('the order of the first rows after the columns held, with its direction', () => {
    const firstRows = { ...newest, rowsSorted: 40, isGiven: false };
    expect(proposed(missingIndex, { scan: wholeScan({ firstRows }), table: messages() })).toEqual([
      'thread_id, created_at DESC',
      'thread_id',
    ]);
  });

  test('the order alone where everything is sorted for a few rows', () => {
    const scan = wholeScan({
      filter: [],
      rowsKept: 200_000,
      rowsRemoved: 0,
      firstRows: { ...newest, rowsSorted: 200_000, isGiven: false },
    });
    expect(proposed(missingIndex, { scan, table: messages() })).toEqual(['created_at DESC']);
  });

  test('the column of a join that few rows come to', () => {
    const conditions = [held('thread_id', { with: { relation: 't', column: 'id' } })];
    const scan = wholeScan({
      filter: [],
      rowsKept: 200_000,
      rowsRemoved: 0,
      join: { conditions, rows: 300, otherRows: 8 },
    });
    expect(proposed(missingIndex, { scan, table: messages() })).toEqual(['thread_id']);
  });

  test('the highest value of a column after the columns held', () => {
    const extreme = { relation: 'm', column: 'created_at' };
    expect(proposed(missingIndex, { scan: wholeScan({ extreme }), table: messages() })).toEqual([
      'thread_id, created_at',
      'thread_id',
    ]);
  });

  test('a better index where one is read from end to end', () => {
    const scan = wholeScan({
      nodeType: 'Index Scan',
      index: 'on_created_at_thread_id',
      filter: [],
      rowsRemoved: 0,
      indexConditions: [held('thread_id')],
    });
    const table = messages({ indexes: [indexOn('created_at, thread_id')] });
    expect(proposed(missingIndex, { scan, table })).toEqual(['thread_id']);
  });

  test('a text column that the plan casts, since its values are the same', () => {
    const scan = wholeScan({ filter: [held('role', { castTo: 'text' })] });
    expect(proposed(missingIndex, { scan, table: messages() })).toEqual(['role']);
  });
});

describe('it is silent', () => {
  const silent = (about: Parameters<typeof wholeScan>[0], table = messages()) =>
    expect(proposed(missingIndex, { scan: wholeScan(about), table })).toEqual([]);

  test('about tables that are small', () => {
    silent({ rowsKept: 1, rowsRemoved: 499 }, messages({ rows: 500 }));
  });

  test('about filters that keep much', () => {
    silent({ rowsKept: 100_000, rowsRemoved: 100_000 });
  });

  test('about scans that take next to nothing of the time', () => {
    silent({ selfMs: 1 });
  });

  test('where an index begins with the column already, in either direction', () => {
    silent({}, messages({ indexes: [indexOn('thread_id, role')] }));
    silent({}, messages({ indexes: [indexOn('thread_id DESC')] }));
  });

  test('about an index that is not whole or not valid it does not rely on, and speaks', () => {
    const table = messages({
      indexes: [indexOn('thread_id', { isPartial: true }), indexOn('role', { isValid: false })],
    });
    expect(proposed(missingIndex, { scan: wholeScan(), table })).toEqual(['thread_id']);
  });

  test('about columns that no B-tree orders, casts that change the value, and columns of the same row', () => {
    silent({ filter: [held('body')] });
    silent({ filter: [held('thread_id', { castTo: 'text' })] });
    silent({ filter: [held('thread_id', { with: { relation: 'm', column: 'id' } })] });
    silent({ filter: [], hasOtherFilters: true });
  });

  test('about joins of many rows', () => {
    const conditions = [held('thread_id', { with: { relation: 't', column: 'id' } })];
    silent({
      filter: [],
      rowsKept: 200_000,
      rowsRemoved: 0,
      join: { conditions, rows: 200_000, otherRows: 5_000 },
    });
  });

  test('about what is read again and again, which is another rule', () => {
    silent({ isInLoop: true, loops: 30 });
  });
});
