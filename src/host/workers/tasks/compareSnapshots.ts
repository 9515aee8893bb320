import { classDiff, classDiffPage, type ClassDiff, type ClassDiffFacts } from '../../../analysis/heap/classDiff.ts';
import { classTablesDiff } from '../../../analysis/heap/classTablesDiff.ts';
import { counterparts, highestId, sameness, survival } from '../../../analysis/heap/counterparts.ts';
import { growthBetween } from '../../../analysis/heap/growth.ts';
import { growthCauses } from '../../../analysis/heap/growthCauses.ts';
import { growthRow, type GrowthFacts } from '../../../analysis/heap/growthRows.ts';
import type { Watch } from '../../../analysis/heap/halt.ts';
import { placesInOrder } from '../../../analysis/heap/icicle.ts';
import type { Retainers } from '../../../analysis/heap/retainers.ts';
import type { Snapshot } from '../../../analysis/heap/snapshot.ts';
import type { StringTable } from '../../../analysis/heap/stringTable.ts';
import type { HeapDiffFigures, Page, PageRequest } from '../../../protocol/heapRows.ts';
import { probeFileName } from '../../../protocol/probeChannel.ts';
import { withStrings } from '../withStrings.ts';

/** A snapshot and the file its strings stay in. */
export type SnapshotOfFile = { readonly file: string; readonly snapshot: Snapshot };

/** Less of the common ids than this mean the same object: then they are ids of another process. */
const sameShareMin = 0.9;

/** What a comparison found. `refusal` says why objects were not compared one by one. */
export type ComparedSnapshots = {
  readonly classes: ClassDiff;
  readonly growth: readonly GrowthFacts[];
  readonly refusal: string | null;
  readonly objects: HeapDiffFigures['objects'];
  readonly orderProblem: string | null;
};

export type CompareParams = {
  readonly before: SnapshotOfFile;
  readonly after: SnapshotOfFile;
  /** Who holds what in the later one. */
  readonly retainers: Retainers;
  /** Urls known from the live process, beside those the file tells. */
  readonly scripts: readonly (readonly [scriptId: number, url: string])[];
  /** Why the two are known to be of different processes; null where they may be of one. */
  readonly knownRefusal: string | null;
};

function refusalOf(share: number | null): string | null {
  if (share === null) return 'The two files have next to no object ids in common: they are not of one process.';
  if (share >= sameShareMin) return null;
  const percent = Math.round(share * 100);
  return `Only ${percent} % of the object ids that both files have mean the same object: they are of two processes, or of one that was left in between.`;
}

/** What two snapshots of different processes allow. */
function tablesOnly(before: Snapshot, after: Snapshot, refusal: string): ComparedSnapshots {
  return { classes: classTablesDiff(before, after), growth: [], refusal, objects: null, orderProblem: null };
}

function orderProblemOf(earlier: number, later: number): string | null {
  if (earlier <= later) return null;
  return `The first file was taken after the second: its newest object is @${earlier}, that of the second @${later}. Change their order to see what grew.`;
}

/** Our probe lives in the program while it is watched, and is not what grows there. */
function isOurs({ location }: GrowthFacts, urls: ReadonlyMap<number, string>): boolean {
  const url = location === null ? undefined : (urls.get(location.scriptId) ?? location.url);
  return url?.split(/[\\/]/).at(-1) === probeFileName;
}

function compareObjects(
  { before, after, retainers, scripts }: CompareParams,
  strings: { readonly before: StringTable; readonly after: StringTable },
  watch: Watch,
): ComparedSnapshots {
  const earlier = { snapshot: before.snapshot, strings: strings.before, graph: before.snapshot.graph };
  const later = { snapshot: after.snapshot, strings: strings.after, graph: after.snapshot.graph };
  const found = counterparts(later.graph, earlier.graph, watch);
  const refusal = refusalOf(sameness(later, earlier, found));
  if (refusal !== null) return tablesOnly(before.snapshot, after.snapshot, refusal);
  const urls = new Map([...after.snapshot.scripts, ...scripts]);
  const held = {
    snapshot: after.snapshot,
    strings: strings.after,
    retainers,
    urls,
    places: placesInOrder(after.snapshot),
  };
  return {
    classes: classDiff(before.snapshot, after.snapshot, strings.before, found, watch),
    growth: growthCauses(
      growthBetween(earlier, later, found, watch)
        .map((growth) => growthRow(held, growth))
        .filter((row) => !isOurs(row, urls)),
    ),
    refusal: null,
    objects: survival(later.graph, earlier.graph, found),
    orderProblem: orderProblemOf(highestId(earlier.graph), highestId(later.graph)),
  };
}

/** Compares two snapshots: object by object where they are of one process, else by their class tables. */
export function compareSnapshots(params: CompareParams, watch: Watch): ComparedSnapshots {
  const { before, after, knownRefusal } = params;
  if (knownRefusal !== null) return tablesOnly(before.snapshot, after.snapshot, knownRefusal);
  return withStrings(before.file, before.snapshot.graph, (beforeStrings) =>
    withStrings(after.file, after.snapshot.graph, (afterStrings) =>
      compareObjects(params, { before: beforeStrings, after: afterStrings }, watch),
    ),
  );
}

/** A page of the classes of a comparison. */
export function comparedClasses({
  classes,
  before,
  after,
  page,
}: {
  readonly classes: ClassDiff;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly page: PageRequest;
}): Page<ClassDiffFacts> {
  return classDiffPage(classes, before, after, page);
}
