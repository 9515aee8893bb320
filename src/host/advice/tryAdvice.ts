import type { Candidate } from '../../analysis/advice/candidate.ts';
import type { StatementFacts } from '../../analysis/advice/rule.ts';
import { adviceRules } from '../../analysis/advice/rules.ts';
import { gainText } from '../../format/figures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Trial } from '../../protocol/plans.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';
import { candidateWords, ratioText } from './adviceWords.ts';
import { bestOf, byPreference, type UsedCandidate } from './choice.ts';
import { measured, type Measurement } from './measurement.ts';
import { quickMs, runAsItIs } from './pairedRuns.ts';
import { measuredWrite } from './writeMeasurement.ts';
import { proofOf, proofRow } from './proofOf.ts';
import { NotTried } from './rolledBack.ts';
import type { TrialContext } from './trialContext.ts';
import { trialOf, tryCandidates, type TriedCandidate } from './trials.ts';

/** A candidate that was measured. `isProven`: its gain may be claimed; `outcome` says so, or why not. */
export type MeasuredCandidate = {
  readonly isProven: boolean;
  readonly outcome: string;
  readonly candidate: Candidate;
  readonly measurement: Measurement;
  readonly proof: Proof;
  /** Other candidates that help as well, and what the statement takes as it is, both in short trials. */
  readonly alternatives: readonly UsedCandidate[];
  readonly asItIs: Milliseconds;
};

export type AdviceOutcome = { readonly measured: readonly MeasuredCandidate[]; readonly trials: readonly Trial[] };

export type TryContext = TrialContext & {
  /** Rows that the statement gives, and whether it has a LIMIT. */
  readonly result: { readonly rows: number; readonly hasLimit: boolean };
  readonly machine: string;
  readonly random: () => number;
  readonly clock: () => EpochMs;
  readonly onStep: (label: string, done: number, total: number | null) => void;
};

/** A gain below this is not worth what the advice costs, and a saving below the second is none that anybody feels. */
const worthOf: Readonly<Record<Candidate['kind'], { readonly gain: number; readonly savedMs: Milliseconds }>> = {
  index: { gain: 1.2, savedMs: 0.2 },
  rewrite: { gain: 1.3, savedMs: 0.5 },
  statistics: { gain: 1.5, savedMs: 1 },
  setting: { gain: 1.5, savedMs: 2 },
  maintenance: { gain: 1.25, savedMs: 0.5 },
};
/** Shares of the time that add up to more than this cannot both be saved: what saves them is one cause. */
const savedShareMax = 1.05;

const howProven: Readonly<Record<Candidate['kind'], string>> = {
  index: 'the index in a transaction that was rolled back',
  rewrite: 'the two statements on connections that can only read',
  statistics: 'the statistics gathered in a transaction that was rolled back',
  setting: 'the setting for one transaction only',
  maintenance: 'a fresh copy of the table in a transaction that was rolled back',
};

/** Candidates of all rules by their cause, the rule asked first before the others, none twice. */
export function candidatesByCause(facts: StatementFacts): readonly (readonly Candidate[])[] {
  const causes = new Map<string, Candidate[]>();
  const seen = new Set<string>();
  for (const candidate of adviceRules.flatMap((rule) => rule.candidates(facts))) {
    const key = candidateWords(candidate);
    if (seen.has(key)) continue;
    seen.add(key);
    causes.set(candidate.cause, [...(causes.get(candidate.cause) ?? []), candidate]);
  }
  return [...causes.values()].slice(0, limits.causesTriedMax.value);
}

/** Why a measured gain is not claimed; null where it is. */
function refusalOf(proof: Proof, { kind }: Candidate): string | null {
  if (proof.sameResult === false) return `the rows were not the same with it: ${gainText(proof)} is not claimed`;
  if (kind === 'rewrite' && proof.sameResult !== true)
    return `its rows could not be compared: ${gainText(proof)} is not claimed for another statement`;
  const { gain, savedMs } = worthOf[kind];
  const isGain = proof.interval[0] >= gain && proof.before - proof.after >= savedMs;
  if (proof.isDecided && isGain) return null;
  const { sameAgain } = proof;
  if (!proof.isDecided && sameAgain !== null && proof.interval[0] > 1)
    return `not decided: ${gainText(proof)}, but the statement against itself gave ${gainText(sameAgain)}`;
  return proof.interval[0] > 1
    ? `too small a gain for ${kind === 'index' ? 'an index' : 'what it takes'}: ${gainText(proof)}`
    : `no gain measured: ${gainText(proof)}`;
}

function baselineOf({ access, statement, signal }: TryContext): Promise<Milliseconds> {
  return access.withClient(({ client }) => quickMs(() => runAsItIs(client, statement)), { signal });
}

function writeRows({ write }: Measurement): Proof['rows'] {
  return write === null ? [] : [proofRow(`insert of ${write.rows} rows`, 'ms', write.withoutMs, write.withMs)];
}

