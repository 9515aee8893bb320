import { readingsMin, type ResourceTrend } from '../../analysis/hunt/resourceTrend.ts';
import type { GrowthRow } from '../../protocol/heapRows.ts';
import type { LeakHunt, LeakResource } from '../../protocol/hunts.ts';
import { bytesText } from '../../format/figures.ts';
import { idleShare, isBlurred, type HuntSeen } from './huntRun.ts';
import type { Leak } from './leakFinding.ts';

export type Verdict = Pick<LeakHunt, 'verdict' | 'reason'>;

/** Growth of which nobody is known must be this large a part of the heap to be called a leak. */
const unnamedGrowthMin = 256 * 1024;

const names: Readonly<Record<LeakResource, string>> = {
  heap: 'the heap',
  external: 'memory outside the heap',
  fd: 'open descriptors',
  listener: 'listeners of the process',
  handle: 'active handles',
};

function amount(value: number, resource: LeakResource): string {
  if (resource === 'heap' || resource === 'external') return bytesText(value);
  return value >= 10 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : value.toExponential(0);
}

/** True where the program used next to no time between the looks. */
const isIdle = ({ activity }: HuntSeen) => activity < idleShare;

function leakReason(seen: HuntSeen, [first]: readonly Leak[], unit: string): string {
  if (first === undefined) return '';
  const { resource, row, trend } = first;
  const grew = trend === seen.trends.heap ? 'heap' : resource;
  const rate =
    trend.trend === 'growing'
      ? `${names[grew]} grew by ${amount(trend.late, grew)} per ${unit} to the end, and by ${amount(trend.early, grew)} before`
      : `what is held grew by the same number with each ${unit}, from the first to the last snapshot`;
  const who =
    row === null
      ? `; who holds it is not known (${seen.noSnapshots === null ? 'no container explains it' : `no two snapshots to compare: ${seen.noSnapshots}`})`
      : '';
  return `${rate.charAt(0).toUpperCase()}${rate.slice(1)}${who}.`;
}

function boundText(seen: HuntSeen, unit: string): string {
  const { heap, external } = seen.trends;
  const bound = Math.max(heap.bound, heap.lateInterval[1]) + Math.max(0, external.lateInterval[1]);
  return `growth above ${bytesText(bound)} per ${unit}`;
}

function piecesReason(resource: 'fd' | 'listener', { late, bound }: ResourceTrend, unit: string): string {
  const name = names[resource].replace(/^./, (letter) => letter.toUpperCase());
  return `${name} may grow by ${amount(late, resource)} per ${unit}; only more than ${amount(bound, resource)} would be sure: give the hunt more time or more work.`;
}

/**
 * The verdict in a word, and why in a sentence with the bound. `doubted` is a container that may keep what comes: where
 * the heap is too restless for its own curve to clear the program, it stays undecided.
 */
export function verdictOf(
  seen: HuntSeen,
  leaks: readonly Leak[],
  unit: string,
  doubted: Pick<GrowthRow, 'container' | 'countDelta'> | null,
): Verdict {
  const own = ownVerdict(seen, leaks, unit, doubted);
  if (seen.within !== null) return { ...own, reason: `In ${seen.within}: ${own.reason}` };
  if (own.verdict !== 'no-leak') return own;
  // What the others hold was looked at without snapshots: enough to doubt, and to clear where nothing grew.
  const others = seen.kin.filter(({ samples }) => samples.length >= readingsMin);
  for (const { name, samples, trends } of others) {
    const other = ownVerdict({ ...seen, samples, trends, activity: 1, noSnapshots: null }, [], unit, null);
    if (other.verdict !== 'no-leak') return { verdict: other.verdict, reason: `In ${name}: ${other.reason}` };
  }
  const cleared = others.length === 0 ? '' : ` Nor in ${others.map(({ name }) => name).join(', ')}.`;
  const silent = seen.silent.length === 0 ? '' : ` Not looked at, since no answer came: ${seen.silent.join(', ')}.`;
  return { ...own, reason: `${own.reason}${cleared}${silent}` };
}

/** The verdict on one thread or process. */
function ownVerdict(
  seen: HuntSeen,
  leaks: readonly Leak[],
  unit: string,
  doubted: Pick<GrowthRow, 'container' | 'countDelta'> | null,
): Verdict {
  const { samples, trends, endedEarly } = seen;
  if (samples.length < readingsMin)
    return {
      verdict: 'unsure',
      reason: `Only ${samples.length} cycles could be looked at${endedEarly === null ? '' : ` (${endedEarly})`}; a verdict needs at least ${readingsMin}: give the hunt more time, or shorter cycles.`,
    };
  const [first] = leaks;
  if (first !== undefined) {
    const last = samples.at(-1);
    const gained = first.trend.late * ((last?.work ?? 0) / 2);
    const isBytes = first.resource === 'heap' || first.resource === 'external';
    if (first.row === null && isBytes && gained < unnamedGrowthMin)
      return {
        verdict: 'unsure',
        reason: `${leakReason(seen, leaks, unit)} That is too little in all to call it a leak without a holder.`,
      };
    return { verdict: 'leak', reason: leakReason(seen, leaks, unit) };
  }
  const unclear = (['heap', 'external'] as const).find((resource) => trends[resource].trend === 'unclear');
  const unclearPieces = (['fd', 'listener'] as const).find((resource) => trends[resource].trend === 'unclear');
  if (unclear === undefined && unclearPieces !== undefined)
    return { verdict: 'unsure', reason: piecesReason(unclearPieces, trends[unclearPieces], unit) };
  if (unclear !== undefined)
    return {
      verdict: 'unsure',
      reason: `${names[unclear].replace(/^./, (letter) => letter.toUpperCase())} rises and falls so much that ${boundText(seen, unit)} could not be seen: give the hunt more time.`,
    };
  if (isBlurred(trends) && seen.noSnapshots !== null)
    return {
      verdict: 'unsure',
      reason: `The heap moves so much by itself that only ${boundText(seen, unit)} would show: give the hunt more time or more work.`,
    };
  if (isBlurred(trends) && doubted !== null)
    return {
      verdict: 'unsure',
      reason: `${doubted.container} gained ${doubted.countDelta} elements between the last two snapshots and may keep them, and the heap moves so much by itself that only ${boundText(seen, unit)} would show: give the hunt more time or more work.`,
    };
  const looked = isBlurred(trends) ? ' Nor does anything in the snapshots keep what comes.' : '';
  const idle = isIdle(seen) ? ' The program did next to nothing meanwhile.' : '';
  const filled = trends.heap.trend === 'filling' ? 'What grew at first has levelled off; no' : 'No';
  return {
    verdict: isIdle(seen) ? 'unsure' : 'no-leak',
    reason: `${filled} ${boundText(seen, unit)} could be seen.${looked}${idle}`,
  };
}
