import { readFileSync } from 'node:fs';
import { allocationRows, trackedAllocations, type AllocationTable } from '../../../analysis/heap/allocationSites.ts';
import type { Watch } from '../../../analysis/heap/halt.ts';
import { NotAProfile, samplingProfile } from '../../../analysis/heap/samplingProfile.ts';
import { StringTable } from '../../../analysis/heap/stringTable.ts';
import { traceSections } from '../../../analysis/heap/traceSections.ts';
import { Failure } from '../../../protocol/failures.ts';
import { limits } from '../../../protocol/limits.ts';
import { fileSource } from '../fileSource.ts';
import type { SnapshotOfFile } from './compareSnapshots.ts';

const rowsMax = limits.heapTableRowsMax.value;

/** Allocations of a snapshot by function. Throws the Failure `allocationsAbsent` where they were not tracked. */
export function readTrackedAllocations({ file, snapshot }: SnapshotOfFile, watch: Watch): AllocationTable {
  const source = fileSource(file);
  try {
    const traces = traceSections(source.read, snapshot.graph.nodeCount, watch);
    if (traces === null) throw new Failure('allocationsAbsent', 'the snapshot was taken without tracking allocations');
    return trackedAllocations(snapshot, new StringTable(snapshot.graph.strings, source.read), traces, rowsMax);
  } finally {
    source.close();
  }
}

/** Allocations of a sampling heap profile by function. Throws the Failures of files, and `notAHeapProfile`. */
export function readSampledAllocations({ file }: { readonly file: string }): AllocationTable {
  const source = fileSource(file);
  source.close();
  if (source.bytes > limits.heapProfileBytesMax.value)
    throw new Failure(
      'snapshotTooLarge',
      `${file} has ${source.bytes} bytes; the limit is ${limits.heapProfileBytesMax.value}`,
    );
  try {
    return allocationRows(samplingProfile(readFileSync(file, 'utf8')), rowsMax);
  } catch (error) {
    if (error instanceof NotAProfile)
      throw new Failure('notAHeapProfile', `${file} is no heap profile: ${error.message}`);
    throw error;
  }
}
