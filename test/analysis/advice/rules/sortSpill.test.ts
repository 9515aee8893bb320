import { expect, test } from 'vitest';
import { sortSpill } from '../../../../src/analysis/advice/rules/sortSpill.ts';
import { indexOn, messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const spill = {
  keys: [{ relation: 'm', column: 'created_at', isDescending: true, isNullsFirst: true }],
  rows: 200_000,
};

test('rows that are sorted on disk come in their order from an index', () => {
  expect(proposed(sortSpill, { scan: wholeScan({ filter: [], spill }), table: messages() })).toEqual([
    'created_at DESC',
  ]);
  expect(proposed(sortSpill, { scan: wholeScan({ spill }), table: messages() })).toEqual([
    'thread_id, created_at DESC',
  ]);
});

test('nothing is proposed where nothing went to disk, or an index gives the order', () => {
  expect(proposed(sortSpill, { scan: wholeScan(), table: messages() })).toEqual([]);
  const table = messages({ indexes: [indexOn('created_at')] });
  expect(proposed(sortSpill, { scan: wholeScan({ filter: [], spill }), table })).toEqual([]);
});
