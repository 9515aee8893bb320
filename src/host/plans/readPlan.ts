import { createHash } from 'node:crypto';
import { NotAPlan } from '../../analysis/plan/explainOutput.ts';
import { pastedPlan } from '../../analysis/plan/pastedPlan.ts';
import { planNodes } from '../../analysis/plan/planNodes.ts';
import { planShape } from '../../analysis/plan/planShape.ts';
import { planTree } from '../../analysis/plan/planTree.ts';
import { redactedExpression, redactedPlan } from '../../analysis/plan/redaction.ts';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { QueryPlan } from '../../protocol/plans.ts';

/** What a plan that was pasted tells of itself. */
export type ReadPlan = Omit<QueryPlan, 'planId' | 'plannedAt'>;

/**
 * Reads a plan as people have it, from EXPLAIN in any form or a log. Literals are replaced. Throws the Failure
 * `planUnreadable`.
 */
export function readPlan(text: string): ReadPlan {
  try {
    const { answer, problems } = pastedPlan(text);
    const tree = planTree(answer);
    const { planningMs, executionMs, triggers, jitMs } = tree;
    const json = JSON.stringify(redactedPlan(answer), null, 2);
    const sql = queryText(answer);
    return {
      fingerprint: createHash('sha256')
        .update(sql ?? planShape(tree).key)
        .digest('hex')
        .slice(0, 16),
      sql: sql ?? '',
      place: null,
      database: 'a plan that was pasted',
      isAnalyzed: (tree.nodes[0]?.loops ?? null) !== null,
      planningMs,
      executionMs,
      findings: [],
      nodes: planNodes(tree),
      parameters: [],
      triggers,
      jitMs,
      ownMs: 0,
      problems: [...problems, ...tree.problems].slice(0, limits.problemsMax.value),
      changedNodes: null,
      trials: [],
      json: json.length <= limits.planJsonLengthMax.value ? json : '',
    };
  } catch (error) {
    if (error instanceof NotAPlan)
      throw new Failure('planUnreadable', `this is no plan of PostgreSQL: ${error.message}`);
    throw error;
  }
}

/** The statement that a log has beside its plan, without its literals. */
function queryText(answer: unknown): string | null {
  const statement: unknown = Array.isArray(answer) ? answer[0] : answer;
  if (typeof statement !== 'object' || statement === null || !('Query Text' in statement)) return null;
  return redactedExpression(String(statement['Query Text']));
}
