import { expect, test } from 'vitest';
import type { PlanComparison, PlanSummary } from '../../../../src/protocol/plans.ts';
import { comparisonWords, earlierPlans } from '../../../../webview/tabs/queries/comparisonView.ts';

const plan = (planId: string, plannedAt: number, about: Partial<PlanSummary> = {}): PlanSummary => ({
  planId,
  fingerprint: 'f',
  sql: 'select 1',
  place: null,
  database: 'here',
  plannedAt,
  isAnalyzed: true,
  planningMs: 1,
  executionMs: 84,
  findings: [],
  ...about,
});

test('earlier plans of the same statement on the same server are offered, the newest first', () => {
  const now = plan('now', 10);
  const all = [
    plan('first', 1),
    now,
    plan('later', 12),
    plan('second', 5),
    plan('elsewhere', 6, { database: 'there' }),
    plan('other', 7, { fingerprint: 'g' }),
  ];
  expect(earlierPlans(now, all).map(({ planId }) => planId)).toEqual(['second', 'first']);
});

test('what has changed is told with the times of both runs, which prove nothing', () => {
  const same: PlanComparison = {
    rows: [{ depth: 0, before: null, after: null, changes: [] }],
    isSameShape: true,
    isSameStatement: true,
    executionMs: { before: null, after: 3 },
    ratio: null,
  };
  expect(comparisonWords(same)).toBe('The same plan as before.');
  expect(comparisonWords({ ...same, isSameShape: false, executionMs: { before: 84, after: 3 } })).toMatch(
    /^Another plan: 1 of 1 nodes .* then, .* now: one run each, which proves nothing\.$/,
  );
});
