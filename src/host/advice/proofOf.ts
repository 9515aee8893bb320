import { isDecided } from '../../analysis/experiment/decision.ts';
import { medianOf, pairedRatio, type PairedRuns, type RatioEstimate } from '../../analysis/experiment/pairedRatio.ts';
import { rootOf, numberOf, type RawNode } from '../../analysis/advice/rawPlan.ts';
import type { Proof, ProofRow } from '../../protocol/proofs.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { PairedTimes } from './pairedRuns.ts';
import type { ResultComparison } from './resultComparison.ts';

export type ProofParts = {
  readonly times: PairedTimes;
  /** One arm against itself. */
  readonly same: PairedRuns;
  readonly result: ResultComparison;
  /** The server's answers to EXPLAIN with all figures. */
  readonly plans: { readonly before: unknown; readonly after: unknown };
  readonly method: string;
  readonly machine: string;
  readonly provenAt: EpochMs;
  /** Further figures, such as what writing costs. */
  readonly more: readonly ProofRow[];
  readonly random: () => number;
};

const round = (value: number) => Number(value.toPrecision(4));

function rounded({ ratio, interval: [low, high] }: RatioEstimate) {
  return { ratio: round(ratio), interval: [round(low), round(high)] as const };
}

function blocksOf(plan: RawNode): number {
  return numberOf(plan, 'Shared Hit Blocks') + numberOf(plan, 'Shared Read Blocks');
}

export function proofRow(name: string, unit: ProofRow['unit'], before: number | null, after: number | null): ProofRow {
  const gain = before === null || after === null || after === 0 ? null : round(before / after);
  return { name, unit, before, after, gain };
}

function rowsOf({ plans }: ProofParts): readonly ProofRow[] {
  const [before, after] = [rootOf(plans.before), rootOf(plans.after)];
  if (before === null || after === null) return [];
  const planning = (whole: RawNode) => numberOf(whole, 'Planning Time');
  const given = (plan: RawNode) => numberOf(plan, 'Actual Rows') * numberOf(plan, 'Actual Loops');
  return [
    proofRow('buffers touched', 'count', blocksOf(before.plan), blocksOf(after.plan)),
    { ...proofRow('rows given', 'count', given(before.plan), given(after.plan)), gain: null },
    proofRow('planning', 'ms', planning(before.whole), planning(after.whole)),
  ];
}

/** The proof that runs in alternation give. `before` and `after` are times of the server, in ms. */
export function proofOf(parts: ProofParts): Proof {
  const { times, result, random, method, machine, provenAt } = parts;
  const found = pairedRatio(times, 'lower', random);
  const same = pairedRatio(parts.same, 'lower', random);
  const reason = result.isSame === null ? `; rows not compared: ${result.reason}` : '';
  return {
    metric: 'execution time',
    unit: 'ms',
    before: round(medianOf(times.before)),
    after: round(medianOf(times.after)),
    ...rounded(found),
    sameAgain: rounded(same),
    isDecided: isDecided(found, same),
    runs: { before: times.before, after: times.after },
    pairs: found.pairs,
    sameResult: result.isSame,
    rows: [...rowsOf(parts), ...parts.more],
    method: `${method}${reason}`,
    machine,
    provenAt,
  };
}
