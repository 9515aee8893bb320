import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Capture } from '../../protocol/captures.ts';
import type { Evidence, Finding, Severity } from '../../protocol/findings.ts';
import type { ClassDiffRow, GrowthRow } from '../../protocol/heapRows.ts';
import type { Place } from '../../protocol/places.ts';
import type { EpochMs } from '../../protocol/units.ts';

/** What a comparison found: the two captures, what grew between them, and how large the later heap is. */
export type Comparison = {
  readonly before: Capture;
  readonly after: Capture;
  readonly growth: readonly GrowthRow[];
  readonly classes: readonly ClassDiffRow[];
  readonly heapBytes: number;
  /** By how much the heap grew in all. */
  readonly sizeDelta: number;
};

/** Growth that is called a warning: at least this much, or this share of the heap. The rest is information. */
const warningBytes = 256 * 1024;
const warningShare = 0.01;
/** Smaller growth is noise between any two snapshots. */
const noiseBytes = 1024;

const elementsMin = 2;

const rule = 'heap-growth';

function severityOf(sizeDelta: number, heapBytes: number): Severity {
  return sizeDelta >= warningBytes || sizeDelta >= heapBytes * warningShare ? 'warning' : 'info';
}

/** The same thing found again has the same id, so that a newer comparison replaces what an older one said. */
function idOf(program: string, what: string, place: Place | null): string {
  const key = [rule, program, what, place?.file ?? '', place?.symbol ?? place?.line ?? ''].join('\n');
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

const isOwn = (place: Place | null) => place !== null && !place.file.split(path.sep).includes('node_modules');

function betweenSnapshots({ before, after }: Comparison): readonly Evidence[] {
  const elapsed = after.takenAt - before.takenAt;
  return elapsed > 0 ? [{ name: 'time between the snapshots', value: elapsed, unit: 'ms' }] : [];
}

type Seen = {
  readonly what: string;
  readonly title: string;
  readonly place: Place | null;
  readonly sizeDelta: number;
  readonly nodeId: number | null;
  readonly evidence: readonly Evidence[];
  readonly retainedBy: readonly string[];
};

function seenContainer(row: GrowthRow): Seen {
  return {
    what: `${row.container} ${row.owner}`,
    title: `${row.container} of ${row.owner} grew`,
    place: row.place,
    sizeDelta: row.sizeDelta,
    nodeId: row.nodeId,
    evidence: [
      { name: 'retained size gained', value: row.sizeDelta, unit: 'bytes' },
      { name: 'elements gained', value: row.countDelta, unit: 'count' },
      { name: 'retained size', value: row.retainedSize, unit: 'bytes' },
    ],
    retainedBy: row.path
      .split(' › ')
      .filter((step) => step !== '')
      .toReversed(),
  };
}

function seenClass(row: ClassDiffRow): Seen {
  return {
    what: `class ${row.classKey}`,
    title: `${row.name} has more instances`,
    place: row.place,
    sizeDelta: row.sizeDelta,
    nodeId: row.nodeId,
    evidence: [
      { name: 'shallow size gained', value: row.sizeDelta, unit: 'bytes' },
      { name: 'instances gained', value: row.countDelta, unit: 'count' },
      { name: 'instances added', value: row.addedCount, unit: 'count' },
      { name: 'instances removed', value: row.removedCount, unit: 'count' },
    ],
    retainedBy: [],
  };
}

/**
 * What grew between two snapshots, the largest first: containers, then classes and closures of the user's own source.
 * A class at the line of a container that is already named is left out.
 */
export function growthFindings(comparison: Comparison, foundAt: EpochMs): readonly Finding[] {
  const bySize = (a: { sizeDelta: number }, b: { sizeDelta: number }) => b.sizeDelta - a.sizeDelta;
  const grown = (row: { sizeDelta: number; countDelta: number }) => row.sizeDelta >= noiseBytes && row.countDelta > 0;
  // One more element is what any two moments differ by; what grows gains them again and again.
  const containers = comparison.growth
    .filter((row) => grown(row) && row.countDelta >= elementsMin)
    .toSorted(bySize)
    .map(seenContainer);
  const taken = new Set(containers.map(({ place }) => lineOf(place)));
  const classes = comparison.classes
    .filter((row) => grown(row) && isOwn(row.place) && !taken.has(lineOf(row.place)))
    .toSorted(bySize)
    .map(seenClass);
  // A container with a place says more than one without: it leads to the line.
  const ordered = [
    ...containers.filter(({ place }) => isOwn(place)),
    ...classes,
    ...containers.filter(({ place }) => !isOwn(place)),
  ];
  return ordered.map((seen) => findingOf(seen, comparison, foundAt));
}

const lineOf = (place: Place | null) => (place === null ? '' : `${place.file}:${place.line}`);

function findingOf(seen: Seen, comparison: Comparison, foundAt: EpochMs): Finding {
  const { before, after } = comparison;
  return {
    findingId: idOf(after.targetName ?? '', seen.what, seen.place),
    rule,
    title: seen.title,
    severity: severityOf(seen.sizeDelta, comparison.heapBytes),
    place: seen.place,
    ...(seen.place === null ? { placeReason: placeReason(after) } : {}),
    evidence: [...seen.evidence, ...betweenSnapshots(comparison)],
    saving: { name: 'growth between the two snapshots', value: seen.sizeDelta, unit: 'bytes' },
    ...(comparison.sizeDelta > 0 ? { savingShare: Math.min(1, seen.sizeDelta / comparison.sizeDelta) } : {}),
    confidence: 'possible',
    disprovedBy: 'A third snapshot after the same work in which this holds no more than in the second.',
    state: 'new',
    foundAt,
    ...(after.targetId === undefined ? {} : { targetId: after.targetId }),
    ...(after.targetName === undefined ? {} : { program: after.targetName }),
    diff: { before: before.captureId, after: after.captureId, nodeId: seen.nodeId },
    retainedBy: seen.retainedBy,
  };
}

function placeReason(after: Capture): string {
  return after.way === 'import'
    ? 'The file does not say where its scripts are.'
    : 'It was not made by a script of which the source is known.';
}
