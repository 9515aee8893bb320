import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Failure } from '../../protocol/failures.ts';
import type { Experiment } from '../../protocol/experiments.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { LeakFacts, LeakHunt, LeakResource } from '../../protocol/hunts.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { Target } from '../../protocol/targets.ts';

/** The leak that a hunt is to disprove, as it was measured. Throws `badRequest` where the finding is none of a hunt, or of another program. */
export function leakToDisprove(finding: Finding, { name }: Pick<Target, 'name'>): LeakFacts {
  const { leak, program, title } = finding;
  if (leak === undefined)
    throw new Failure('badRequest', `'${title}' was not found by a hunt, so a hunt cannot disprove it.`);
  if (program !== name)
    throw new Failure('badRequest', `'${title}' was found in ${program}: a hunt in ${name} cannot disprove it.`);
  return leak;
}

/** True where the growth is told in pieces, not in bytes. */
function isCounted({ resource, bytesPerUnit }: LeakFacts): boolean {
  return resource === 'fd' || resource === 'handle' || (resource === 'listener' && bytesPerUnit === null);
}

/** The resource whose growth tells: what listeners hold is told by the heap, the listeners themselves by their number. */
function comparedResource(leak: LeakFacts): LeakResource {
  return leak.resource === 'listener' && !isCounted(leak) ? 'heap' : leak.resource;
}

/** What a hunt after the change keeps of the leak it looks for again. */
export function disprovedBy(finding: Finding, target: Pick<Target, 'name'>): NonNullable<LeakHunt['rehuntOf']> {
  const leak = leakToDisprove(finding, target);
  return { findingId: finding.findingId, lateBefore: growthBefore(leak), resource: comparedResource(leak) };
}

/** Growth per unit of work as the earlier hunt measured it: bytes where it has bytes, else pieces. */
function growthBefore(leak: LeakFacts): number {
  return (isCounted(leak) ? leak.elementsPerUnit : leak.bytesPerUnit) ?? 0;
}

/**
 * The growth before and after a change, by two hunts with the same work. What noise can make is the least that counts
 * as growth, so that the ratio is bounded. Decided where the interval excludes 1 and the hunt was sure.
 */
function rehuntProof(leak: LeakFacts, hunt: LeakHunt, target: Target, provenAt: number): Proof {
  const counted = isCounted(leak);
  const resource = comparedResource(leak);
  const slope = hunt.slopes.find((one) => one.resource === resource);
  const before = growthBefore(leak);
  const least = Math.max(slope?.bound ?? 0, Number.MIN_VALUE);
  const after = Math.max(0, slope?.late ?? 0);
  const [low, high] = slope?.lateInterval ?? [0, 0];
  // A bound of 0 is one that too few readings could not give.
  const isComparable = leak.workUnit === hunt.workUnit && before > 0 && slope !== undefined && slope.bound > 0;
  const interval: readonly [number, number] = isComparable
    ? [before / Math.max(high, least), before / Math.max(low, least)]
    : [0, Infinity];
  return {
    metric: `growth per ${hunt.workUnit}`,
    unit: counted ? 'count' : 'bytes',
    before,
    after,
    ratio: isComparable ? before / Math.max(after, least) : 1,
    interval: [interval[0], Number.isFinite(interval[1]) ? interval[1] : interval[0]],
    ...(isComparable && low <= least ? { isLeast: true } : {}),
    sameAgain: null,
    isDecided: isComparable && hunt.verdict !== 'unsure' && interval[0] > 1,
    runs: { before: [before], after: [after] },
    pairs: 1,
    sameResult: null,
    rows: [],
    method: `two hunts: late growth of ${looksOf(hunt)} after a collection, 95 % interval`,
    machine: `Node ${target.nodeVersion}, ${availableParallelism()} cores`,
    provenAt,
  };
}

const looksOf = ({ cycles }: LeakHunt) => `${cycles.length} ${cycles.length === 1 ? 'look' : 'looks'}`;

/** What a hunt after a change says of the leak found before it. */
export function rehuntExperiment(finding: Finding, hunt: LeakHunt, target: Target, endedAt: number): Experiment {
  const proof = rehuntProof(leakToDisprove(finding, target), hunt, target, endedAt);
  const isFoundAgain = hunt.findings.includes(finding.findingId);
  const isGone = proof.isDecided && !isFoundAgain && hunt.verdict === 'no-leak';
  const verdict =
    isGone || (proof.isDecided && proof.ratio > 1)
      ? 'better'
      : hunt.verdict === 'unsure'
        ? 'not decided'
        : 'no difference';
  return {
    experimentId: randomUUID(),
    kind: 'rehunt',
    title: `Re-hunt: ${finding.title}`,
    place: finding.place,
    startedAt: hunt.startedAt,
    endedAt,
    runs: looksOf(hunt),
    answer: isGone ? 'no longer grows' : isFoundAgain ? 'still grows' : verdict,
    verdict,
    findingId: finding.findingId,
    proof,
    pool: null,
  };
}
