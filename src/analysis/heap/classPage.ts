import type { ClassRow, Page, PageRequest } from '../../protocol/heapRows.ts';
import type { ScriptLocation } from '../../protocol/places.ts';
import { noDistance } from './kinds.ts';
import { pageRows } from './rowPage.ts';
import { locationAt, type SnapshotFront } from './snapshot.ts';
import { textAt } from './textColumn.ts';

/** A class row before its place is looked up. */
export type ClassFacts = Omit<ClassRow, 'place'>;

const shownDistance = (distance: number) => (distance === noDistance ? null : distance);

/** Rows sorted by place stand as in the source; those without one come last. */
const placeKey = (location: ScriptLocation | null) =>
  location === null ? null : `${location.url ?? ''}:${String(location.line).padStart(9, '0')}`;

/** All classes, or those whose constructor's place the file tells. */
export type ClassChoice = 'all' | 'placed';

/** The classes of a snapshot that have a size, by page. */
export function classPage(snapshot: SnapshotFront, page: PageRequest, which: ClassChoice = 'all'): Page<ClassFacts> {
  const { classes, classNames, classLocations } = snapshot;
  const candidates: number[] = [];
  for (let row = 0; row < classNames.count; row += 1)
    if (classes.count[row] > 0 && (which === 'all' || classLocations[row] >= 0)) candidates.push(row);
  const nameOf = (row: number) => textAt(classNames, row);
  const { total, rows } = pageRows(candidates, page, nameOf, {
    name: nameOf,
    count: (row) => classes.count[row],
    shallowSize: (row) => classes.shallow[row],
    retainedSize: (row) => classes.retained[row],
    distance: (row) => shownDistance(classes.distance[row]),
    place: (row) => placeKey(locationAt(snapshot, classLocations[row])),
  });
  return {
    total,
    start: page.start,
    rows: rows.map((row) => ({
      classIndex: row,
      name: nameOf(row),
      location: locationAt(snapshot, classLocations[row]),
      count: classes.count[row],
      shallowSize: classes.shallow[row],
      retainedSize: classes.retained[row],
      distance: shownDistance(classes.distance[row]),
    })),
  };
}
