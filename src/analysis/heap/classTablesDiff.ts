import { type ClassDiff, classDiffColumns, type ClassDiffRowParts } from './classDiff.ts';
import { locationAt, type Snapshot } from './snapshot.ts';
import { textAt } from './textColumn.ts';

/** Between processes ids of scripts differ: a class is the same by its constructor's place, else by its name. */
function keyBetweenProcesses(snapshot: Snapshot, index: number): string {
  const name = textAt(snapshot.classNames, index);
  const location = locationAt(snapshot, snapshot.classLocations[index]);
  return location?.url === undefined ? `,${name}` : `${location.url},${location.line},${location.column},${name}`;
}

type Sums = { count: number; size: number; readonly index: number };

function sumsByKey(snapshot: Snapshot): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  const { classes, classNames } = snapshot;
  for (let index = 0; index < classNames.count; index += 1) {
    if (classes.count[index] === 0) continue;
    const key = keyBetweenProcesses(snapshot, index);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { count: classes.count[index], size: classes.shallow[index], index });
    else {
      sum.count += classes.count[index];
      sum.size += classes.shallow[index];
    }
  }
  return sums;
}

/**
 * Compares the class tables of two snapshots whose objects have nothing to do with each other: what a class has more
 * counts as added, what it has less as removed.
 */
export function classTablesDiff(before: Snapshot, after: Snapshot): ClassDiff {
  const earlier = sumsByKey(before);
  const later = sumsByKey(after);
  const rows: [string, ClassDiffRowParts][] = [];
  for (const key of new Set([...earlier.keys(), ...later.keys()])) {
    const then = earlier.get(key);
    const now = later.get(key);
    const count = (now?.count ?? 0) - (then?.count ?? 0);
    const size = (now?.size ?? 0) - (then?.size ?? 0);
    if (count === 0 && size === 0) continue;
    const from = now === undefined ? before : after;
    const index = now?.index ?? then?.index ?? 0;
    const row = from.classLocations[index];
    rows.push([
      key,
      {
        name: textAt(from.classNames, index),
        location: row < 0 ? -1 : now === undefined ? -2 - row : row,
        addedCount: Math.max(0, count),
        removedCount: Math.max(0, -count),
        addedSize: Math.max(0, size),
        removedSize: Math.max(0, -size),
        example: now === undefined ? -1 : after.classes.example[now.index],
      },
    ]);
  }
  return classDiffColumns(rows);
}
