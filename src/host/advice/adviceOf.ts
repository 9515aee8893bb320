import type { Candidate } from '../../analysis/advice/candidate.ts';
import type { Advice } from '../../protocol/advice.ts';
import type { Evidence } from '../../protocol/findings.ts';
import type { Place } from '../../protocol/places.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { candidateSql } from './candidateSql.ts';
import { indexAdvice, indexEvidence } from './indexAdvice.ts';
import { notCompared } from './adviceWords.ts';
import type { Measurement } from './measurement.ts';

/** What to do, for a candidate whose gain was measured. */
export async function adviceOf(
  candidate: Candidate,
  measurement: Measurement,
  place: Place | null,
  at: EpochMs,
): Promise<Advice> {
  if (candidate.kind === 'index') return indexAdvice(candidate, measurement, place, at);
  return {
    text: candidate.text,
    sql: candidateSql(candidate, measurement.statement),
    changes: [],
    effort: candidate.kind === 'rewrite' ? 'change' : 'line',
    costs: measurement.costs,
    risks: [
      ...candidate.caveats,
      ...notCompared(measurement.result),
      'Measured with the pages in memory, on the data of this server.',
    ],
  };
}

/** What was seen, in numbers. */
export function evidenceOf(candidate: Candidate): readonly Evidence[] {
  return candidate.kind === 'index' ? indexEvidence(candidate) : candidate.evidence;
}
