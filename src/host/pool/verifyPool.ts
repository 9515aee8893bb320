import { randomUUID } from 'node:crypto';
import { verdictOf } from '../../analysis/experiment/decision.ts';
import { sizeVerdict } from '../../analysis/pool/poolVerdict.ts';
import type { Experiment } from '../../protocol/experiments.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding, FindingId } from '../../protocol/findings.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { Count } from '../../protocol/units.ts';
import type { Experiments } from '../experiments/experimentsPart.ts';
import type { Findings } from '../findings/findings.ts';
import type { Verifier } from '../findings/verifier.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { Targets } from '../session/targets.ts';
import { measuredArms, sizeProof, type Arms, type SizeArms } from './comparedSizes.ts';
import { connectionsProof, poolSizeRule } from './poolFinding.ts';
import { openTargetStage, type TargetStage, type TargetStageTools, type TargetSubject } from './targetStage.ts';
import type { TuneClock } from './tunePool.ts';

/** With what, which sizes, and how a finding was measured. */
export type MeasuredWith = {
  readonly subject: TargetSubject;
  readonly sizes: SizeArms;
  readonly plan: { readonly rounds: Count; readonly seconds: number };
};

export type TunedSubjects = {
  readonly targets: Pick<Targets, 'list'>;
  /** What each finding was measured with. */
  readonly subjects: ReadonlyMap<FindingId, MeasuredWith>;
};

export type VerifierTools = TargetStageTools &
  TunedSubjects & {
    readonly targets: TargetStageTools['targets'] & TunedSubjects['targets'];
    readonly findings: Pick<Findings, 'verified'>;
    readonly experiments: Pick<Experiments, 'put'>;
    readonly clock: TuneClock;
    /** Waits for nobody: fails while a pool is being tuned. */
    readonly alone: <Value>(work: () => Promise<Value>) => Promise<Value>;
  };

/** The program of the finding as it runs now: after a change it was started anew. */
function runningTarget({ program, title }: Finding, tools: VerifierTools): string {
  const found = tools.targets
    .list()
    .filter(({ name, state, threadId }) => name === program && state === 'watching' && threadId === 0)
    .toSorted((one, other) => other.startedAt - one.startedAt)[0];
  if (found !== undefined) return found.targetId;
  throw new Failure(
    'targetGone',
    `${program ?? 'The program'} is not being watched, so “${title}” cannot be measured again.`,
  );
}

function proofOf(arms: Arms, sizes: SizeArms, stage: TargetStage, clock: TuneClock): Proof {
  const provenAt = clock.epochNow();
  const proof = sizeProof(arms, { stage, sizes, provenAt }, clock.random);
  if (proof === null)
    throw new Failure(
      'poolFailed',
      `${stage.name} gave too few valid runs to compare ${sizes.before} with ${sizes.after}.`,
    );
  const method = `${proof.method}; the program itself is set to ${stage.currentSize}`;
  const highest = (readings: Arms['before']): Count => Math.max(...readings.map(({ totalMax }) => totalMax));
  const { kind } = sizeVerdict({
    current: sizes.before,
    recommended: sizes.after,
    estimate: proof,
    sameAgain: proof.sameAgain,
    openedBefore: highest(arms.before),
    openedAfter: highest(arms.after),
  });
  return kind === 'too large' ? connectionsProof({ ...proof, method }, arms, clock.random) : { ...proof, method };
}

async function verified(finding: Finding, tools: VerifierTools, control: JobControl): Promise<readonly string[]> {
  const { clock } = tools;
  const measuredWith = tools.subjects.get(finding.findingId);
  if (measuredWith === undefined)
    throw new Failure(
      'poolFailed',
      `The load of “${finding.title}” is not known any more, because the host was started anew: tune the pool once more instead.`,
    );
  const { subject, sizes, plan } = measuredWith;
  const targetId = runningTarget(finding, tools);
  const startedAt = clock.epochNow();
  const stage = await openTargetStage({ ...subject, targetId }, Math.max(sizes.before, sizes.after), tools, control);
  try {
    let step = 0;
    const total = plan.rounds * 3;
    const told = {
      measure: (size: Count, seconds: number, stepControl: JobControl) => {
        control.progress({ label: `size ${size}`, done: step, total, unit: 'count' });
        step += 1;
        return stage.measure(size, seconds, stepControl);
      },
    };
    const arms = await measuredArms(told, sizes, { ...plan, isOver: () => false }, control);
    const proof = proofOf(arms, sizes, stage, clock);
    const experiment: Experiment = {
      experimentId: randomUUID(),
      kind: 'verify',
      title: finding.title,
      place: finding.place,
      startedAt,
      endedAt: clock.epochNow(),
      runs: `${proof.pairs} rounds`,
      answer: proof.isDecided ? `${proof.ratio.toFixed(1)}x` : 'not decided',
      verdict: verdictOf(proof, proof.sameAgain),
      findingId: finding.findingId,
      proof,
      pool: null,
    };
    tools.experiments.put(experiment);
    tools.findings.verified(finding.findingId, proof);
    return [experiment.experimentId];
  } finally {
    await stage.restore();
  }
}

/** Measures a pool's size again: the old size, the old again and the new one in alternation, on the running program. */
export function poolSizeVerifier(tools: VerifierTools): Verifier {
  return {
    rule: poolSizeRule,
    verify: (finding, control) => tools.alone(() => verified(finding, tools, control)),
  };
}
