import { expect, test } from 'vitest';
import { sortedPlans } from '../../../../webview/tabs/queries/plansModel.ts';
import { plansOf } from '../../../support/panel/planFacts.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';

const plans = plansOf(fullScenario, 0);
const ids = (...given: Parameters<typeof sortedPlans>) => sortedPlans(...given).map(({ planId }) => planId);

test('the newest first, or the slowest, with what was not run at the end', () => {
  expect(ids(plans, '', { sort: 'when', descending: true })).toEqual(['p0', 'p1', 'p2', 'p3']);
  expect(ids(plans, '', { sort: 'time', descending: true })).toEqual(['p0', 'p1', 'p2', 'p3']);
  expect(ids(plans, '', { sort: 'time', descending: false })).toEqual(['p3', 'p2', 'p1', 'p0']);
});

test('the filter looks into statement, place and database', () => {
  expect(ids(plans, 'AGENT_EVENTS', { sort: 'when', descending: true })).toEqual(['p0', 'p1']);
  expect(ids(plans, 'store.ts:63', { sort: 'when', descending: true })).toEqual(['p2']);
  expect(ids(plans, 'nowhere', { sort: 'when', descending: true })).toEqual([]);
});
