import { createHash } from 'node:crypto';
import type { ExperimentId } from '../../protocol/experiments.ts';
import type { Alternative, Evidence, Finding } from '../../protocol/findings.ts';
import type { Place } from '../../protocol/places.ts';
import type { PlanId } from '../../protocol/plans.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { SourceStatement } from '../sql/rewrittenSource.ts';
import { adviceOf, evidenceOf } from './adviceOf.ts';
import { candidateWords, withArticle } from './adviceWords.ts';
import { candidateSql } from './candidateSql.ts';
import type { MeasuredCandidate } from './tryAdvice.ts';

/** The statement that a finding is about. */
export type FoundStatement = {
  readonly fingerprint: string;
  readonly place: Place | null;
  /** Where it stands, for a change of its text. */
  readonly origin: SourceStatement | null;
  readonly planId: PlanId;
  readonly experimentId: ExperimentId;
  readonly database: string;
  readonly foundAt: EpochMs;
};

function evidenceWith(proof: Proof, seen: readonly Evidence[]): readonly Evidence[] {
  const buffers = proof.rows.find(({ name }) => name === 'buffers touched')?.before ?? null;
  return [
    { name: 'execution time', value: proof.before, unit: 'ms' },
    ...seen,
    ...(buffers === null ? [] : [{ name: 'buffers touched', value: buffers, unit: 'count' as const }]),
  ];
}

function alternativesOf({ alternatives, asItIs, measurement }: MeasuredCandidate): readonly Alternative[] {
  return alternatives
    .map(({ candidate, quickMs, statement }) => ({
      rule: candidate.rule,
      text: candidate.kind === 'index' ? `Add ${withArticle(candidateWords(candidate))}.` : candidate.text,
      sql: candidateSql(candidate, statement ?? measurement.statement),
      ratio: Number((asItIs / quickMs).toPrecision(3)),
    }))
    .toSorted((one, other) => other.ratio - one.ratio);
}

/** The finding of a candidate with a proven gain. */
export async function provenFinding(proven: MeasuredCandidate, statement: FoundStatement): Promise<Finding> {
  const { candidate, measurement, proof } = proven;
  const { fingerprint, place, origin, planId, experimentId, database, foundAt } = statement;
  const advice = await adviceOf(candidate, measurement, place, foundAt, origin);
  const alternatives = alternativesOf(proven);
  const key = [candidate.rule, database, fingerprint, candidate.cause, candidateWords(candidate)];
  return {
    findingId: createHash('sha256').update(key.join('\n')).digest('hex').slice(0, 16),
    rule: candidate.rule,
    title: `Faster with ${withArticle(candidateWords(candidate))}`,
    severity: 'warning',
    place,
    ...(place === null ? { placeReason: 'the statement was given as text' } : {}),
    evidence: evidenceWith(proof, evidenceOf(candidate)),
    saving: { name: 'execution time', value: proof.before - proof.after, unit: 'ms' },
    confidence: 'measured',
    disprovedBy: 'The same runs in alternation without a gain, or other rows with the advice than without.',
    state: 'proven',
    foundAt,
    advice,
    ...(alternatives.length === 0 ? {} : { alternatives }),
    proof,
    savingShare: Math.max(0, Math.min(1, 1 - 1 / proof.ratio)),
    planId,
    experimentId,
  };
}
