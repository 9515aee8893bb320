import type { Watch } from '../../../analysis/heap/halt.ts';
import type { Snapshot, SnapshotFront } from '../../../analysis/heap/snapshot.ts';
import { readAnalysis } from '../analysisFile.ts';

type Kept = { readonly file: string; readonly stamp: string };

/** A kept analysis as a whole; null where there is none that can be used. */
export function recallSnapshot({ file, stamp }: Kept, watch: Watch): Snapshot | null {
  // The stamp names the build that wrote it: what it wrote is of its own types.
  return readAnalysis(file, stamp, watch) as Snapshot | null;
}

/** What a list of classes needs of a kept analysis. */
export function recallFront({ file, stamp }: Kept, watch: Watch): SnapshotFront | null {
  // As above.
  return readAnalysis(file, stamp, watch) as SnapshotFront | null;
}
