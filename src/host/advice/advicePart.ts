import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { adviceRules } from '../../analysis/advice/rules.ts';
import { seededRandom } from '../../analysis/experiment/seededRandom.ts';
import { gainText } from '../../format/figures.ts';
import type { AppliedChange } from '../../protocol/advice.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Experiment } from '../../protocol/experiments.ts';
import type { Finding, FindingId } from '../../protocol/findings.ts';
import { limits } from '../../protocol/limits.ts';
import type { Place } from '../../protocol/places.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { Experiments } from '../experiments/experimentsPart.ts';
import type { Findings } from '../findings/findings.ts';
import type { Verifier } from '../findings/verifier.ts';
import type { JobControl, Jobs } from '../jobs/jobs.ts';
import type { Explanation } from '../plans/explainStatement.ts';
import type { PlansPart } from '../plans/plansPart.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { lastingFunctions } from '../sql/syntaxTree.ts';
import { openTurnstile } from '../workers/turnstile.ts';
import { advise, connected, machineText } from './advise.ts';
import { blockedStatement } from './blockedStatement.ts';
import { explainedStatement } from './explainedStatement.ts';
import { refusalToProve } from './mayProve.ts';
import { verifyAdvice, type VerifiedStatement } from './verifyAdvice.ts';

/** Advice for a plan, tried out, and measured again after it was followed. */
export type AdvicePart = {
  readonly handlers: Handlers<'plans/advise'>;
  readonly verifiers: readonly Verifier[];
  readonly close: () => Promise<void>;
};

export type AdvicePartOptions = {
  readonly access: DatabaseAccess;
  readonly plans: Pick<PlansPart, 'explain' | 'choose' | 'plans'>;
  readonly findings: Pick<Findings, 'put' | 'verified'>;
  readonly experiments: Pick<Experiments, 'put'>;
  readonly jobs: Jobs;
  readonly clock: () => EpochMs;
};

/** True for what was run, unless its effects stay each time, whatever is rolled back. */
function mayRunAgain({ isAnalyzed, chosen }: Explanation): boolean {
  return isAnalyzed && lastingFunctions(chosen.raw).length === 0;
}

/** The text of a file, with the changes of the finding undone in it as far as their places still hold them. */
async function sourceBefore({ file }: Place, applied: readonly AppliedChange[]): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure('fileUnreadable', `${file} cannot be read`, error);
  });
  return applied.reduce((before, { change }) => {
    if (change.kind !== 'replace' || change.file !== file) return before;
    const [start = '', end, more] = before.split(change.after);
    return end === undefined || more !== undefined ? before : `${start}${change.before}${end}`;
  }, text);
}

/** The statement of a finding as it was measured; after a restart, that of its source, with values of the statistics. */
async function statementOf(
  finding: Finding,
  known: ReadonlyMap<FindingId, VerifiedStatement>,
  { plans }: AdvicePartOptions,
  control: JobControl,
): Promise<VerifiedStatement> {
  const { place, findingId, applied = [] } = finding;
  const kept = known.get(findingId);
  if (kept !== undefined) return kept;
  if (finding.database !== undefined)
    throw new Failure('proofFailed', 'it is about the server as a whole: look at the server again');
  if (place === null)
    throw new Failure('proofFailed', 'the statement was given as text, which is not kept: ask for advice on it again');
  const text = await sourceBefore(place, applied);
  const { explanation } = await plans.explain(
    {
      source: { kind: 'source', file: place.file, text, line: place.line, column: place.column },
      isAnalyzed: false,
      params: null,
      settings: {},
      allowWrites: false,
    },
    control.signal,
  );
  return { statement: explainedStatement(explanation, { settings: {}, allowWrites: false }), instead: null };
}

