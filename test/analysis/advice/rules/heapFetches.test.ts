import { expect, test } from 'vitest';
import { heapFetches } from '../../../../src/analysis/advice/rules/heapFetches.ts';
import { messages, statement, wholeScan } from '../../../support/adviceFacts.ts';
import { treeOf } from '../../../support/writtenTree.ts';

const scan = wholeScan({ nodeType: 'Index Only Scan', index: 'on_id', rowsKept: 50_000, rowsRemoved: 0 });
const said = (fetches: number, about: Partial<typeof scan> = {}, visiblePages = 3_700) => {
  const table = messages();
  const known = { ...table, activity: { ...table.activity, visiblePages } };
  const plan = { 'Node Type': 'Index Only Scan', Alias: 'm', 'Heap Fetches': fetches };
  const facts = statement(treeOf('select count(id) from messages m'), plan, {
    scans: [{ scan: { ...scan, ...about }, table: known }],
  });
  return heapFetches.candidates(facts).map(({ rule }) => rule);
};

test('it speaks where an index has all and the table is asked for most rows, or where the planner does not trust it', () => {
  expect(said(50_000)).toEqual(['heap-fetches']);
  expect(said(0, { nodeType: 'Seq Scan' }, 0)).toEqual(['heap-fetches']);
});

test('it is silent where few rows are looked up', () => {
  expect(said(40)).toEqual([]);
  expect(said(0, { nodeType: 'Seq Scan' })).toEqual([]);
});
