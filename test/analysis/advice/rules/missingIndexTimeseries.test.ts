import { expect, test } from 'vitest';
import { missingIndexTimeseries } from '../../../../src/analysis/advice/rules/missingIndexTimeseries.ts';
import type { TableFacts } from '../../../../src/analysis/advice/tableFacts.ts';
import { held, indexOn, messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const inOrder = (correlation: number, about: Partial<TableFacts> = {}) => {
  const { columns, ...table } = messages(about);
  const of = { distinct: 1, nullShare: 0, commonShare: 0, width: 8, correlation };
  return { ...table, columns: columns.map((column) => ({ ...column, statistics: of })) };
};
const range = wholeScan({ filter: [held('created_at', { use: 'range' })] });

test('a range of rows that lie in its order is found by a B-tree or by block ranges', () => {
  const candidates = missingIndexTimeseries.candidates({
    scans: [{ scan: range, table: inOrder(0.99) }],
    executionMs: 100,
    foreignKeys: [],
    plan: {},
    jitMs: 0,
    syntax: {},
  });
  expect(candidates.map((candidate) => candidate.kind === 'index' && candidate.method)).toEqual([undefined, 'brin']);
});

test('nothing is proposed for rows in any order, for a small table, with a held column, or where an index is', () => {
  const silent = [
    { scan: range, table: inOrder(0.4) },
    { scan: range, table: inOrder(1, { rows: 10_000 }) },
    { scan: wholeScan({ filter: [held('thread_id'), held('created_at', { use: 'range' })] }), table: inOrder(1) },
    { scan: range, table: inOrder(1, { indexes: [indexOn('created_at')] }) },
  ];
  for (const scanned of silent) expect(proposed(missingIndexTimeseries, scanned)).toEqual([]);
});
