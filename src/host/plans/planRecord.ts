import { planNodes } from '../../analysis/plan/planNodes.ts';
import { redactedExpression, redactedPlan } from '../../analysis/plan/redaction.ts';
import type { Problem } from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { PlanId, QueryPlan } from '../../protocol/plans.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';
import type { SqlParser } from '../sql/sqlParser.ts';
import type { Explanation } from './explainStatement.ts';

export type PlanRecordFacts = {
  readonly planId: PlanId;
  readonly plannedAt: EpochMs;
  /** From the request to here. */
  readonly elapsedMs: Milliseconds;
  readonly parser: SqlParser;
};

/** The plan as it is shown and kept: every literal of statement, conditions and JSON is replaced. */
export function planRecord(explanation: Explanation, facts: PlanRecordFacts): QueryPlan {
  const { chosen, database, tree, raw, parameters, variants, isAnalyzed } = explanation;
  const { planningMs, executionMs, triggers, jitMs } = tree;
  const json = JSON.stringify(redactedPlan(raw), null, 2);
  const isKept = json.length <= limits.planJsonLengthMax.value;
  const tooLong: readonly Problem[] = isKept
    ? []
    : [{ where: 'JSON', what: `its ${json.length} characters are too many to be kept` }];
  return {
    planId: facts.planId,
    fingerprint: chosen.fingerprint,
    sql: facts.parser.redacted(chosen.sql) ?? redactedExpression(chosen.sql),
    place: chosen.place,
    database: database.label,
    plannedAt: facts.plannedAt,
    isAnalyzed,
    planningMs,
    executionMs,
    findings: [],
    nodes: planNodes(tree),
    parameters: parameters.map(({ use }) => use),
    variants,
    triggers,
    jitMs,
    ownMs: Math.max(0, facts.elapsedMs - (planningMs ?? 0) - (executionMs ?? 0)),
    problems: [...explanation.problems, ...tooLong].slice(0, limits.problemsMax.value),
    changedNodes: null,
    trials: [],
    json: isKept ? json : '',
  };
}
