import { randomUUID } from 'node:crypto';
import { Failure } from '../../protocol/failures.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { ExplainRequest } from '../../protocol/hostChannel.ts';
import type { QueryPlan } from '../../protocol/plans.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { ChosenStatement } from '../plans/chosenStatement.ts';
import type { PlansPart } from '../plans/plansPart.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { sqlParser } from '../sql/sqlParser.ts';
import { explainedStatement } from './explainedStatement.ts';
import { lockFinding } from './lockFinding.ts';
import { blockingSessions, waitedMs } from './lockWait.ts';
import type { TriedStatement } from './statementRun.ts';

type Parts = {
  readonly access: DatabaseAccess;
  readonly plans: Pick<PlansPart, 'explain' | 'choose'>;
  readonly clock: () => EpochMs;
};

/** A plan of which nothing is known, for a statement that cannot even be planned. */
function unknownPlan({ fingerprint, place }: ChosenStatement, sql: string, database: string, at: EpochMs): QueryPlan {
  return {
    planId: randomUUID(),
    fingerprint,
    sql,
    place,
    database,
    plannedAt: at,
    isAnalyzed: false,
    planningMs: null,
    executionMs: null,
    findings: [],
    nodes: [],
    parameters: [],
    variants: [],
    triggers: [],
    jitMs: null,
    ownMs: 0,
    problems: [],
    changedNodes: null,
    trials: [],
    json: '',
  };
}

type Planned = { readonly plan: QueryPlan; readonly statement: TriedStatement; readonly isRun: boolean };

async function planned(
  request: ExplainRequest,
  { access, plans, clock }: Parts,
  signal: AbortSignal,
): Promise<Planned> {
  const { settings, params, source } = request;
  try {
    const { plan, explanation } = await plans.explain({ ...request, isAnalyzed: false }, signal);
    return { plan, statement: explainedStatement(explanation, request), isRun: true };
  } catch (error) {
    // The lock that is held keeps the statement from being planned as well.
    if (!(error instanceof Failure) || error.code !== 'statementTimeout') throw error;
    const chosen = await plans.choose(source, signal);
    const redacted = (await sqlParser()).redacted(chosen.sql) ?? '';
    const plan = unknownPlan(chosen, redacted, access.current()?.label ?? '', clock());
    return { plan, statement: { sql: chosen.sql, values: params ?? [], settings, isWrite: false }, isRun: false };
  }
}

/** A finding for a statement that ran into a time limit, where it was waiting for another session; else null. */
export async function blockedStatement(
  request: ExplainRequest,
  parts: Parts,
  signal: AbortSignal,
): Promise<{ readonly plan: QueryPlan; readonly finding: Finding } | null> {
  const { plan, statement, isRun } = await planned(request, parts, signal);
  const { allowWrites } = request;
  const blockers = await blockingSessions(parts.access, { statement, isRun, allowWrites }, signal);
  const parser = await sqlParser();
  const finding = lockFinding(blockers, plan, { parser, foundAt: parts.clock(), waitedMs });
  return finding === null ? null : { plan: { ...plan, findings: [finding.findingId] }, finding };
}
