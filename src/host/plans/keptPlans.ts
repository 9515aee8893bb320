import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { PlanId, PlanSummary, QueryPlan } from '../../protocol/plans.ts';
import type { Broadcast } from '../channel/handlers.ts';
import { openDocuments } from '../store/documents.ts';
import type { Store } from '../store/store.ts';

/** Recent plans, kept over restarts: the newest first. Each change is told as `plans/changed`. */
export type KeptPlans = {
  readonly list: () => readonly PlanSummary[];
  /** Throws the Failure `badRequest` where it is not kept any more. */
  readonly get: (planId: PlanId) => QueryPlan;
  /** Adds a plan, or replaces the one with its id. The oldest leave where there are too many, or they are too large. */
  readonly put: (plan: QueryPlan) => void;
  readonly close: () => void;
};

function summaryOf(plan: QueryPlan): PlanSummary {
  const { planId, fingerprint, sql, place, database, plannedAt, isAnalyzed, planningMs, executionMs, findings } = plan;
  return { planId, fingerprint, sql, place, database, plannedAt, isAnalyzed, planningMs, executionMs, findings };
}

/** Characters that a plan takes: its JSON, and about as much again for what was read from it. */
function lengthOf({ json, nodes }: QueryPlan): number {
  return json.length + nodes.length * 500;
}

function withinLimits(plans: readonly QueryPlan[]): readonly QueryPlan[] {
  let length = 0;
  return plans.slice(0, limits.plansKeptMax.value).filter((plan) => {
    length += lengthOf(plan);
    return length <= limits.plansKeptLengthMax.value;
  });
}

export function openKeptPlans(store: Store, broadcast: Broadcast): KeptPlans {
  const documents = openDocuments<QueryPlan>(store, {
    kind: 'plan',
    idOf: ({ planId }) => planId,
    atOf: ({ plannedAt }) => plannedAt,
    onChange: (plans) => broadcast('plans/changed', { plans: plans.map(summaryOf) }),
  });
  return {
    list: () => documents.list().map(summaryOf),
    get: (wanted) => {
      const plan = documents.list().find(({ planId }) => planId === wanted);
      if (plan === undefined) throw new Failure('badRequest', `the plan ${wanted} is not kept any more`);
      return plan;
    },
    put: (plan) =>
      documents.change((all) =>
        withinLimits(
          [plan, ...all.filter(({ planId }) => planId !== plan.planId)].toSorted((a, b) => b.plannedAt - a.plannedAt),
        ),
      ),
    close: documents.close,
  };
}
