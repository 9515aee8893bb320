import type { QueryPlan } from '../../src/protocol/plans.ts';

/** A plan of which only what it is of matters to the test. */
export function redactedQueryPlan(sql: string): QueryPlan {
  return {
    planId: 'plan',
    fingerprint: sql,
    sql,
    place: null,
    database: 'here',
    plannedAt: 0,
    isAnalyzed: true,
    planningMs: null,
    executionMs: null,
    findings: [],
    nodes: [],
    parameters: [],
    triggers: [],
    jitMs: null,
    ownMs: 0,
    problems: [],
    changedNodes: null,
    trials: [],
    json: '',
  };
}
