import type { Page, RetainingStep } from './heapRows.ts';
import type { Place, ScriptLocation } from './places.ts';
import type { Bytes, Count } from './units.ts';

/** A page of a table of which only the largest rows are kept. */
export type TablePage<Row> = Page<Row> & { readonly omitted: Count };

/** A text of the heap, or several of one content. */
export type StringRow = {
  /** One of them. */
  readonly nodeId: number;
  /** Its beginning. */
  readonly text: string;
  /** Characters; null where the file does not hold the whole text. */
  readonly length: Count | null;
  readonly count: Count;
  /** Bytes of one of them. */
  readonly size: Bytes;
  /** Bytes of all; of a text joined of parts, with its parts. */
  readonly totalSize: Bytes;
  /** Bytes that one of them would save. */
  readonly wastedSize: Bytes;
  readonly retainedSize: Bytes;
};
export const stringOrders = ['duplicates', 'longest'] as const;
export type StringOrder = (typeof stringOrders)[number];

/** All functions made at one place of the source; built-in ones by name. */
export type ClosureRow = {
  /** The one that retains most. */
  readonly nodeId: number;
  readonly name: string;
  readonly location: ScriptLocation | null;
  readonly place: Place | null;
  readonly count: Count;
  readonly shallowSize: Bytes;
  /** Bytes that would go with all of them. */
  readonly retainedSize: Bytes;
};

export const moduleKinds = ['package', 'file'] as const;

/** Memory of a package or a file. */
export type ModuleRow = {
  readonly by: (typeof moduleKinds)[number];
  readonly name: string;
  /** Functions, scopes, instances and scripts that are of it by themselves, and their bytes. */
  readonly count: Count;
  readonly shallowSize: Bytes;
  /** Its share of the heap: those, and what lies below them down to the next module. All rows add up to the whole. */
  readonly size: Bytes;
  /** Bytes that would go with all of it. */
  readonly retainedSize: Bytes;
};

/** A variable of a scope, over all living scopes of that sort. */
export type ScopeVariable = {
  readonly name: string;
  /** What it holds in the largest of them. */
  readonly value: string;
  readonly nodeId: number;
  /** Bytes that would go with the values in all of them. */
  readonly retainedSize: Bytes;
  /** False where the source shows that no living function reads it; null where the source is not at hand. */
  readonly isRead: boolean | null;
};

/** The living scopes of one sort: made by one function, with the same variables. */
export type ScopeRow = {
  readonly scope: number;
  /** The scope it lies in; null for the scope of a module. */
  readonly parent: number | null;
  readonly name: string;
  readonly location: ScriptLocation | null;
  readonly place: Place | null;
  /** The scope that retains most. */
  readonly nodeId: number;
  readonly count: Count;
  /** Scopes that lie directly in it, by sort. */
  readonly childCount: Count;
  readonly closureCount: Count;
  readonly shallowSize: Bytes;
  readonly retainedSize: Bytes;
  readonly variables: readonly ScopeVariable[];
};

/** A way from a root to a node. */
export type RetainingPath = {
  /** Names from the root to the node, application names first, internals folded. */
  readonly text: string;
  /** Nearest holder first. */
  readonly steps: readonly RetainingStep[];
  /** No way is shorter. */
  readonly isShortest: boolean;
};

/** The ways by which a node is held, those that tell most first. */
export type NodePaths = {
  readonly nodeId: number;
  readonly name: string;
  readonly kind: string;
  readonly paths: readonly RetainingPath[];
  readonly retainerCount: Count;
};

/** A copy of a capture without its texts, for others. */
export type SharedCapture = {
  readonly file: string;
  readonly fileBytes: Bytes;
  /** Strings of the file that were replaced: texts, keys of dictionaries, attributes of elements, names of weak entries. */
  readonly replaced: {
    readonly texts: Count;
    readonly keys: Count;
    readonly elements: Count;
    readonly pairs: Count;
  };
  /** Strings that stand in the copy as they were. */
  readonly kept: Count;
  /** What can still be read in it, a phrase each. */
  readonly remains: readonly string[];
};

/** What a function allocated while it was watched. */
export type AllocationRow = {
  readonly name: string;
  readonly location: ScriptLocation | null;
  readonly place: Place | null;
  /** Bytes it allocated itself; of a sampling profile, an estimate of what was still there at its end. */
  readonly selfSize: Bytes;
  /** With the functions that it called. */
  readonly totalSize: Bytes;
  /** Objects it allocated; null in a sampling profile. */
  readonly count: Count | null;
  /** What of them is in the snapshot; null in a sampling profile. */
  readonly liveSize: Bytes | null;
  readonly liveCount: Count | null;
  /** The classes of those, the largest first. */
  readonly classes: readonly { readonly name: string; readonly count: Count; readonly size: Bytes }[];
};

/** What was allocated up to a moment since the one before, and is still there. */
export type AllocationMoment = { readonly atMs: number; readonly count: Count; readonly size: Bytes };

/** A page of allocations by function, those first of which most is still there. */
export type AllocationPage = TablePage<AllocationRow> & {
  readonly source: 'sampling' | 'tracking';
  readonly totalSize: Bytes;
  readonly timeline: readonly AllocationMoment[];
};
