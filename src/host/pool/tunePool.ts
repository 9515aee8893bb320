import { pairedRatio } from '../../analysis/experiment/pairedRatio.ts';
import { verdictOf } from '../../analysis/experiment/decision.ts';
import { isBeyond, poolKnee, type PoolKnee } from '../../analysis/pool/poolKnee.ts';
import { poolLimit } from '../../analysis/pool/poolLimit.ts';
import { nextPoolSize } from '../../analysis/pool/poolPlan.ts';
import { stepOf, throughputOf, type PoolReading } from '../../analysis/pool/poolReading.ts';
import { sizeVerdict, type SizeVerdict } from '../../analysis/pool/poolVerdict.ts';
import { gainText } from '../../format/figures.ts';
import { defaultPoolSize, type Experiment, type PoolTuning } from '../../protocol/experiments.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { Count } from '../../protocol/units.ts';
import type { JobControl } from '../jobs/jobs.ts';
import { measuredArms, sizeProof, type Arms, type SizeArms } from './comparedSizes.ts';
import type { PoolStage } from './poolStage.ts';

/** What a tuning found, before it is put into words for the store. */
export type TunedPool = {
  readonly tuning: PoolTuning;
  readonly proof: Proof | null;
  readonly verdict: SizeVerdict;
  readonly answer: string;
  readonly experimentVerdict: Experiment['verdict'];
  /** What the recommended size was compared with: the current one, or what `pg` takes by default. */
  readonly sizes: SizeArms;
  readonly arms: Arms;
  /** How they were compared: measuring again is done the same way. */
  readonly plan: { readonly rounds: Count; readonly seconds: number };
  /** Steps that were measured, the comparison among them. */
  readonly stepCount: Count;
};

export type TuneClock = { readonly now: () => number; readonly epochNow: () => number; readonly random: () => number };

/** Share of the time for looking; the rest is for the comparison. More where the pool still limits. */
const lookShare = 0.4;
const lookShareMax = 0.8;
/** A busy machine may take so much longer than it was given before the comparison is cut short. */
const lateShare = 1.2;
/** A step takes this share of the whole time, and longer where too little is completed in it. */
const stepShare = 1 / 36;
const stepSecondsMin = 0.4;
const completedWanted = 30;
const roundsWanted = 9;
const roundsMin = 6;
const roundsEnough = 5;
const armSecondsMin = 0.4;
const armCompletedWanted = 10;

/** Measures and tells how far it is. */
function toldStage(stage: PoolStage, seconds: number, clock: TuneClock) {
  const startedAt = clock.now();
  const readings: PoolReading[] = [];
  return {
    readings,
    elapsedSeconds: () => (clock.now() - startedAt) / 1000,
    measure: async (size: Count, stepSeconds: number, control: JobControl): Promise<PoolReading> => {
      const done = Math.min(seconds * 1000, clock.now() - startedAt);
      const label = `size ${size}, step ${readings.length + 1}`;
      control.progress({ label, done, total: seconds * 1000, unit: 'ms' });
      const reading = await stage.measure(size, stepSeconds, control);
      readings.push(reading);
      return reading;
    },
  };
}

type ToldStage = ReturnType<typeof toldStage>;

/** Tries sizes until the knee is known or half of the time is over. */
async function looked(told: ToldStage, stage: PoolStage, seconds: number, control: JobControl): Promise<void> {
  const bounds = { sizeMax: stage.sizeMax, currentSize: stage.currentSize ?? defaultPoolSize };
  let stepSeconds = Math.max(stepSecondsMin, seconds * stepShare);
  for (;;) {
    const size = nextPoolSize(told.readings, bounds);
    // Before the pool is seen to limit no more, nothing is known that could be compared.
    const share = isBeyond(told.readings) ? lookShareMax : lookShare;
    if (size === null || told.elapsedSeconds() > seconds * share) return;
    const { completed } = await told.measure(size, stepSeconds, control);
    if (completed < completedWanted) stepSeconds = Math.min(seconds / 9, stepSeconds * 2);
  }
}

function armsOf(stage: PoolStage, { recommended, knee }: PoolKnee): SizeArms | null {
  if (recommended === null) return null;
  const before = Math.min(stage.currentSize ?? defaultPoolSize, stage.sizeMax);
  const double = Math.min(stage.sizeMax, Math.max(recommended + 1, recommended * 2));
  // A current size above the recommended one shows already that more gives no more.
  const showsMore = knee !== null && before <= recommended && double > recommended;
  return { before, after: recommended, beyond: showsMore ? double : null };
}

/**
 * The decisive sizes in alternation, in the time that is left: as many rounds as leave each arm enough to count. Where
 * time is short, the size beyond the recommended one is left out before rounds are.
 */