async function verify(
  finding: Finding,
  verified: VerifiedStatement,
  { access, findings, experiments, clock }: AdvicePartOptions,
  { signal, progress }: JobControl,
): Promise<readonly string[]> {
  const database = connected(access);
  const refusal = refusalToProve(database);
  if (refusal !== null) throw new Failure('proofFailed', refusal);
  const startedAt = clock();
  const proof = await verifyAdvice(finding, verified, {
    access,
    statement: verified.statement,
    signal,
    clock,
    now: () => performance.now(),
    machine: machineText(database),
    random: seededRandom(startedAt),
    onPair: (done, total) => progress({ label: 'measuring in alternation', done, total, unit: 'count' }),
  });
  const isBetter = proof.isDecided && proof.ratio > 1;
  const experiment: Experiment = {
    experimentId: randomUUID(),
    kind: 'verify',
    title: finding.title,
    place: finding.place,
    startedAt,
    endedAt: clock(),
    runs: `${proof.pairs} pairs`,
    answer: proof.isDecided ? gainText(proof) : `not decided: ${gainText(proof)}`,
    verdict: !proof.isDecided ? 'not decided' : isBetter ? 'better' : 'worse',
    findingId: finding.findingId,
    proof,
    pool: null,
  };
  experiments.put(experiment);
  findings.verified(finding.findingId, proof);
  return [experiment.experimentId];
}

export function advicePart(options: AdvicePartOptions): AdvicePart {
  const { plans, findings, experiments, jobs, clock, access } = options;
  /** Text and values of what was measured, for *Verify*: only in memory. */
  const measured = new Map<FindingId, VerifiedStatement>();
  // One proof at a time: each takes all of our connections, and two would disturb each other's times.
  const turns = openTurnstile(1, limits.workerQueueMax.value, () => performance.now());

  const inTurn = async <Value>(control: JobControl, work: () => Promise<Value>): Promise<Value> => {
    const leave = await turns.enter(control.signal);
    try {
      const value = await work();
      leave(true);
      return value;
    } finally {
      leave(false);
    }
  };
  const remember = (findingId: FindingId, statement: VerifiedStatement) => {
    measured.delete(findingId);
    measured.set(findingId, statement);
    for (const oldest of measured.keys()) {
      if (measured.size <= limits.plansKeptMax.value) break;
      measured.delete(oldest);
    }
  };

  return {
    handlers: {
      'plans/advise': ({ prove, ...request }) => {
        const title =
          request.source.kind === 'sql' ? 'advice for a statement' : `advice at line ${request.source.line}`;
        const work = async (control: JobControl): Promise<readonly string[]> => {
          const ran = await plans
            .explain({ ...request, isAnalyzed: true }, control.signal)
            .catch(async (error: unknown) => {
              if (!(error instanceof Failure) || error.code !== 'statementTimeout') throw error;
              const blocked = await blockedStatement(request, options, control.signal);
              if (blocked === null) throw error;
              return blocked;
            });
          if ('finding' in ran) {
            findings.put([ran.finding]);
            plans.plans.put(ran.plan);
            return [ran.plan.planId, ran.finding.findingId];
          }
          const { plan, explanation } = ran;
          const statement = explainedStatement(explanation, request);
          const advised = await inTurn(control, () =>
            advise({ plan, statement, isRun: mayRunAgain(explanation), origin: explanation.chosen.origin }, prove, {
              access,
              control,
              clock,
              newId: randomUUID,
              random: seededRandom(clock()),
            }),
          );
          control.signal.throwIfAborted();
          const ids = advised.findings.map(({ findingId }) => findingId);
          for (const id of ids) remember(id, { statement, instead: advised.instead.get(id) ?? null });
          for (const experiment of advised.experiments) experiments.put(experiment);
          findings.put(advised.findings);
          plans.plans.put({ ...plan, findings: ids, trials: advised.trials, changedNodes: advised.changedNodes });
          return [plan.planId, ...ids];
        };
        return { jobId: jobs.start({ kind: 'advise', title }, work) };
      },
    },
    verifiers: adviceRules.map(({ name: rule }) => ({
      rule,
      verify: (finding, control) =>
        inTurn(control, async () =>
          verify(finding, await statementOf(finding, measured, options, control), options, control),
        ),
    })),
    close: () => Promise.resolve(),
  };
}
