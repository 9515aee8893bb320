import { expect, test } from 'vitest';
import { missingIndexInLoop } from '../../../../src/analysis/advice/rules/missingIndexInLoop.ts';
import { held, indexOn, messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const inner = wholeScan({
  isInLoop: true,
  loops: 29,
  filter: [held('thread_id', { with: { relation: 't', column: 'id' } })],
});

test('it proposes the column that ties the rows to those around', () => {
  expect(proposed(missingIndexInLoop, { scan: inner, table: messages() })).toEqual(['thread_id']);
});

test('with the column whose highest value is wanted', () => {
  const scan = { ...inner, extreme: { relation: 'm', column: 'created_at' } };
  expect(proposed(missingIndexInLoop, { scan, table: messages() })).toEqual(['thread_id, created_at', 'thread_id']);
});

test('or the column of the join where the rows are kept and gone through again', () => {
  const conditions = [held('thread_id', { with: { relation: 't', column: 'id' } })];
  const scan = {
    ...inner,
    loops: 1,
    filter: [],
    rowsKept: 200_000,
    rowsRemoved: 0,
    join: { conditions, rows: 90, otherRows: 29 },
  };
  const facts = {
    scans: [{ scan, table: messages() }],
    executionMs: 100,
    foreignKeys: [],
    plan: {},
    jitMs: 0,
    syntax: {},
  };
  const [candidate] = missingIndexInLoop.candidates(facts);
  expect(proposed(missingIndexInLoop, { scan, table: messages() })).toEqual(['thread_id']);
  expect(candidate?.seen).toBe('goes through 200,000 rows of messages again for each row beside it');
});

test('it is silent about rows that an index finds, small tables, and what is read once', () => {
  const found = { ...inner, nodeType: 'Index Scan', index: 'on_thread_id', rowsKept: 40, rowsRemoved: 0 };
  expect(proposed(missingIndexInLoop, { scan: found, table: messages() })).toEqual([]);
  expect(proposed(missingIndexInLoop, { scan: inner, table: messages({ indexes: [indexOn('thread_id')] }) })).toEqual(
    [],
  );
  const small = { ...inner, rowsKept: 29, rowsRemoved: 29 * 100 };
  expect(proposed(missingIndexInLoop, { scan: small, table: messages({ rows: 101 }) })).toEqual([]);
  expect(proposed(missingIndexInLoop, { scan: wholeScan(), table: messages() })).toEqual([]);
});
