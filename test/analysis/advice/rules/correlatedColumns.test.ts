import { expect, test } from 'vitest';
import { correlatedColumns } from '../../../../src/analysis/advice/rules/correlatedColumns.ts';
import { held, messages, statement, wholeScan } from '../../../support/adviceFacts.ts';

const filter = [held('thread_id'), held('role')];
const said = (planned: number, about: Partial<Parameters<typeof wholeScan>[0]> = {}) => {
  const plan = { 'Node Type': 'Seq Scan', Alias: 'm', 'Plan Rows': planned, 'Actual Rows': 9_000, 'Actual Loops': 1 };
  const scans = [{ scan: wholeScan({ filter, ...about }), table: messages() }];
  return correlatedColumns
    .candidates(statement({}, plan, { scans }))
    .map((each) => each.kind === 'statistics' && each.together);
};

test('columns whose conditions together were far off are counted together', () => {
  expect(said(40)).toEqual([['thread_id', 'role']]);
});

test('it is silent where the plan was near, and about one column', () => {
  expect(said(5_000)).toEqual([]);
  expect(said(40, { filter: [held('role')] })).toEqual([]);
});
