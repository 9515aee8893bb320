import { availableParallelism } from 'node:os';
import { rootOf, numberOf } from '../../analysis/advice/rawPlan.ts';
import type { StatementFacts } from '../../analysis/advice/rule.ts';
import { planNodes } from '../../analysis/plan/planNodes.ts';
import { planTree } from '../../analysis/plan/planTree.ts';
import { gainText } from '../../format/figures.ts';
import type { Experiment } from '../../protocol/experiments.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding, FindingId } from '../../protocol/findings.ts';
import type { Database, QueryPlan, Trial } from '../../protocol/plans.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import type { SourceStatement } from '../sql/rewrittenSource.ts';
import { sqlParser } from '../sql/sqlParser.ts';
import { statementWriter } from '../sql/statementWriter.ts';
import { candidateWords } from './adviceWords.ts';
import { refusalToProve } from './mayProve.ts';
import { planReader } from './planReader.ts';
import { provenFinding } from './provenFinding.ts';
import { statementFacts } from './statementFacts.ts';
import { explained, asItIs, type TriedStatement } from './statementRun.ts';
import { candidatesByCause, tryAdvice, type MeasuredCandidate } from './tryAdvice.ts';

/** What came of looking for advice. */
export type Advised = {
  readonly findings: readonly Finding[];
  readonly experiments: readonly Experiment[];
  readonly trials: readonly Trial[];
  readonly changedNodes: QueryPlan['changedNodes'];
  /** What was run in place of the statement, by finding, where it was another one. Values stay in memory. */
  readonly instead: ReadonlyMap<FindingId, TriedStatement>;
};

export type AdviseContext = {
  readonly access: DatabaseAccess;
  readonly control: JobControl;
  readonly clock: () => EpochMs;
  readonly newId: () => string;
  readonly random: () => number;
};

/** `PostgreSQL 18.4 at user@127.0.0.1:5432/agents, 2 cores`. */
export function machineText({ version, label }: Database): string {
  return `PostgreSQL ${version} at ${label}, ${availableParallelism()} cores`;
}

/** The connected server. Throws the Failure `databaseNone`. */
export function connected(access: DatabaseAccess): Database {
  const database = access.current();
  if (database === null) throw new Failure('databaseNone', 'no database is connected');
  return database;
}

function hasLimit(facts: unknown): boolean {
  return JSON.stringify(facts).includes('"Node Type":"Limit"');
}

/** Candidates that were not tried, with the reason. */
function untried(facts: StatementFacts, reason: string): readonly Trial[] {
  return candidatesByCause(facts)
    .flat()
    .map((candidate) => ({
      rule: candidate.rule,
      what: candidateWords(candidate),
      ratio: null,
      interval: null,
      outcome: `not proven: ${reason}`,
    }));
}

function experimentOf(
  measured: MeasuredCandidate,
  finding: Finding | undefined,
  startedAt: EpochMs,
  about: { id: string; plan: QueryPlan },
): Experiment {
  const { candidate, proof } = measured;
  return {
    experimentId: about.id,
    kind: candidate.kind,
    title: candidateWords(candidate),
    place: about.plan.place,
    startedAt,
    endedAt: proof.provenAt,
    runs: `${proof.pairs} pairs`,
    answer: finding === undefined ? measured.outcome : gainText(proof),
    verdict:
      finding !== undefined
        ? 'better'
        : proof.isDecided && proof.ratio < 1
          ? 'worse'
          : proof.isDecided
            ? 'no difference'
            : 'not decided',
    findingId: finding?.findingId ?? null,
    proof,
    pool: null,
  };
}

/** What advice is asked for. `isRun`: it was run, and may be run again. */
export type AdvisedStatement = {
  readonly plan: QueryPlan;
  readonly statement: TriedStatement;
  readonly isRun: boolean;
  /** Where it stands in a source; null where it does not, or only its text is known. */
  readonly origin?: SourceStatement | null;
};

/** Looks for what would make a statement quicker; with `prove`, tries it and claims what was measured. */
export async function advise(
  { plan, statement, isRun, origin = null }: AdvisedStatement,
  prove: boolean,
  context: AdviseContext,
): Promise<Advised> {
  const nothing: Advised = { findings: [], experiments: [], trials: [], changedNodes: null, instead: new Map() };
  const { access, control, clock, newId, random } = context;
  const database = connected(access);
  const { signal, progress } = control;
  if (!isRun || !database.mayRun) return nothing;
  const parser = await sqlParser();
  const writer = await statementWriter(parser);
  const reader = planReader(parser, writer);
  const answer = await access.withClient(
    ({ client }) => asItIs(client, statement, () => explained(client, statement, 'figures')),
    { signal },
  );
  const facts = await statementFacts(answer, { access, reader, parser, statement, signal });
  const refusal = prove ? refusalToProve(database) : 'ask for a proof to try it';
  if (refusal !== null) return { ...nothing, trials: untried(facts, refusal) };
  const startedAt = clock();
  const root = rootOf(answer)?.plan ?? {};
  const outcome = await tryAdvice(facts, {
    access,
    statement,
    writer,
    signal,
    random,
    clock,
    now: () => performance.now(),
    result: { rows: numberOf(root, 'Actual Rows'), hasLimit: hasLimit(answer) },
    machine: machineText(database),
    onStep: (label, done, total) => progress({ label, done, total, unit: 'count' }),
  });
  const findings: Finding[] = [];
  const experiments: Experiment[] = [];
  const instead = new Map<FindingId, TriedStatement>();
  for (const measured of outcome.measured) {
    const about = { id: newId(), plan };
    const finding = measured.isProven
      ? await provenFinding(measured, {
          fingerprint: plan.fingerprint,
          place: plan.place,
          origin,
          planId: plan.planId,
          experimentId: about.id,
          database: database.label,
          foundAt: clock(),
        })
      : undefined;
    if (finding !== undefined) {
      findings.push(finding);
      if (measured.candidate.kind === 'rewrite') instead.set(finding.findingId, measured.measurement.statement);
    }
    experiments.push(experimentOf(measured, finding, startedAt, about));
  }
  const best = outcome.measured.find(({ isProven }) => isProven);
  return {
    findings,
    experiments,
    trials: outcome.trials,
    instead,
    changedNodes: best === undefined ? null : planNodes(planTree(best.measurement.plans.after)),
  };
}
