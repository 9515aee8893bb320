import { culprits, holdsOnto, mayHoldOnto, type Culprit, type GrownOver } from '../../analysis/hunt/culprits.ts';
import type { ResourceTrend } from '../../analysis/hunt/resourceTrend.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { GrowthRow } from '../../protocol/heapRows.ts';
import { leakResources, type LeakHunt, type LeakResource } from '../../protocol/hunts.ts';
import type { Target } from '../../protocol/targets.ts';
import type { HeapQuestions } from '../findings/findingsHandlers.ts';
import type { HeapPart } from '../heap/heapHandlers.ts';
import type { JobControl } from '../jobs/jobs.ts';
import { comparedCaptures, elementClass, grownOver, keyOf, type Compared, isOwn } from './grownRows.ts';
import type { HuntCapture } from './huntCaptures.ts';
import type { HuntSeen, Trends } from './huntRun.ts';
import { leakFinding, type Leak } from './leakFinding.ts';
import { verdictOf, type Verdict } from './verdictText.ts';

/** What a hunt ends with. */
export type Conclusion = {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** The snapshots that its findings speak of. */
  readonly kept: readonly HuntCapture[];
};

/** What a hunt asks of its snapshots. */
export type HuntHeap = HeapQuestions & Pick<HeapPart, 'functionBelow'>;

export type ConclusionParts = {
  readonly heap: HuntHeap;
  readonly probeFile: string;
  readonly now: () => number;
  /** Milliseconds until the heap is full at so many bytes per unit of work; null where that is not known. */
  readonly toLimitMs: (bytesPerUnit: number) => number | null;
};

/** A first culprit below this explains too little to be named. */
const scoreMin = 0.25;
/** A second culprit beside it. */
const secondScoreMin = 0.45;
const secondShareMin = 0.2;
const findingsMax = 3;
/** Growth of which so much is compiled code and the engine's tables is warming up. */
const engineShareMax = 0.6;
/** Bytes that came in all, from which on a container that may keep them stands in the way of clearing the program. */
const doubtBytesMin = 16 * 1024;

type Evidence = {
  readonly later: Compared;
  readonly earlier: Compared | null;
  readonly pair: readonly [HuntCapture, HuntCapture];
};

/** What the snapshots show; where the last two cannot be compared, why not. */
async function comparedAll(
  captures: readonly HuntCapture[],
  { heap, probeFile }: ConclusionParts,
  control: JobControl,
): Promise<{ readonly evidence: Evidence | null; readonly refusal: string | null }> {
  const [third, second, first] = captures.toReversed();
  if (third === undefined || second === undefined) return { evidence: null, refusal: null };
  const later = await comparedCaptures([second, third], heap, probeFile, control);
  if ('refusal' in later) return { evidence: null, refusal: later.refusal };
  const before = first === undefined ? null : await comparedCaptures([first, second], heap, probeFile, control);
  const earlier = before === null || 'refusal' in before ? null : before;
  return { evidence: { later, earlier, pair: [second, third] }, refusal: null };
}

/** Growth per unit of what snapshots show: the late slopes of the heap and of memory outside, where they grow. */
function bytesToExplain({ heap, external }: Trends): number {
  const of = ({ trend, late }: ResourceTrend) => (trend === 'growing' ? Math.max(0, late) : 0);
  return of(heap) + of(external);
}

type Chosen = { readonly culprit: Culprit; readonly row: GrowthRow };

function chosen(evidence: Evidence, wanted: Parameters<typeof culprits>[2]): readonly Chosen[] {
  const later: GrownOver = grownOver(evidence.later);
  const earlier = evidence.earlier === null ? null : grownOver(evidence.earlier);
  const rows = new Map(evidence.later.rows.map((row) => [keyOf(row), row]));
  return culprits(later, earlier, wanted).flatMap((culprit) => {
    const row = rows.get(culprit.key);
    return row === undefined ? [] : [{ culprit, row }];
  });
}

/** What is counted in pieces and grows: the first of them is what the leak is called by. */
const counted = ['fd', 'handle', 'listener'] as const;

function resourceOf(trends: Trends, first: Chosen | undefined): LeakResource {
  const growing = (resource: LeakResource) => trends[resource].trend === 'growing';
  if (growing('fd')) return 'fd';
  if (growing('external') && trends.external.late > Math.max(0, trends.heap.late)) return 'external';
  if (first?.row.container.startsWith('listeners of ') === true) return 'listener';
  if (growing('handle')) return 'handle';
  if (!growing('heap') && growing('listener')) return 'listener';
  return 'heap';
}

function bytesOf(resource: LeakResource, trends: Trends, first: Chosen | undefined): number | null {
  const { heap, external } = trends;
  if (resource === 'external') return external.late;
  const slope = bytesToExplain(trends);
  const own = first?.culprit.bytesPerUnit ?? null;
  if (slope <= 0) return own;
  // Where one culprit holds most of it, the slope tells its whole cost, with what hangs on it by other ways.
  return own === null || (first !== undefined && first.culprit.share >= 0.6)
    ? heap.trend === 'growing'
      ? heap.late
      : slope
    : own;
}

/** The class of what a chain, or a list of listeners, is made of; null for other containers. */
function linkClass({ container }: GrowthRow): string | null {
  return container.startsWith('listeners of ') ? 'Listener' : (/^chain of (\{.*?\}|\S+)/.exec(container)?.[1] ?? null);
}

const growingOf = ({ trends }: HuntSeen) => leakResources.filter((resource) => trends[resource].trend === 'growing');

/** Work done when the last snapshot was taken: what came after it, none of them can hold. */
const workInAll = ({ pair }: Evidence) => pair[1].work;

