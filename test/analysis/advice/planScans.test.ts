import { beforeAll, describe, expect, test } from 'vitest';
import { planScans, type Scan } from '../../../src/analysis/advice/planScans.ts';
import type { PlanReader } from '../../../src/analysis/advice/condition.ts';
import type { RawNode } from '../../../src/analysis/advice/rawPlan.ts';
import { planReader } from '../../../src/host/advice/planReader.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';
import { statementWriter } from '../../../src/host/sql/statementWriter.ts';

let reader: PlanReader;
beforeAll(async () => {
  const parser = await sqlParser();
  reader = planReader(parser, await statementWriter(parser));
});

const node = (type: string, fields: RawNode, ...plans: RawNode[]): RawNode => ({
  'Node Type': type,
  'Actual Rows': 1,
  'Actual Loops': 1,
  'Actual Total Time': 1,
  ...fields,
  Plans: plans,
});
const messages = (fields: RawNode = {}) =>
  node('Seq Scan', { 'Relation Name': 'messages', Schema: 'public', Alias: 'm', ...fields });
const threads = (fields: RawNode = {}) =>
  node('Seq Scan', { 'Relation Name': 'threads', Schema: 'public', Alias: 't', ...fields });

function scanOf(root: RawNode, alias = 'm'): Scan {
  const found = planScans(root, reader).find((scan) => scan.alias === alias);
  if (found === undefined) throw new Error(`no scan of ${alias}`);
  return found;
}

describe('a scan', () => {
  test('has the rows of all loops, and its conditions', () => {
    const scan = scanOf(
      messages({ 'Actual Rows': 2, 'Actual Loops': 3, 'Rows Removed by Filter': 100, Filter: '(m.thread_id = 5)' }),
    );
    expect(scan).toMatchObject({ schema: 'public', table: 'messages', rowsKept: 6, rowsRemoved: 300, loops: 3 });
    expect(scan.filter.map(({ column }) => column)).toEqual(['thread_id']);
  });

  test('below a Gather has the time of the clock, and is in no loop', () => {
    const scan = scanOf(
      node(
        'Gather',
        { 'Workers Launched': 2 },
        messages({ 'Actual Loops': 3, 'Actual Total Time': 40, 'Actual Rows': 10 }),
      ),
    );
    expect(scan).toMatchObject({ loops: 1, selfMs: 40, rowsKept: 30, isInLoop: false });
  });

  test('by a bitmap has the conditions and the name of its index', () => {
    const heap = messages({
      'Node Type': 'Bitmap Heap Scan',
      'Recheck Cond': '(m.thread_id = 5)',
      Filter: `(m.role = 'a')`,
    });
    const scan = scanOf({ ...heap, Plans: [node('Bitmap Index Scan', { 'Index Name': 'by_thread' })] });
    expect(scan.index).toBe('by_thread');
    expect(scan.indexConditions.map(({ column }) => column)).toEqual(['thread_id']);
    expect(scan.filter.map(({ column }) => column)).toEqual(['role']);
  });
});

describe('what is above a scan', () => {
  test('a loop: the inner side of a join, or a query for each row', () => {
    const inner = messages({ 'Parent Relationship': 'Inner', 'Actual Loops': 9 });
    expect(scanOf(node('Nested Loop', {}, threads({ 'Parent Relationship': 'Outer' }), inner)).isInLoop).toBe(true);
    const asked = node(
      'Aggregate',
      { 'Parent Relationship': 'SubPlan', 'Actual Loops': 9 },
      messages({ 'Actual Loops': 9 }),
    );
    expect(scanOf({ ...threads(), Plans: [asked] }).isInLoop).toBe(true);
    expect(scanOf(node('Nested Loop', {}, inner, threads())).isInLoop).toBe(true);
    expect(scanOf(node('Hash Join', {}, threads(), messages())).isInLoop).toBe(false);
  });

  test('a join: its conditions on the scan, its rows, and the rows beside', () => {
    const join = node(
      'Hash Join',
      { 'Hash Cond': '(m.thread_id = t.id)', 'Actual Rows': 300 },
      messages({ 'Actual Rows': 200_000 }),
      node('Hash', { 'Actual Rows': 8 }, threads({ 'Actual Rows': 8 })),
    );
    expect(scanOf(join).join).toMatchObject({ rows: 300, otherRows: 8, conditions: [{ column: 'thread_id' }] });
    expect(scanOf(join, 't').join).toMatchObject({ rows: 300, otherRows: 200_000, conditions: [{ column: 'id' }] });
  });

  test('first rows in an order: from the sort below a limit', () => {
    const limit = node(
      'Limit',
      { 'Actual Rows': 12 },
      node('Sort', { 'Sort Key': ['m.created_at DESC'], 'Actual Rows': 12 }, messages({ 'Actual Rows': 40 })),
    );
    expect(scanOf(limit).firstRows).toMatchObject({
      count: 12,
      rowsSorted: 40,
      isGiven: false,
      keys: [{ column: 'created_at' }],
    });
  });

  test('first rows in the order of an index: where nothing sorts', () => {
    const limit = node(
      'Limit',
      { 'Actual Rows': 12 },
      messages({ 'Node Type': 'Index Scan', 'Index Name': 'by_time' }),
    );
    expect(scanOf(limit).firstRows).toMatchObject({ count: 12, isGiven: true });
  });

  test('no first rows where the order is that of another relation, or is needed whole', () => {
    const sort = (key: string) => node('Sort', { 'Sort Key': [key] }, node('Hash Join', {}, messages(), threads()));
    expect(scanOf(node('Limit', {}, sort('t.owner'))).firstRows).toBeNull();
    expect(scanOf(sort('m.created_at')).firstRows).toBeNull();
    expect(scanOf(node('Limit', {}, node('Aggregate', {}, messages()))).firstRows).toBeNull();
  });

  test('the highest value of a column, alone and in parts', () => {
    const whole = node('Aggregate', { Output: ['max(m.created_at)'] }, messages());
    expect(scanOf(whole).extreme).toEqual(expect.objectContaining({ column: 'created_at' }));
    const parts = node(
      'Aggregate',
      { Output: ['max((PARTIAL max(m.created_at)))'] },
      node('Gather', {}, node('Aggregate', { Output: ['PARTIAL max(m.created_at)'] }, messages())),
    );
    expect(scanOf(parts).extreme).toEqual(expect.objectContaining({ column: 'created_at' }));
    const grouped = node('Aggregate', { Output: ['max(m.created_at)'], 'Group Key': ['m.role'] }, messages());
    expect(scanOf(grouped).extreme).toBeNull();
  });
});