async function comparedArms(told: ToldStage, sizes: SizeArms, seconds: number, control: JobControl) {
  const { readings } = told;
  const measured = readings.reduce((sum, reading) => sum + reading.seconds, 0);
  const overhead = Math.max(0, (told.elapsedSeconds() - measured) / readings.length);
  const isCompared = ({ size, completed }: PoolReading) =>
    completed > 0 && (size === sizes.before || size === sizes.after);
  const slowest = Math.min(...readings.filter(isCompared).map(throughputOf), armCompletedWanted / armSecondsMin);
  const wanted = Math.max(armSecondsMin, armCompletedWanted / slowest);
  const left = Math.max(0, seconds - told.elapsedSeconds());
  const affordable = (arms: Count) => Math.floor(left / (arms * (wanted + overhead)));
  const chosen = affordable(4) < roundsWanted ? { ...sizes, beyond: null } : sizes;
  const arms = chosen.beyond === null ? 3 : 4;
  const rounds = Math.min(roundsWanted, Math.max(roundsMin, affordable(arms)));
  const armSeconds = Math.max(armSecondsMin, left / (rounds * arms) - overhead);
  const isOver = (done: Count) =>
    told.elapsedSeconds() > seconds * (done >= roundsEnough ? lateShare : lateShare * 1.5);
  const plan = { rounds, seconds: armSeconds };
  return { plan, arms: await measuredArms(told, chosen, { ...plan, isOver }, control) };
}

const highest = (readings: readonly PoolReading[]) => Math.max(0, ...readings.map(({ totalMax }) => totalMax));

function verdictFrom(proof: Proof | null, arms: Arms, { before, after }: SizeArms): SizeVerdict {
  if (proof === null) return { kind: 'fine' };
  return sizeVerdict({
    current: before,
    recommended: after,
    estimate: proof,
    sameAgain: proof.sameAgain,
    openedBefore: highest(arms.before),
    openedAfter: highest(arms.after),
  });
}

/** What is said of a size beyond the recommended one; empty where none was measured. */
function beyondSentence(arms: Arms, { after, beyond }: SizeArms, random: () => number): string {
  if (beyond === null || arms.beyond.length < roundsMin) return '';
  const runs = { before: arms.after.map(throughputOf), after: arms.beyond.map(throughputOf) };
  const { ratio, interval } = pairedRatio(runs, 'higher', random);
  const [low, high] = interval.map((bound) => bound.toFixed(2));
  return ` ${beyond} gives ${ratio.toFixed(2)} times what ${after} gives (${low}–${high}).`;
}

type Range = PoolKnee['range'];

function widest(one: Range, other: Range): Range {
  if (one === null || other === null) return one;
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

const factor = (value: number) => (value >= 10 ? value.toFixed(0) : value.toFixed(1));

function answerOf(
  { knee, range, recommended }: PoolKnee,
  verdict: SizeVerdict,
  proof: Proof | null,
  currentSize: Count | null,
): string {
  if (recommended === null) return 'not decided';
  const between = range === null || range[0] === range[1] ? '' : ` (${range[0]}–${range[1]})`;
  if (verdict.kind === 'too small' && proof !== null) return `${recommended} gives ${factor(proof.ratio)}x${between}`;
  // More than there are now, and not shown to do more: nobody should change a pool for that.
  if (currentSize !== null && recommended > currentSize)
    return proof === null ? 'not decided' : `not decided: ${recommended} gave ${gainText(proof)}`;
  return knee === null ? `not saturated by ${recommended}` : `${recommended} is enough${between}`;
}

/**
 * Tunes a pool on a stage: looks for the knee, then compares the recommended size with the current one, in alternation
 * with the current one against itself. Takes about `seconds`. Throws the Failure `poolFailed` where no size gave a valid
 * reading, and what the stage throws; the caller restores the stage.
 */
export async function tunedPool(
  stage: PoolStage,
  seconds: number,
  clock: TuneClock,
  control: JobControl,
): Promise<TunedPool> {
  const told = toldStage(stage, seconds, clock);
  await looked(told, stage, seconds, control);
  const exploring = [...told.readings];
  const first = poolKnee(exploring, stage.demand);
  const sizes = armsOf(stage, first);
  if (sizes === null) throw new Failure('poolFailed', failedWhy(exploring, stage));
  const { arms, plan } = await comparedArms(told, sizes, seconds, control);
  const proof = sizeProof(arms, { stage, sizes, provenAt: clock.epochNow() }, clock.random);
  // The knee was chosen before it was compared, and stays; its range takes in what the comparison saw.
  const knee = { ...first, range: widest(first.range, poolKnee(told.readings, stage.demand).range) };
  const verdict = verdictFrom(proof, arms, sizes);
  return {
    tuning: {
      pool: stage.name,
      place: stage.place,
      currentSize: stage.currentSize,
      comparedSize: sizes.before,
      steps: exploring.toSorted((one, other) => one.size - other.size).map(stepOf),
      knee: knee.knee,
      kneeRange: knee.range,
      recommended: knee.recommended,
      limitedBy: `${poolLimit(exploring, knee, stage.longestHold())}${beyondSentence(arms, sizes, clock.random)}`,
    },
    proof,
    verdict,
    answer: answerOf(knee, verdict, proof, stage.currentSize),
    experimentVerdict: proof === null ? 'not decided' : verdictOf(proof, proof.sameAgain),
    sizes,
    arms,
    plan,
    stepCount: told.readings.length,
  };
}

function failedWhy(readings: readonly PoolReading[], stage: PoolStage): string {
  const notes = readings.flatMap((reading) => stepOf(reading).note ?? []);
  const why = notes[0] ?? 'no work was completed at any size';
  return `${stage.name} could not be tuned: ${why}.`;
}