/** The containers that may explain what the samples show, the best first. */
function candidates(seen: HuntSeen, evidence: Evidence): readonly Chosen[] {
  const { trends } = seen;
  const pieces = counted.find((resource) => growingOf(seen).includes(resource));
  const measured = bytesToExplain(trends);
  const largest = Math.max(0, ...evidence.later.rows.map(({ sizeDelta }) => sizeDelta));
  return chosen(evidence, {
    bytesPerUnit: measured > 0 ? measured : largest / Math.max(1, evidence.later.work),
    piecesPerUnit: pieces === undefined ? null : trends[pieces].late,
    workInAll: workInAll(evidence),
  });
}

/** What a program is not cleared of where nothing in it is called a leak; null where there is no such thing. */
function doubtedOf(seen: HuntSeen, evidence: Evidence | null): GrowthRow | null {
  if (evidence === null) return null;
  const doubted = candidates(seen, evidence).find(
    ({ culprit, row }) =>
      isOwn(row) && mayHoldOnto(culprit) && culprit.bytesPerUnit * workInAll(evidence) > doubtBytesMin,
  );
  return doubted?.row ?? null;
}

/** The leaks that the samples and snapshots show; empty where there is none. */
function leaksOf(seen: HuntSeen, evidence: Evidence | null): readonly Leak[] {
  const { trends } = seen;
  const growing = growingOf(seen);
  const found = evidence === null ? [] : candidates(seen, evidence);
  const workSeen = evidence === null ? 0 : workInAll(evidence);
  const isSure = ({ culprit }: Chosen) => holdsOnto(culprit) && culprit.bytesPerUnit * workSeen > 4 * 1024;
  const good =
    growing.length > 0
      ? found.filter(({ culprit }) => culprit.score >= scoreMin)
      : found.filter((one) => isSure(one) && isOwn(one.row));
  const [first] = good;
  if (first === undefined && growing.length === 0) return [];
  if (first === undefined && isWarmingUp(growing, evidence)) return [];
  const resource = resourceOf(trends, first);
  const others = good
    .slice(1)
    .filter(({ culprit }) => culprit.score >= secondScoreMin && culprit.share >= secondShareMin);
  const leak = (one: Chosen | undefined, of: LeakResource, bytesPerUnit: number | null): Leak => ({
    resource: of,
    // Listeners of other things than the process are seen by what they hold.
    trend: of === 'listener' && trends.listener.trend !== 'growing' ? trends.heap : trends[of],
    isCounted: of === 'fd' || of === 'handle' || (of === 'listener' && trends.listener.trend === 'growing'),
    row: one?.row ?? null,
    culprit: one?.culprit ?? null,
    constructorName:
      one === undefined || evidence === null
        ? null
        : (linkClass(one.row) ?? elementClass(evidence.later.classes, one.row.countDelta)),
    bytesPerUnit,
  });
  const isWhole = first !== undefined && first.culprit.share >= 0.7;
  return [
    leak(first, resource, bytesOf(resource, trends, first)),
    ...(isWhole ? [] : others.slice(0, findingsMax - 1).map((one) => leak(one, 'heap', one.culprit.bytesPerUnit))),
  ];
}

/** True where only the heap grows, and what grew there is compiled code and the engine's own tables. */
function isWarmingUp(growing: readonly LeakResource[], evidence: Evidence | null): boolean {
  if (evidence === null || growing.some((resource) => resource !== 'heap')) return false;
  const { bytes, engineBytes } = evidence.later;
  return bytes <= 0 || engineBytes / bytes >= engineShareMax;
}

/** Gives what Node itself holds the place of the program's function that hangs there. */
async function placed(
  leaks: readonly Leak[],
  evidence: Evidence | null,
  heap: HuntHeap,
  control: JobControl,
): Promise<readonly Leak[]> {
  const found: Leak[] = [];
  for (const leak of leaks) {
    const { row } = leak;
    const place =
      row === null || row.place !== null || evidence === null
        ? null
        : await heap.functionBelow(evidence.pair[1].capture.captureId, row.nodeId, control);
    found.push(row === null || place === null ? leak : { ...leak, row: { ...row, place } });
  }
  return found;
}

/** Says what a hunt found: the verdict, and a finding for each leak. */
export async function concluded(
  about: {
    readonly hunt: LeakHunt;
    readonly seen: HuntSeen;
    readonly captures: readonly HuntCapture[];
    readonly target: Target;
  },
  parts: ConclusionParts,
  control: JobControl,
): Promise<Conclusion> {
  const { hunt, captures, target } = about;
  control.progress({ label: 'Comparing the snapshots', done: 0, total: null, unit: 'count' });
  const { evidence, refusal } = await comparedAll(captures, parts, control);
  const seen = { ...about.seen, noSnapshots: about.seen.noSnapshots ?? refusal };
  const leaks = await placed(leaksOf(seen, evidence), evidence, parts.heap, control);
  const verdict = verdictOf(seen, leaks, hunt.workUnit, doubtedOf(seen, evidence));
  if (verdict.verdict !== 'leak') return { verdict, findings: [], kept: [] };
  const context = {
    hunt,
    target,
    pair: evidence?.pair ?? null,
    unnamed: seen.noSnapshots === null ? null : `No two snapshots to compare: ${seen.noSnapshots}.`,
    foundAt: parts.now(),
  };
  const findings = leaks.map((leak) =>
    leakFinding(leak, {
      ...context,
      toLimitMs: leak.bytesPerUnit === null ? null : parts.toLimitMs(leak.bytesPerUnit),
    }),
  );
  return { verdict, findings, kept: evidence?.pair ?? [] };
}
