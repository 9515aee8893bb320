import { classPage, type ClassChoice, type ClassFacts } from '../../../analysis/heap/classPage.ts';
import { heapFigures, type SnapshotFront } from '../../../analysis/heap/snapshot.ts';
import type { HeapFigures, Page, PageRequest } from '../../../protocol/heapRows.ts';

/** Figures of a snapshot. */
export function snapshotFigures({ snapshot }: { readonly snapshot: SnapshotFront }): HeapFigures {
  return heapFigures(snapshot);
}

/** A page of a snapshot's classes. */
export function snapshotClasses({
  snapshot,
  page,
  which = 'all',
}: {
  readonly snapshot: SnapshotFront;
  readonly page: PageRequest;
  readonly which?: ClassChoice;
}): Page<ClassFacts> {
  return classPage(snapshot, page, which);
}
