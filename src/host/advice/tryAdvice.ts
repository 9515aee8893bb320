import type { IndexCandidate } from '../../analysis/advice/indexCandidate.ts';
import type { StatementFacts } from '../../analysis/advice/rule.ts';
import { adviceRules } from '../../analysis/advice/rules.ts';
import { gainText } from '../../format/figures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Trial } from '../../protocol/plans.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';
import { indexWords, ratioText } from './adviceWords.ts';
import { NotBuilt } from './indexBuild.ts';
import { measureIndex, type IndexMeasurement } from './indexProof.ts';
import { bestOf, trialOf, tryCandidates, type TrialContext, type TriedCandidate } from './indexTrials.ts';
import { quickMs, runAsItIs } from './pairedRuns.ts';
import { proofOf, proofRow } from './proofOf.ts';

/** An index that was measured. `isProven`: its gain may be claimed; `outcome` says so, or why not. */
export type MeasuredIndex = {
  readonly isProven: boolean;
  readonly outcome: string;
  readonly candidate: IndexCandidate;
  readonly measurement: IndexMeasurement;
  readonly proof: Proof;
};

export type AdviceOutcome = { readonly measured: readonly MeasuredIndex[]; readonly trials: readonly Trial[] };

export type TryContext = TrialContext & {
  /** Rows that the statement gives, and whether it has a LIMIT. */
  readonly result: { readonly rows: number; readonly hasLimit: boolean };
  readonly machine: string;
  readonly random: () => number;
  readonly clock: () => EpochMs;
  readonly onStep: (label: string, done: number, total: number | null) => void;
};

/** A gain below this is not worth an index, which slows every write and takes space. */
const gainMin = 1.2;
const savedMsMin = 0.2;

/** Candidates of all rules by their cause, the rule asked first before the others, none twice. */
export function candidatesByCause(facts: StatementFacts): readonly (readonly IndexCandidate[])[] {
  const causes = new Map<string, IndexCandidate[]>();
  const seen = new Set<string>();
  for (const candidate of adviceRules.flatMap((rule) => rule.candidates(facts))) {
    const key = JSON.stringify([candidate.table.schema, candidate.table.name, candidate.columns]);
    if (seen.has(key)) continue;
    seen.add(key);
    causes.set(candidate.cause, [...(causes.get(candidate.cause) ?? []), candidate]);
  }
  return [...causes.values()].slice(0, limits.causesTriedMax.value);
}

/** Why a measured gain is not claimed; null where it is. */
function refusalOf(proof: Proof): string | null {
  if (proof.sameResult === false) return `the rows were not the same with it: ${gainText(proof)} is not claimed`;
  const isGain = proof.interval[0] >= gainMin && proof.before - proof.after >= savedMsMin;
  if (proof.isDecided && isGain) return null;
  const { sameAgain } = proof;
  if (!proof.isDecided && sameAgain !== null && proof.interval[0] > 1)
    return `not decided: ${gainText(proof)}, but the statement against itself gave ${gainText(sameAgain)}`;
  return proof.interval[0] > 1
    ? `too small a gain for an index: ${gainText(proof)}`
    : `no gain measured: ${gainText(proof)}`;
}

function baselineOf({ access, statement, signal }: TryContext): Promise<Milliseconds> {
  return access.withClient(({ client }) => quickMs(() => runAsItIs(client, statement)), { signal });
}

function othersOf(tried: readonly TriedCandidate[], best: TriedCandidate, asItIs: Milliseconds): readonly Trial[] {
  return tried
    .filter((each) => each !== best)
    .map((each) =>
      trialOf(
        each.quickMs === null
          ? each
          : {
              ...each,
              outcome: `${ratioText(asItIs / each.quickMs)} in a short trial; the one chosen is better or smaller`,
            },
      ),
    );
}

function writeRows({ write }: IndexMeasurement): Proof['rows'] {
  return write === null ? [] : [proofRow(`insert of ${write.rows} rows`, 'ms', write.withoutMs, write.withMs)];
}

/** Tries the alternatives for one cause, and proves the best. */
async function tryCause(candidates: readonly IndexCandidate[], context: TryContext): Promise<AdviceOutcome> {
  const { random, machine, clock, onStep } = context;
  onStep('trying indexes', 0, null);
  const asItIs = await baselineOf(context);
  const tried = await tryCandidates(candidates, context);
  const best = bestOf(tried);
  if (best === null || best.quickMs === null) return { measured: [], trials: tried.map(trialOf) };
  const others = othersOf(tried, best, asItIs);
  const { candidate } = best;
  if (asItIs / best.quickMs < 1 + (gainMin - 1) / 2) {
    const outcome = `no gain measured: ${ratioText(asItIs / best.quickMs)} in a short trial`;
    return { measured: [], trials: [trialOf({ ...best, outcome }), ...others] };
  }
  try {
    const pairMs = 2 * asItIs + best.quickMs;
    const onPair = (done: number, total: number) => onStep('measuring in alternation', done, total);
    const measurement = await measureIndex(candidate, context, { pairMs, ...context.result }, onPair);
    const proof = proofOf({
      ...measurement,
      same: { before: measurement.times.before, after: measurement.times.again },
      method: `${measurement.times.before.length} alternating runs with TIMING OFF, the index in a transaction that was rolled back`,
      machine,
      random,
      more: writeRows(measurement),
      provenAt: clock(),
    });
    const refusal = refusalOf(proof);
    const outcome = refusal ?? `proven: ${gainText(proof)}`;
    const { ratio, interval } = proof;
    const trial: Trial = {
      rule: candidate.rule,
      what: indexWords(candidate),
      ratio,
      interval,
      outcome,
    };
    const isProven = refusal === null;
    return { measured: [{ isProven, outcome, candidate, measurement, proof }], trials: [trial, ...others] };
  } catch (error) {
    if (!(error instanceof NotBuilt)) throw error;
    return { measured: [], trials: [trialOf({ ...best, outcome: `not proven: ${error.message}` }), ...others] };
  }
}

/** Tries what the rules propose and proves what helps. Nothing stays on the server. */
export async function tryAdvice(facts: StatementFacts, context: TryContext): Promise<AdviceOutcome> {
  const measured: MeasuredIndex[] = [];
  const trials: Trial[] = [];
  for (const candidates of candidatesByCause(facts)) {
    const outcome = await tryCause(candidates, context);
    measured.push(...outcome.measured);
    trials.push(...outcome.trials);
  }
  return { measured, trials };
}
