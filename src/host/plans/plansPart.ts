import { randomUUID } from 'node:crypto';
import { comparePlans } from '../../analysis/plan/comparePlans.ts';
import { limits } from '../../protocol/limits.ts';
import type { ExplainRequest } from '../../protocol/hostChannel.ts';
import type { QueryPlan, SqlSource } from '../../protocol/plans.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Broadcast, Handlers } from '../channel/handlers.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { sqlParser } from '../sql/sqlParser.ts';
import { sqlSources } from '../sql/sqlSources.ts';
import type { Store } from '../store/store.ts';
import type { Workers } from '../workers/workers.ts';
import { chosenStatement, type ChosenStatement } from './chosenStatement.ts';
import { explainStatement, type Explanation } from './explainStatement.ts';
import { openKeptPlans, type KeptPlans } from './keptPlans.ts';
import { planRecord } from './planRecord.ts';
import { readPlan } from './readPlan.ts';

/** Explains the statement of a request. The explanation stays in memory; the plan is redacted and not yet kept. */
export type Explain = (
  request: ExplainRequest,
  signal: AbortSignal,
) => Promise<{ readonly plan: QueryPlan; readonly explanation: Explanation }>;

/** Statements in sources, and their plans. */
export type PlansPart = {
  readonly handlers: Handlers<'sql/statements' | `plans/${'list' | 'get' | 'compare' | 'explain' | 'read'}`>;
  readonly explain: Explain;
  /** The statement of a source, without asking a server. */
  readonly choose: (source: SqlSource, signal: AbortSignal) => Promise<ChosenStatement>;
  readonly plans: KeptPlans;
  readonly close: () => Promise<void>;
};

export type PlansPartOptions = {
  readonly store: Store;
  readonly broadcast: Broadcast;
  readonly jobs: Jobs;
  readonly workers: Pick<Workers, 'run'>;
  readonly database: DatabaseAccess;
  readonly now: () => EpochMs;
};

export function plansPart({ store, broadcast, jobs, workers, database, now }: PlansPartOptions): PlansPart {
  const plans = openKeptPlans(store, broadcast);
  const sources = sqlSources(workers);

  const choose: PlansPart['choose'] = async (source, signal) =>
    chosenStatement(source, { sources, parser: await sqlParser() }, signal);

  const explain: Explain = async (request, signal) => {
    const startedAt = performance.now();
    const parser = await sqlParser();
    const chosen = await choose(request.source, signal);
    const explanation = await explainStatement(database, chosen, request, signal);
    const elapsedMs = performance.now() - startedAt;
    const plan = planRecord(explanation, { planId: randomUUID(), plannedAt: now(), elapsedMs, parser });
    return { plan, explanation };
  };

  return {
    explain,
    choose,
    plans,
    handlers: {
      'sql/statements': async ({ text, file }, { signal }) => {
        const { statements } = await sources.find(text, file, signal);
        return statements.map(({ statement }) => statement);
      },
      'plans/list': plans.list,
      'plans/get': ({ planId }) => plans.get(planId),
      'plans/compare': ({ before, after }) => comparePlans(plans.get(before), plans.get(after)),
      'plans/read': async ({ text }, { signal }) => {
        const isLarge = text.length > limits.sourceOnHostLengthMax.value;
        const read = isLarge ? await workers.run('readPlan', { text }, { signal }) : readPlan(text);
        const planId = randomUUID();
        plans.put({ ...read, planId, plannedAt: now() });
        return { planId };
      },
      'plans/explain': (request) => ({
        jobId: jobs.start({ kind: 'explain', title: 'Explain a query' }, async ({ signal }) => {
          const { plan } = await explain(request, signal);
          plans.put(plan);
          return [plan.planId];
        }),
      }),
    },
    close: () => Promise.resolve(plans.close()),
  };
}
