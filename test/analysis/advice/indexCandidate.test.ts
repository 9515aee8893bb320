import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  columnsSql,
  indexName,
  isThereAlready,
  madeNeedless,
  quoted,
  quotedTable,
  servingIndexes,
} from '../../../src/analysis/advice/indexCandidate.ts';
import { indexOn, messages } from '../../support/adviceFacts.ts';

const ascending = (column: string) => ({ column, isDescending: false, isNullsFirst: false });

test('names are quoted where SQL needs it', () => {
  expect(['messages', 'Order Items', 'order', 'a"b', '2nd', 'über', 'status'].map(quoted)).toEqual([
    'messages',
    '"Order Items"',
    '"order"',
    '"a""b"',
    '"2nd"',
    '"über"',
    'status',
  ]);
  expect(quotedTable({ schema: 'My', name: 'user' })).toBe('"My"."user"');
});

test('directions are written where they are not the usual ones', () => {
  const columns = [
    { column: 'a', isDescending: true, isNullsFirst: true },
    { column: 'b', isDescending: true, isNullsFirst: false },
    { column: 'c', isDescending: false, isNullsFirst: true },
    ascending('d'),
  ];
  expect(columnsSql(columns)).toBe('a DESC, b DESC NULLS LAST, c NULLS FIRST, d');
});

test('a name is as the server would make it, and none that is taken', () => {
  const table = messages();
  expect(indexName({ table, columns: [ascending('thread_id')] })).toBe('messages_thread_id_idx');
  const taken = messages({ indexes: [indexOn('role', { name: 'messages_thread_id_idx' })] });
  expect(indexName({ table: taken, columns: [ascending('thread_id')] })).toBe('messages_thread_id_idx2');
});

test('no name is longer than the server takes, in bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }), (name) => {
      const made = indexName({ table: messages({ name }), columns: [ascending('thread_id')] });
      expect(Buffer.byteLength(made)).toBeLessThanOrEqual(63);
      expect(made.endsWith('_idx')).toBe(true);
    }),
  );
});

test('an index serves one that it begins with, also read from its end', () => {
  const there = (columns: string) => messages({ indexes: [indexOn(columns)] });
  const wanted = [ascending('thread_id'), { column: 'created_at', isDescending: true, isNullsFirst: true }];
  expect(isThereAlready({ table: there('thread_id, created_at DESC, id'), columns: wanted, heldCount: 0 })).toBe(true);
  expect(isThereAlready({ table: there('thread_id DESC, created_at'), columns: wanted, heldCount: 0 })).toBe(true);
  expect(isThereAlready({ table: there('thread_id, created_at'), columns: wanted, heldCount: 0 })).toBe(false);
  expect(isThereAlready({ table: there('created_at DESC, thread_id'), columns: wanted, heldCount: 0 })).toBe(false);
  expect(isThereAlready({ table: there('thread_id'), columns: wanted, heldCount: 0 })).toBe(false);
  expect(servingIndexes({ table: there('thread_id'), columns: [ascending('thread_id')], heldCount: 0 })).toEqual([
    'on_thread_id',
  ]);
});

test('of columns that are held to values neither order nor direction matters', () => {
  const there = (columns: string) => messages({ indexes: [indexOn(columns)] });
  const newest = { column: 'created_at', isDescending: true, isNullsFirst: true };
  const wanted = { columns: [ascending('thread_id'), ascending('role'), newest], heldCount: 2 };
  expect(isThereAlready({ table: there('role, thread_id DESC, created_at'), ...wanted })).toBe(true);
  expect(isThereAlready({ table: there('role, created_at, thread_id'), ...wanted })).toBe(false);
  expect(isThereAlready({ table: there('thread_id, role'), ...wanted })).toBe(false);
});

test('a shorter plain index becomes needless, a unique one does not', () => {
  const table = messages({
    indexes: [indexOn('thread_id'), indexOn('role'), indexOn('thread_id', { isUnique: true })],
  });
  expect(madeNeedless({ table, columns: [ascending('thread_id'), ascending('created_at')] })).toEqual(['on_thread_id']);
});
