import { renameSync, rmSync } from 'node:fs';
import type { Watch } from '../../../analysis/heap/halt.ts';
import { snapshotFront, type Snapshot } from '../../../analysis/heap/snapshot.ts';
import { writeAnalysis } from '../analysisFile.ts';

/** Where an analysis is kept: what a list of classes needs, and the whole. */
export type KeptFiles = { readonly front: string; readonly whole: string };

/** Writes a file under another name first, so that nobody ever reads half of one. */
function written(file: string, partial: string, stamp: string, value: unknown, watch: Watch): void {
  try {
    writeAnalysis(partial, stamp, value, watch);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Keeps an analysis on disk. `partial` is a name in the same folder that nobody else uses. */
export function keepSnapshot(
  params: {
    readonly files: KeptFiles;
    readonly partial: string;
    readonly stamp: string;
    readonly snapshot: Snapshot;
  },
  watch: Watch,
): null {
  const { files, partial, stamp, snapshot } = params;
  written(files.front, partial, stamp, snapshotFront(snapshot), watch);
  written(files.whole, partial, stamp, snapshot, watch);
  return null;
}
