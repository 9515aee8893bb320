import type { ClassDiffRow, Page, PageRequest } from '../../protocol/heapRows.ts';
import { namedClasses } from './classNames.ts';
import type { Counterparts } from './counterparts.ts';
import { detachedNodes } from './domState.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { noDistance } from './kinds.ts';
import { pageRows } from './rowPage.ts';
import { plainObjects } from './shapes.ts';
import { locationAt, shallowSizeOf, type Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';
import { textAt, textColumn, type TextColumn } from './textColumn.ts';

/** What changed of each class between two snapshots: columns in shared memory, unchanged classes left out. */
export type ClassDiff = {
  readonly names: TextColumn;
  readonly keys: TextColumn;
  /** Row of the later snapshot's locations, or where a class is only in the earlier one, -2 less that row; -1 for none. */
  readonly location: Int32Array;
  readonly addedCount: Uint32Array;
  readonly removedCount: Uint32Array;
  readonly addedSize: Float64Array;
  readonly removedSize: Float64Array;
  /** Node ordinal of the later snapshot where a path can start, or -1. */
  readonly example: Int32Array;
};

/** A class diff row before its place is looked up. */
export type ClassDiffFacts = Omit<ClassDiffRow, 'place'>;

/** A row in the making. */
export type ClassDiffRowParts = {
  readonly name: string;
  readonly location: number;
  addedCount: number;
  removedCount: number;
  addedSize: number;
  removedSize: number;
  example: number;
};

function keyOf(snapshot: Snapshot, name: string, row: number): string {
  if (row < 0) return `,${name}`;
  const { script, line, column } = snapshot.graph.locations;
  return `${script[row]},${line[row]},${column[row]},${name}`;
}

/** Classes of the earlier snapshot, its plain objects named by the interfaces of the later. */
function renamed(before: Snapshot, after: Snapshot, strings: StringTable, watch: Watch) {
  const objects = plainObjects(before.graph, strings, watch);
  return namedClasses(
    before.graph,
    strings,
    objects,
    after.definitions,
    detachedNodes(before.graph),
    new Uint32Array(before.graph.nodeCount),
    watch,
  );
}

/** Rows of all classes of both snapshots, by key, and the row of each class index of either. */
function rowsOf(before: Snapshot, after: Snapshot, beforeNames: ReturnType<typeof renamed>['names']) {
  const rows = new Map<string, ClassDiffRowParts>();
  const rowFor = (key: string, name: string, location: number): ClassDiffRowParts => {
    let row = rows.get(key);
    if (row === undefined) {
      row = { name, location, addedCount: 0, removedCount: 0, addedSize: 0, removedSize: 0, example: -1 };
      rows.set(key, row);
    }
    return row;
  };
  const ofAfter: ClassDiffRowParts[] = [];
  for (let index = 0; index < after.classNames.count; index += 1) {
    const name = textAt(after.classNames, index);
    const location = after.classLocations[index];
    ofAfter.push(rowFor(keyOf(after, name, location), name, location));
  }
  const ofBefore = beforeNames.map(({ name, location }) =>
    rowFor(keyOf(before, name, location), name, location < 0 ? -1 : -2 - location),
  );
  return { rows, ofAfter, ofBefore };
}

/** A node of each changed class to look at first: a new one where there is one, and of those the nearest to a root. */
function betterExample(
  after: Snapshot,
  row: ClassDiffRowParts,
  node: number,
  isNew: boolean,
  newExamples: Set<ClassDiffRowParts>,
): void {
  const far = after.distances[node];
  if (far === noDistance) return;
  const hasNew = newExamples.has(row);
  if (hasNew && !isNew) return;
  const isCloser = row.example < 0 || far < after.distances[row.example];
  if (isCloser || (isNew && !hasNew)) row.example = node;
  if (isNew) newExamples.add(row);
}

/**
 * Compares two snapshots of one process by class, as the standard engine does: an object is the same where its id and
 * class are, however much it grew. Objects without a size are counted nowhere.
 */
export function classDiff(
  before: Snapshot,
  after: Snapshot,
  beforeStrings: StringTable,
  found: Counterparts,
  watch: Watch,
): ClassDiff {
  const earlier = renamed(before, after, beforeStrings, watch);
  const { rows, ofAfter, ofBefore } = rowsOf(before, after, earlier.names);
  const survives = new Uint8Array(before.graph.nodeCount);
  const newExamples = new Set<ClassDiffRowParts>();
  for (let node = 0; node < after.graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    const size = shallowSizeOf(after, node);
    if (size === 0) continue;
    const row = ofAfter[after.classOf[node]];
    const other = found[node];
    const isSame = other >= 0 && shallowSizeOf(before, other) > 0 && ofBefore[earlier.classOf[other]] === row;
    if (isSame) survives[other] = 1;
    else {
      row.addedCount += 1;
      row.addedSize += size;
    }
    betterExample(after, row, node, !isSame, newExamples);
  }
  for (let node = 0; node < before.graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    const size = shallowSizeOf(before, node);
    if (size === 0 || survives[node] !== 0) continue;
    const row = ofBefore[earlier.classOf[node]];
    row.removedCount += 1;
    row.removedSize += size;
  }
  return classDiffColumns([...rows].filter(([, row]) => row.addedCount > 0 || row.removedCount > 0));
}

/** Rows as columns in shared memory. */
export function classDiffColumns(rows: readonly (readonly [key: string, row: ClassDiffRowParts])[]): ClassDiff {
  const shared = (bytes: number) => new SharedArrayBuffer(rows.length * bytes);
  const diff: ClassDiff = {
    names: textColumn(rows.map(([, row]) => row.name)),
    keys: textColumn(rows.map(([key]) => key)),
    location: new Int32Array(shared(4)),
    addedCount: new Uint32Array(shared(4)),
    removedCount: new Uint32Array(shared(4)),
    addedSize: new Float64Array(shared(8)),
    removedSize: new Float64Array(shared(8)),
    example: new Int32Array(shared(4)),
  };
  rows.forEach(([, row], at) => {
    diff.location[at] = row.location;
    diff.addedCount[at] = row.addedCount;
    diff.removedCount[at] = row.removedCount;
    diff.addedSize[at] = row.addedSize;
    diff.removedSize[at] = row.removedSize;
    diff.example[at] = row.example;
  });
  return diff;
}

/** The changed classes by page. */
export function classDiffPage(
  diff: ClassDiff,
  before: Snapshot,
  after: Snapshot,
  page: PageRequest,
): Page<ClassDiffFacts> {
  const nameOf = (row: number) => textAt(diff.names, row);
  const countDelta = (row: number) => diff.addedCount[row] - diff.removedCount[row];
  const sizeDelta = (row: number) => diff.addedSize[row] - diff.removedSize[row];
  const candidates = Array.from({ length: diff.names.count }, (_, row) => row);
  const { total, rows } = pageRows(candidates, page, nameOf, {
    name: nameOf,
    addedCount: (row) => diff.addedCount[row],
    removedCount: (row) => diff.removedCount[row],
    countDelta,
    addedSize: (row) => diff.addedSize[row],
    removedSize: (row) => diff.removedSize[row],
    sizeDelta,
  });
  return {
    total,
    start: page.start,
    rows: rows.map((row) => {
      const at = diff.location[row];
      return {
        classKey: textAt(diff.keys, row),
        name: nameOf(row),
        location: at < -1 ? locationAt(before, -2 - at) : locationAt(after, at),
        addedCount: diff.addedCount[row],
        removedCount: diff.removedCount[row],
        countDelta: countDelta(row),
        addedSize: diff.addedSize[row],
        removedSize: diff.removedSize[row],
        sizeDelta: sizeDelta(row),
        nodeId: diff.example[row] < 0 ? null : after.graph.id[diff.example[row]],
      };
    }),
  };
}
