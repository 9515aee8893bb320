import { expect, test } from 'vitest';
import { openKeptPlans } from '../../../src/host/plans/keptPlans.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import { limits } from '../../../src/protocol/limits.ts';
import type { PlanNode, PlanSummary, QueryPlan } from '../../../src/protocol/plans.ts';

const plan = (number: number, json = '[]'): QueryPlan => ({
  planId: `plan-${number}`,
  fingerprint: 'f',
  sql: 'select ?',
  place: null,
  database: 'u@h/d',
  plannedAt: number,
  isAnalyzed: true,
  planningMs: 1,
  executionMs: 2,
  findings: [],
  nodes: [],
  parameters: [],
  triggers: [],
  jitMs: null,
  ownMs: 3,
  problems: [],
  changedNodes: null,
  trials: [],
  json,
});

function opened() {
  const told: (readonly PlanSummary[])[] = [];
  const store = openStore(':memory:', new Date(0));
  const plans = openKeptPlans(store, (_, event) => {
    if ('plans' in event) told.push(event.plans);
  });
  return { plans, told };
}

test('plans are kept with the newest first, and told without their nodes', () => {
  const { plans, told } = opened();
  plans.put(plan(1));
  plans.put(plan(2));
  plans.put({ ...plan(1), findings: ['finding'] });
  expect(plans.list().map(({ planId }) => planId)).toEqual(['plan-2', 'plan-1']);
  expect(told.at(-1)).toEqual(plans.list());
  expect(told.at(-1)?.[0]).not.toHaveProperty('nodes');
  expect(plans.get('plan-1').findings).toEqual(['finding']);
  expect(() => plans.get('plan-3')).toThrow(expect.objectContaining({ code: 'badRequest' }));
});

test('the oldest leave where there are too many', () => {
  const { plans } = opened();
  for (let number = 0; number <= limits.plansKeptMax.value; number += 1) plans.put(plan(number));
  expect(plans.list()).toHaveLength(limits.plansKeptMax.value);
  expect(plans.list().at(-1)?.planId).toBe('plan-1');
});

test('the oldest leave where all together are too long', () => {
  const { plans } = opened();
  // Only their number matters here, and empty ones are quick to write.
  const nodes = Array.from({ length: limits.planNodesMax.value }, () => ({}) as PlanNode);
  for (const number of [1, 2, 3, 4, 5, 6, 7]) plans.put({ ...plan(number), nodes });
  expect(plans.list().map(({ planId }) => planId)).toEqual([
    'plan-7',
    'plan-6',
    'plan-5',
    'plan-4',
    'plan-3',
    'plan-2',
  ]);
});