/** Measures one candidate in alternation with the statement as it is. Throws NotTried. */
async function prove(
  { candidate, quickMs: changedMs }: UsedCandidate,
  asItIs: Milliseconds,
  context: TryContext,
): Promise<Omit<MeasuredCandidate, 'alternatives'>> {
  const { random, machine, clock, onStep } = context;
  const facts = { pairMs: 2 * asItIs + changedMs, ...context.result };
  const onPair = (done: number, total: number) => onStep('measuring in alternation', done, total);
  const measurement = context.statement.isWrite
    ? await measuredWrite(candidate, context, facts.pairMs, onPair)
    : await measured(candidate, context, facts, onPair);
  const proof = proofOf({
    ...measurement,
    same: { before: measurement.times.before, after: measurement.times.again },
    method: `${measurement.times.before.length} alternating runs with TIMING OFF, ${howProven[candidate.kind]}`,
    machine,
    random,
    more: writeRows(measurement),
    provenAt: clock(),
  });
  const refusal = refusalOf(proof, candidate);
  const outcome = refusal ?? `proven: ${gainText(proof)}`;
  return { isProven: refusal === null, outcome, candidate, measurement, proof, asItIs };
}

/** What came of one that was not proven, in a short trial. */
function shortOutcome(tried: TriedCandidate, asItIs: Milliseconds, hasBetter: boolean): Trial {
  if (tried.quickMs === null) return trialOf(tried);
  const short = `${ratioText(asItIs / tried.quickMs)} in a short trial`;
  const isHelp = isWorthTrying(tried, asItIs);
  const outcome = !isHelp
    ? `no gain measured: ${short}`
    : hasBetter
      ? `${short}; the one chosen is better or costs less`
      : short;
  return trialOf({ ...tried, outcome });
}

function isWorthTrying({ candidate, quickMs: ms }: TriedCandidate, asItIs: Milliseconds): boolean {
  return ms !== null && asItIs / ms >= 1 + (worthOf[candidate.kind].gain - 1) / 2;
}

/** Tries what the rules propose and proves what helps. Nothing stays on the server. */
export async function tryAdvice(facts: StatementFacts, context: TryContext): Promise<AdviceOutcome> {
  const causes = candidatesByCause(facts);
  if (causes.length === 0) return { measured: [], trials: [] };
  context.onStep('trying advice', 0, null);
  const asItIs = await baselineOf(context);
  const tried: TriedCandidate[] = [];
  const bests: UsedCandidate[] = [];
  for (const candidates of causes) {
    const ofCause = await tryCandidates(candidates, context);
    tried.push(...ofCause);
    const best = bestOf(ofCause, asItIs);
    if (best !== null && isWorthTrying(best, asItIs)) bests.push(best);
  }
  const results = await proveBests(byPreference(bests, asItIs), asItIs, context);
  const proven = results.measured.filter(({ isProven }) => isProven);
  const isDone = (each: TriedCandidate) => results.trials.has(each.candidate);
  const others = tried.filter((each) => !isDone(each));
  const helping = others.filter((each): each is UsedCandidate => each.quickMs !== null && isWorthTrying(each, asItIs));
  return {
    measured: results.measured.map((each) => ({
      ...each,
      // What helps against no other proven cause helps against the first.
      alternatives: helping.filter(({ candidate }) => ownerOf(candidate, proven) === each.candidate),
    })),
    trials: [...results.trials.values(), ...others.map((each) => shortOutcome(each, asItIs, proven.length > 0))],
  };
}

/** The proven candidate that another one is an alternative to. */
function ownerOf({ cause }: Candidate, proven: readonly Pick<MeasuredCandidate, 'candidate'>[]): Candidate | undefined {
  return (proven.find(({ candidate }) => candidate.cause === cause) ?? proven[0])?.candidate;
}

/** Proves the best of each cause, but those that can only save the time that another one saves already. */
async function proveBests(bests: readonly UsedCandidate[], asItIs: Milliseconds, context: TryContext) {
  const results: Omit<MeasuredCandidate, 'alternatives'>[] = [];
  const trials = new Map<Candidate, Trial>();
  let savedShare = 0;
  for (const best of bests) {
    const { candidate } = best;
    if (savedShare + (1 - best.quickMs / asItIs) > savedShareMax) continue;
    try {
      const result = await prove(best, asItIs, context);
      results.push(result);
      const { ratio, interval } = result.proof;
      trials.set(candidate, { ...trialOf(best), ratio, interval, outcome: result.outcome });
      if (result.isProven) savedShare += 1 - 1 / ratio;
    } catch (error) {
      if (!(error instanceof NotTried)) throw error;
      trials.set(candidate, trialOf({ ...best, outcome: `not proven: ${error.message}` }));
    }
  }
  return { measured: results, trials };
}
