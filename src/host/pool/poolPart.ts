import { randomUUID } from 'node:crypto';
import type { Experiment, PoolSubject } from '../../protocol/experiments.ts';
import { Failure } from '../../protocol/failures.ts';
import type { FindingId } from '../../protocol/findings.ts';
import type { Count, EpochMs } from '../../protocol/units.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { Experiments } from '../experiments/experimentsPart.ts';
import type { Findings, NoLongerSeen } from '../findings/findings.ts';
import type { Verifier } from '../findings/verifier.ts';
import type { JobControl, Jobs } from '../jobs/jobs.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { openMixStage } from './mixStage.ts';
import { poolFinding, poolSizeRule } from './poolFinding.ts';
import type { PoolStage } from './poolStage.ts';
import { openTargetStage, type TargetStage, type TargetStageTools, type TargetSubject } from './targetStage.ts';
import { tunedPool, type TuneClock, type TunedPool } from './tunePool.ts';
import { poolSizeVerifier, type MeasuredWith, type TunedSubjects } from './verifyPool.ts';

/** Tuning of pools. */
export type PoolPart = {
  readonly handlers: Handlers<'pools/tune'>;
  readonly verifier: Verifier;
  readonly close: () => Promise<void>;
};

export type PoolPartTools = TargetStageTools & {
  readonly targets: TargetStageTools['targets'] & TunedSubjects['targets'];
  readonly jobs: Pick<Jobs, 'start'>;
  readonly findings: Pick<Findings, 'put' | 'verified'>;
  readonly experiments: Pick<Experiments, 'put'>;
  readonly database: Pick<DatabaseAccess, 'address' | 'current'>;
  /** The program of a mix's threads: `mixWorker.ts`, bundled. */
  readonly mixWorkerFile: string | URL;
  readonly clock: TuneClock;
};

type Wanted = { readonly subject: PoolSubject; readonly sizeMax: Count; readonly seconds: number };

/** The server for a mix. A mix works the server hard, so one that looks like production has to be confirmed. */
function mixServer(database: PoolPartTools['database']) {
  const { config, label } = database.address();
  const current = database.current();
  if (current?.mayRun === false)
    throw new Failure(
      'databaseRemote',
      `${label} looks like production (${current.productionReason ?? 'by its place'}): no load is put on it unless that is confirmed.`,
    );
  return { config, label };
}

function experimentOf(
  { tuning, proof, answer, experimentVerdict, stepCount }: TunedPool,
  stage: PoolStage,
  about: Pick<Experiment, 'experimentId' | 'startedAt' | 'endedAt' | 'findingId'>,
): Experiment {
  const notes = [
    ...stage.notes,
    ...(stage.sizeMaxReason === null ? [] : [`No more than ${stage.sizeMax} were tried: ${stage.sizeMaxReason}.`]),
  ];
  return {
    ...about,
    kind: 'pool',
    title: `Size of ${stage.name}`,
    place: stage.place,
    runs: `${tuning.steps.length} sizes, ${stepCount} steps`,
    answer,
    verdict: experimentVerdict,
    proof,
    pool: { ...tuning, limitedBy: [tuning.limitedBy, ...notes].join(' ') },
  };
}

/**
 * The earlier findings that a tuning ends: those of the same pool, where it was decided. A noisy run, or one of another
 * pool of the program, knows nothing better.
 */
function endedBy({ tuning, proof, sizes, answer }: TunedPool, stage: TargetStage): NoLongerSeen | undefined {
  const { recommended } = tuning;
  const isSame = recommended !== null && sizes.before === sizes.after;
  const again = proof?.sameAgain ?? null;
  const isQuiet = again !== null && again.interval[0] <= 1 && again.interval[1] >= 1;
  if (!isSame && !isQuiet) return undefined;
  return {
    isOf: ({ rule, program, place }) =>
      rule === poolSizeRule &&
      program === stage.target.name &&
      place?.file === stage.place?.file &&
      place?.line === stage.place?.line,
    reason: `tuned again: ${answer}`,
  };
}

/** Wires the tuning of pools: one at a time, since two on one machine disturb each other. */
export function poolPart(tools: PoolPartTools): PoolPart {
  const { jobs, findings, experiments, clock } = tools;
  /** What a finding was measured with, to measure it again. Not stored: a load may hold secrets. */
  const subjects = new Map<FindingId, MeasuredWith>();
  let isTuning = false;

  const alone = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (isTuning) throw new Failure('limitReached', 'A pool is being tuned already.');
    isTuning = true;
    try {
      return await work();
    } finally {
      isTuning = false;
    }
  };

  const tuneStage = async (stage: PoolStage, seconds: number, control: JobControl) => {
    const startedAt: EpochMs = clock.epochNow();
    try {
      return { startedAt, tuned: await tunedPool(stage, seconds, clock, control) };
    } finally {
      await stage.restore();
    }
  };

  const tuneMix = async ({ subject, sizeMax, seconds }: Wanted & { subject: { kind: 'mix' } }, control: JobControl) => {
    const server = mixServer(tools.database);
    const stage = await openMixStage({ mix: subject.mix, server, sizeMax, workerFile: tools.mixWorkerFile });
    const { startedAt, tuned } = await tuneStage(stage, seconds, control);
    const experimentId = randomUUID();
    const about = { experimentId, startedAt, endedAt: clock.epochNow(), findingId: null };
    experiments.put(experimentOf(tuned, stage, about));
    return [experimentId];
  };

  /** A finding where the size is off, and the word that it is gone where an earlier one was. */
  const findingOf = (tuned: TunedPool, stage: TargetStage, experimentId: string) => {
    const { verdict, proof, tuning, arms } = tuned;
    if (verdict.kind === 'fine' || proof === null || tuning.recommended === null) return null;
    const { recommended } = tuning;
    return poolFinding(
      { stage, verdict, proof, arms, recommended, experimentId, foundAt: clock.epochNow() },
      clock.random,
    );
  };

  const tuneTarget = async (subject: TargetSubject, { sizeMax, seconds }: Wanted, control: JobControl) => {
    const stage = await openTargetStage(subject, sizeMax, tools, control);
    const { startedAt, tuned } = await tuneStage(stage, seconds, control);
    const experimentId = randomUUID();
    const finding = findingOf(tuned, stage, experimentId);
    const findingId = finding?.findingId ?? null;
    experiments.put(experimentOf(tuned, stage, { experimentId, startedAt, endedAt: clock.epochNow(), findingId }));
    findings.put(finding === null ? [] : [finding], endedBy(tuned, stage));
    if (finding === null) return [experimentId];
    subjects.set(finding.findingId, { subject, sizes: { ...tuned.sizes, beyond: null }, plan: tuned.plan });
    return [experimentId, finding.findingId];
  };

  return {
    handlers: {
      'pools/tune': (wanted) => {
        const { subject } = wanted;
        const title =
          subject.kind === 'mix'
            ? 'Tune a pool on a mix'
            : `Tune the pool of ${tools.targets.get(subject.targetId).name}`;
        const work = (control: JobControl) =>
          subject.kind === 'mix' ? tuneMix({ ...wanted, subject }, control) : tuneTarget(subject, wanted, control);
        return { jobId: jobs.start({ kind: 'tunePool', title }, (control) => alone(() => work(control))) };
      },
    },
    verifier: poolSizeVerifier({ ...tools, subjects, alone }),
    // A running tuning is a job, which is cancelled with the jobs.
    close: () => Promise.resolve(),
  };
}
