import type { Candidate } from '../../analysis/advice/candidate.ts';
import type { Advice } from '../../protocol/advice.ts';
import type { Evidence } from '../../protocol/findings.ts';
import type { Place } from '../../protocol/places.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { candidateSql } from './candidateSql.ts';
import { indexAdvice, indexEvidence } from './indexAdvice.ts';
import { rewriteChange } from './rewriteChange.ts';
import { notCompared } from './adviceWords.ts';
import type { SourceStatement } from '../sql/rewrittenSource.ts';
import type { Measurement } from './measurement.ts';

/** What to do, for a candidate whose gain was measured. */
export async function adviceOf(
  candidate: Candidate,
  measurement: Measurement,
  place: Place | null,
  at: EpochMs,
  origin: SourceStatement | null,
): Promise<Advice> {
  if (candidate.kind === 'index') return indexAdvice(candidate, measurement, place, at);
  const { changes, refusal } =
    candidate.kind === 'rewrite'
      ? await rewriteChange(candidate, measurement.statement, origin)
      : { changes: [], refusal: null };
  return {
    text: candidate.text,
    sql: candidateSql(candidate, measurement.statement),
    changes,
    effort: changes.length > 0 ? 'click' : candidate.kind === 'rewrite' ? 'change' : 'line',
    costs: measurement.costs,
    risks: [
      ...candidate.caveats,
      ...(refusal === null ? [] : [refusal]),
      ...notCompared(measurement.result),
      'Measured with the pages in memory, on the data of this server.',
    ],
  };
}

/** What was seen, in numbers. */
export function evidenceOf(candidate: Candidate): readonly Evidence[] {
  return candidate.kind === 'index' ? indexEvidence(candidate) : candidate.evidence;
}
