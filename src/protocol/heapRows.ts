import type { Place, ScriptLocation } from './places.ts';
import type { Bytes, Count } from './units.ts';

/** Something wrong with a file of which the rest could be read. */
export type Problem = { readonly where: string; readonly what: string };

/** A page of rows: the rows asked for, and how many there are in all. */
export type Page<Row> = { readonly total: Count; readonly start: Count; readonly rows: readonly Row[] };

/** Which rows are asked for. `sort` names a column of the row; `filter` is a case-insensitive part of the name. */
export type PageRequest = {
  readonly start: Count;
  readonly end: Count;
  readonly sort: string;
  readonly descending: boolean;
  readonly filter: string;
};

/** Figures of a whole snapshot. Shallow size is the sum over all nodes, reachable or not. */
export type HeapFigures = {
  readonly fileBytes: Bytes;
  readonly nodeCount: Count;
  readonly edgeCount: Count;
  readonly shallowSize: Bytes;
  readonly classCount: Count;
  readonly problems: readonly Problem[];
};

/**
 * What the nodes of a snapshot tell before its edges are known. Plain objects are one class here, and what belongs to
 * another object stands for itself: later figures give it to its owner.
 */
export type FirstCounts = {
  readonly nodeCount: Count;
  readonly shallowSize: Bytes;
  /** The largest first. */
  readonly classes: readonly { readonly name: string; readonly count: Count; readonly shallowSize: Bytes }[];
};

/** Added by the standard engine to distances that lead only through its own roots: people are told so instead. */
export const systemDistance = 100_000_000;

/** One class group, counted as the standard engine counts it. `distance` is null where no path leads there. */
export type ClassRow = {
  readonly classIndex: number;
  readonly name: string;
  readonly location: ScriptLocation | null;
  readonly place: Place | null;
  readonly count: Count;
  readonly shallowSize: Bytes;
  readonly retainedSize: Bytes;
  readonly distance: number | null;
};

/** What changed of one class between two snapshots of one process. */
export type ClassDiffRow = {
  readonly classKey: string;
  readonly name: string;
  readonly location: ScriptLocation | null;
  readonly place: Place | null;
  readonly addedCount: Count;
  readonly removedCount: Count;
  readonly countDelta: number;
  readonly addedSize: Bytes;
  readonly removedSize: Bytes;
  readonly sizeDelta: number;
  /** A node of the class in the later snapshot, new since the earlier where there is one: where a path can start. */
  readonly nodeId: number | null;
};

/** A container that holds more elements than before: same object, grown. */
export type GrowthRow = {
  /** The engine's id of the container: the same in both snapshots. */
  readonly nodeId: number;
  /** For people: `Map (table) sessions`, `Array queue`, `listeners of AbortSignal 'abort'`. */
  readonly container: string;
  /** Who owns it: `module gateway.ts`, a class, or a function. */
  readonly owner: string;
  /** What the source would call it: `Gateway.sessions`, `tenants['acme'].users`, `bus.on('reply')`. */
  readonly expression: string;
  /** Elements gained; of texts and buffers, bytes. */
  readonly countDelta: number;
  /** Bytes that came with them: retained size gained, and new elements that others hold as well. */
  readonly sizeDelta: number;
  readonly retainedSize: Bytes;
  /** Set where the row stands for several containers that one place of the source fills: how many; sums of all. */
  readonly times?: Count;
  /** Names from the root to the container, application names first, internals folded. */
  readonly path: string;
  readonly location: ScriptLocation | null;
  readonly place: Place | null;
};

export const edgeKinds = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/** One step of a retaining path, from the object towards the root. */
export type RetainingStep = {
  readonly nodeId: number;
  readonly name: string;
  readonly edgeName: string;
  readonly edgeKind: EdgeKind;
  readonly distance: number | null;
  /** Set where the step stands for a linked chain: how many things of one class it goes through. */
  readonly times?: Count;
  /** Set between the outermost step of the program and the root, where the path goes through Node's own objects. */
  readonly isNodes?: boolean;
  readonly place: Place | null;
};

/** One node, as the detail view and `heap node` show it. */
export type NodeDetail = {
  readonly nodeId: number;
  readonly name: string;
  readonly kind: string;
  readonly shallowSize: Bytes;
  readonly retainedSize: Bytes;
  readonly distance: number | null;
  readonly dominatorId: number | null;
  /** Direct retainers, the nearest to the root first; at most `retainersMax`. */
  readonly retainers: readonly RetainingStep[];
  readonly retainerCount: Count;
  /** The shortest path to a root, nearest holder first. */
  readonly path: readonly RetainingStep[];
  readonly place: Place | null;
};

/** Diff of two snapshots: the head; rows are asked for by page. */
export type HeapDiffFigures = {
  readonly before: HeapFigures;
  readonly after: HeapFigures;
  readonly sizeDelta: number;
  readonly countDelta: number;
  readonly classCount: Count;
  readonly growthCount: Count;
  /** Objects by their ids: only in the later one, only in the earlier one, in both. Null where ids say nothing. */
  readonly objects: { readonly added: Count; readonly removed: Count; readonly survived: Count } | null;
  /** Set where the earlier one was taken after the later one, as far as the ids tell: what to do about it. */
  readonly orderProblem: string | null;
  /** Set where the two are not of one process: then only class tables are compared, and this says why. */
  readonly identityRefusal: string | null;
  readonly problems: readonly Problem[];
};

/** A rectangle of the dominator icicle. Children of one parent lie side by side, largest first; the rest is summed up. */
export type IcicleNode = {
  readonly nodeId: number | null;
  readonly label: string;
  readonly retainedSize: Bytes;
  readonly count: Count;
  readonly children: readonly IcicleNode[];
};
