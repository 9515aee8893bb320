import { isDecided } from '../../analysis/experiment/decision.ts';
import { medianOf, pairedRatio } from '../../analysis/experiment/pairedRatio.ts';
import { invalidity, throughputOf, type PoolReading } from '../../analysis/pool/poolReading.ts';
import type { Proof, ProofRow } from '../../protocol/proofs.ts';
import type { Count, EpochMs } from '../../protocol/units.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { PoolStage } from './poolStage.ts';

/** Sizes to compare: what is against what may be, and beyond it one that shows that more gives no more. */
export type SizeArms = { readonly before: Count; readonly after: Count; readonly beyond: Count | null };

/**
 * How often, and for how long each time; fixed before the first run, so that nobody stops at a lucky moment. Only time
 * ends it earlier: `isOver` is asked after each round how many are done, and knows no result.
 */
export type ComparisonPlan = {
  readonly rounds: Count;
  readonly seconds: number;
  readonly isOver: (done: Count) => boolean;
};

/** Readings of each arm, one a round. */
export type Arms = {
  readonly before: readonly PoolReading[];
  readonly again: readonly PoolReading[];
  readonly after: readonly PoolReading[];
  readonly beyond: readonly PoolReading[];
};

const armNames = ['before', 'again', 'after', 'beyond'] as const;
type ArmName = (typeof armNames)[number];
/** Fewer rounds give no interval at all. */
const roundsMin = 3;

/** Every size once a round, each on a fresh pool, the order rotated. Rounds with a reading that is not valid are left out. */
export async function measuredArms(
  stage: Pick<PoolStage, 'measure'>,
  sizes: SizeArms,
  { rounds, seconds, isOver }: ComparisonPlan,
  control: JobControl,
): Promise<Arms> {
  const sizeOf = { before: sizes.before, again: sizes.before, after: sizes.after, beyond: sizes.beyond };
  const names = armNames.filter((name) => sizeOf[name] !== null);
  const arms: Record<ArmName, PoolReading[]> = { before: [], again: [], after: [], beyond: [] };
  for (let round = 0; round < rounds && !(arms.before.length >= roundsMin && isOver(round)); round += 1) {
    const readings = new Map<ArmName, PoolReading>();
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round) % names.length];
      const size = name === undefined ? null : sizeOf[name];
      if (name === undefined || size === null) continue;
      readings.set(name, await stage.measure(size, seconds, control));
    }
    const isWhole = [...readings.values()].every((reading) => invalidity(reading) === null && reading.completed > 0);
    if (isWhole) for (const [name, reading] of readings) arms[name].push(reading);
  }
  return arms;
}

function medianRow(
  name: string,
  unit: ProofRow['unit'],
  better: 'lower' | 'higher' | null,
  value: (reading: PoolReading) => number | null,
  { before, after }: Arms,
): ProofRow {
  const median = (readings: readonly PoolReading[]) => {
    const values = readings.flatMap((reading) => value(reading) ?? []);
    return values.length === 0 ? null : medianOf(values);
  };
  const from = median(before);
  const to = median(after);
  const isComparable = better !== null && from !== null && to !== null && from > 0 && to > 0;
  const gain = isComparable ? (better === 'lower' ? from / to : to / from) : null;
  return { name, unit, before: from, after: to, gain };
}

/** The proof of what the arms show; null where too few rounds were valid to say anything. */
export function sizeProof(
  arms: Arms,
  about: {
    readonly stage: Pick<PoolStage, 'unitOfWork' | 'machine'>;
    readonly sizes: SizeArms;
    readonly provenAt: EpochMs;
  },
  random: () => number,
): Proof | null {
  const pairs = arms.before.length;
  if (pairs < roundsMin) return null;
  const { sizes, stage, provenAt } = about;
  const before = arms.before.map(throughputOf);
  const after = arms.after.map(throughputOf);
  const again = arms.again.map(throughputOf);
  const estimate = pairedRatio({ before, after }, 'higher', random);
  const { ratio, interval } = pairedRatio({ before, after: again }, 'higher', random);
  const sameAgain = { ratio, interval };
  const seconds = arms.before[0]?.seconds ?? 0;
  return {
    metric: `throughput (${stage.unitOfWork})`,
    unit: 'perSecond',
    before: medianOf(before),
    after: medianOf(after),
    ratio: estimate.ratio,
    interval: estimate.interval,
    sameAgain,
    isDecided: isDecided(estimate, sameAgain),
    runs: { before, after },
    pairs,
    sameResult: null,
    rows: [
      medianRow('connections open', 'count', 'lower', ({ totalMax }) => totalMax, arms),
      medianRow('wait for a client', 'ms', null, ({ wait }) => wait?.p50 ?? null, arms),
      medianRow('client in hand', 'ms', null, ({ hold }) => hold?.p50 ?? null, arms),
    ],
    method: `${pairs} rounds of ${seconds.toFixed(1)} s each: size ${sizes.before}, ${sizes.before} again and ${sizes.after} in alternation, each on a fresh pool under the same load`,
    machine: stage.machine,
    provenAt,
  };
}
