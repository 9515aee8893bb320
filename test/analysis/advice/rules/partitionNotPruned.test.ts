import { expect, test } from 'vitest';
import { partitionNotPruned } from '../../../../src/analysis/advice/rules/partitionNotPruned.ts';
import { messages, statement, wholeScan } from '../../../support/adviceFacts.ts';
import { rewritten, treeOf } from '../../../support/writtenTree.ts';

const parted = messages({ isPartitioned: true, partitionKey: ['created_at'] });
const proposed = (table = parted) => {
  const sql = `select count(*) from messages where created_at::date = '2025-01-01'`;
  return rewritten(partitionNotPruned, statement(treeOf(sql), {}, { scans: [{ scan: wholeScan(), table }] }));
};

test('the column that tells partitions apart is compared as it is', () => {
  expect(proposed()[0]).toMatch(/created_at >= .*created_at < /);
});

test('it is silent about other columns', () => {
  expect(proposed(messages({ isPartitioned: true, partitionKey: ['id'] }))).toEqual([]);
});
