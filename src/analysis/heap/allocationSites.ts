import type { AllocationMoment, AllocationRow } from '../../protocol/heapTables.ts';
import type { ScriptLocation } from '../../protocol/places.ts';
import { shallowSizeOf, type Snapshot } from './snapshot.ts';
import type { TableFacts } from './stringRows.ts';
import type { StringTable } from './stringTable.ts';
import { textAt } from './textColumn.ts';
import type { TraceSections } from './traceSections.ts';

/** A row of allocations before its place is looked up. */
export type AllocationFacts = Omit<AllocationRow, 'place'>;

/** What allocated, from a profile or a snapshot: the rows, and the whole. */
export type AllocationTable = TableFacts<AllocationFacts> & {
  readonly totalSize: number;
  readonly timeline: readonly AllocationMoment[];
};

/** One place in the tree of calls, whatever file it comes from. `parent` is -1 for the root. */
export type CallNode = {
  readonly name: string;
  readonly location: ScriptLocation | null;
  readonly parent: number;
  readonly size: number;
  readonly count: number | null;
};

const classesMax = 5;
const momentsMax = 500;
/** A damaged file can name a function that it does not have. */
const unknownFunction = { name: 0, script: 0, scriptId: 0, line: 0, column: 0 };

const keyOf = ({ name, location }: CallNode) =>
  location === null ? `,${name}` : `${location.scriptId},${location.line},${location.column},${name}`;

type Sums = {
  readonly first: CallNode;
  self: number;
  total: number;
  count: number | null;
  live: { count: number; size: number } | null;
  readonly classes: Map<number, { count: number; size: number }>;
};

/** Sums by function: its own, and with all it called; a function that calls itself counts once. */
function sumsByFunction(calls: readonly CallNode[]): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  const keys = calls.map(keyOf);
  const own = (at: number): Sums => {
    const key = keys[at];
    let sum = sums.get(key);
    if (sum === undefined) {
      sum = { first: calls[at], self: 0, total: 0, count: null, live: null, classes: new Map() };
      sums.set(key, sum);
    }
    return sum;
  };
  calls.forEach(({ size, count }, at) => {
    const sum = own(at);
    sum.self += size;
    if (count !== null) sum.count = (sum.count ?? 0) + count;
    if (size === 0) return;
    const seen = new Set<string>();
    for (let up = at; up >= 0; up = calls[up].parent) {
      if (seen.has(keys[up])) continue;
      seen.add(keys[up]);
      own(up).total += size;
    }
  });
  return sums;
}

function rowsFrom(
  sums: Iterable<Sums>,
  classNameOf: (of: number) => string,
  rowsMax: number,
): TableFacts<AllocationFacts> {
  const found = [...sums].filter(({ self, live }) => self > 0 || (live?.size ?? 0) > 0);
  const ordered = found.sort((a, b) => (b.live?.size ?? 0) - (a.live?.size ?? 0) || b.self - a.self);
  const rows = ordered.slice(0, rowsMax).map(({ first, self, total, count, live, classes }): AllocationFacts => ({
    name: first.name,
    location: first.location,
    selfSize: self,
    totalSize: total,
    count,
    liveSize: live?.size ?? null,
    liveCount: live?.count ?? null,
    classes: [...classes]
      .sort(([, a], [, b]) => b.size - a.size)
      .slice(0, classesMax)
      .map(([of, sum]) => ({ name: classNameOf(of), ...sum })),
  }));
  return { rows, omitted: Math.max(0, ordered.length - rowsMax) };
}

/** Allocations by function from a tree of calls alone. */
export function allocationRows(calls: readonly CallNode[], rowsMax: number): AllocationTable {
  const rows = rowsFrom(sumsByFunction(calls).values(), () => '', rowsMax);
  return { ...rows, totalSize: calls.reduce((sum, { size }) => sum + size, 0), timeline: [] };
}

/** What was allocated between two samples and is still there. */
function timelineOf(snapshot: Snapshot, { samples }: TraceSections): readonly AllocationMoment[] {
  const { graph } = snapshot;
  const counts = samples.map(() => ({ count: 0, size: 0 }));
  for (let node = 0; node < graph.nodeCount; node += 1) {
    const id = graph.id[node];
    let low = 0;
    let high = samples.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (samples[middle].lastId < id) low = middle + 1;
      else high = middle;
    }
    const found = counts[low];
    if (found === undefined || low === 0) continue;
    found.count += 1;
    found.size += shallowSizeOf(snapshot, node);
  }
  return samples
    .map(({ atUs }, at) => ({ atMs: atUs / 1_000, ...counts[at] }))
    .slice(1)
    .slice(0, momentsMax);
}

/** Allocations of a snapshot for which they were tracked, joined to what of them is still there and of which class. */
export function trackedAllocations(
  snapshot: Snapshot,
  strings: StringTable,
  traces: TraceSections,
  rowsMax: number,
): AllocationTable {
  const { functions, nodes, traceOf } = traces;
  const calls = nodes.map(({ function: of, parent, size, count }): CallNode => {
    const { name, script, scriptId, line, column } = functions[of] ?? unknownFunction;
    const url = strings.text(script);
    const isPlaced = line > 0 && url !== '';
    const location = { scriptId, line: line - 1, column: Math.max(0, column - 1), url };
    return { name: strings.text(name), location: isPlaced ? location : null, parent, size, count };
  });
  const sums = sumsByFunction(calls);
  const placeOf = new Map(nodes.map(({ id }, at) => [id, at]));
  for (let node = 0; node < snapshot.graph.nodeCount; node += 1) {
    const call = traceOf[node] === 0 ? undefined : placeOf.get(traceOf[node]);
    const sum = call === undefined ? undefined : sums.get(keyOf(calls[call]));
    if (sum === undefined) continue;
    const size = shallowSizeOf(snapshot, node);
    sum.live ??= { count: 0, size: 0 };
    sum.live.count += 1;
    sum.live.size += size;
    const of = sum.classes.get(snapshot.classOf[node]);
    if (of === undefined) sum.classes.set(snapshot.classOf[node], { count: 1, size });
    else {
      of.count += 1;
      of.size += size;
    }
  }
  for (const sum of sums.values()) sum.live ??= { count: 0, size: 0 };
  const rows = rowsFrom(sums.values(), (of) => textAt(snapshot.classNames, of), rowsMax);
  const totalSize = nodes.reduce((sum, { size }) => sum + size, 0);
  return { ...rows, totalSize, timeline: timelineOf(snapshot, traces) };
}
