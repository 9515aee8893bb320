import type { ClassRow, Page, PageRequest } from '../../protocol/heapRows.ts';
import { noDistance } from './kinds.ts';
import { pageRows } from './rowPage.ts';
import { locationAt, type SnapshotFront } from './snapshot.ts';
import { textAt } from './textColumn.ts';

/** A class row before its place is looked up. */
export type ClassFacts = Omit<ClassRow, 'place'>;

const shownDistance = (distance: number) => (distance === noDistance ? null : distance);

/** The classes of a snapshot that have a size, by page. */
export function classPage(snapshot: SnapshotFront, page: PageRequest): Page<ClassFacts> {
  const { classes, classNames, classLocations } = snapshot;
  const candidates: number[] = [];
  for (let row = 0; row < classNames.count; row += 1) if (classes.count[row] > 0) candidates.push(row);
  const nameOf = (row: number) => textAt(classNames, row);
  const { total, rows } = pageRows(candidates, page, nameOf, {
    name: nameOf,
    count: (row) => classes.count[row],
    shallowSize: (row) => classes.shallow[row],
    retainedSize: (row) => classes.retained[row],
    distance: (row) => shownDistance(classes.distance[row]),
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
