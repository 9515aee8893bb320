import { createHash } from 'node:crypto';
import { isDecided } from '../../analysis/experiment/decision.ts';
import { medianOf, pairedRatio } from '../../analysis/experiment/pairedRatio.ts';
import type { SizeVerdict } from '../../analysis/pool/poolVerdict.ts';
import type { Advice, Change } from '../../protocol/advice.ts';
import type { ExperimentId } from '../../protocol/experiments.ts';
import type { Evidence, Finding } from '../../protocol/findings.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { Count, EpochMs } from '../../protocol/units.ts';
import type { Arms } from './comparedSizes.ts';
import type { TargetStage } from './targetStage.ts';

export const poolSizeRule = 'pool-size';

/** What a tuning found to be off, with all that a finding needs of it. */
export type OffSize = {
  readonly stage: TargetStage;
  readonly verdict: Exclude<SizeVerdict, { kind: 'fine' }>;
  readonly recommended: Count;
  /** Throughput before and after. */
  readonly proof: Proof;
  readonly arms: Arms;
  readonly experimentId: ExperimentId;
  readonly foundAt: EpochMs;
};

const opened = (readings: Arms['before']) => readings.map(({ totalMax }) => totalMax);

/**
 * The proof that a smaller pool saves connections: those that were open, counted in each run. What becomes of the
 * throughput stands beside it, and in the method with its interval.
 */
export function connectionsProof(proof: Proof, arms: Arms, random: () => number): Proof {
  const [before, after, again] = [opened(arms.before), opened(arms.after), opened(arms.again)];
  const estimate = pairedRatio({ before, after }, 'lower', random);
  const { ratio, interval } = pairedRatio({ before, after: again }, 'lower', random);
  const sameAgain = { ratio, interval };
  const [low, high] = proof.interval.map((bound) => bound.toFixed(2));
  return {
    ...proof,
    metric: 'connections open',
    unit: 'count',
    before: medianOf(before),
    after: medianOf(after),
    ratio: estimate.ratio,
    interval: estimate.interval,
    sameAgain,
    isDecided: isDecided(estimate, sameAgain),
    runs: { before, after },
    rows: [
      { name: proof.metric, unit: proof.unit, before: proof.before, after: proof.after, gain: proof.ratio },
      ...proof.rows.filter(({ name }) => name !== 'connections open'),
    ],
    method: `${proof.method}; throughput stays at ${proof.ratio.toFixed(2)} times (${low}–${high})`,
  };
}

function idOf({ stage }: OffSize): string {
  const { place, target } = stage;
  const key = [poolSizeRule, target.name, place?.file ?? '', stage.name].join('\n');
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

function changesOf({ stage, recommended }: OffSize): readonly Change[] {
  const { size, place } = stage.source;
  if (size === null || place === null) return [];
  const { line, column, before, prefix, suffix } = size;
  return [{ kind: 'replace', file: place.file, line, column, before, after: `${prefix}${recommended}${suffix}` }];
}

function adviceOf(off: OffSize): Advice {
  const { stage, recommended, verdict } = off;
  const current = stage.currentSize;
  const changes = changesOf(off);
  const { reason } = stage.source;
  const more = recommended - current;
  return {
    text: `Set the size of the pool to ${recommended} instead of ${current}.${changes.length > 0 || reason === null ? '' : ` ${reason}`}`,
    changes,
    effort: changes.length > 0 ? 'click' : 'line',
    costs: verdict.kind === 'too small' ? [{ name: 'connections more', value: more, unit: 'count' }] : [],
    risks: [
      'Measured under this load on this machine: with another load, another database or more cores the size is another.',
      ...(verdict.kind === 'too small'
        ? [
            "Every process of the program has a pool of its own: their sum has to stay below the server's max_connections.",
          ]
        : ['A burst that this load does not have would wait for a client.']),
    ],
  };
}

/** Without a ratio: a later measurement has another, and the proof tells it. */
function titleOf({ stage, recommended, verdict }: OffSize): string {
  const current = `${stage.currentSize} ${stage.currentSize === 1 ? 'connection' : 'connections'}`;
  return verdict.kind === 'too small'
    ? `Pool of ${current} holds the program up: ${recommended} get more done`
    : `Pool of ${current} is larger than it needs to be: ${recommended} ${recommended === 1 ? 'does' : 'do'} the same work`;
}

/** What the recommended size was compared with: the current one, as far as the server can give it. */
const comparedSize = ({ currentSize, sizeMax }: TargetStage) => Math.min(currentSize, sizeMax);

function evidenceOf({ stage, recommended, proof, arms }: OffSize): readonly Evidence[] {
  const compared = comparedSize(stage);
  const wait = proof.rows.find(({ name }) => name === 'wait for a client');
  const waits = [wait?.before ?? null, wait?.after ?? null].flatMap((value, index) =>
    value === null
      ? []
      : [{ name: `wait for a client at ${index === 0 ? compared : recommended}`, value, unit: 'ms' } as const],
  );
  return [
    { name: `throughput at ${compared}`, value: proof.before, unit: 'perSecond' },
    { name: `throughput at ${recommended}`, value: proof.after, unit: 'perSecond' },
    ...waits,
    { name: `connections open at ${compared}`, value: medianOf(opened(arms.before)), unit: 'count' },
    { name: `connections open at ${recommended}`, value: medianOf(opened(arms.after)), unit: 'count' },
  ];
}

/** The finding that a pool's size is off, with the change that mends it where its size stands in the source. */
export function poolFinding(off: OffSize, random: () => number): Finding {
  const { stage, verdict, proof, arms, experimentId, foundAt, recommended } = off;
  const { place, source, target } = stage;
  const isSmall = verdict.kind === 'too small';
  const saved = medianOf(opened(arms.before)) - medianOf(opened(arms.after));
  return {
    findingId: idOf(off),
    rule: poolSizeRule,
    title: titleOf(off),
    severity: isSmall ? 'warning' : 'info',
    place,
    ...(place === null ? { placeReason: source.reason ?? 'Its place in the source is not known.' } : {}),
    evidence: evidenceOf(off),
    saving: isSmall
      ? { name: 'throughput gained', value: proof.after - proof.before, unit: 'perSecond' }
      : { name: 'connections saved', value: saved, unit: 'count' },
    confidence: 'measured',
    disprovedBy: isSmall
      ? `The same load on fresh pools of ${comparedSize(stage)} and ${recommended} with no more throughput at ${recommended}.`
      : `A load of yours that gets clearly less done with ${recommended} than with ${comparedSize(stage)}.`,
    state: 'new',
    foundAt,
    targetId: target.targetId,
    program: target.name,
    advice: adviceOf(off),
    proof: isSmall ? proof : connectionsProof(proof, arms, random),
    savingShare: verdict.savingShare,
    experimentId,
  };
}
