import { readSections, type ReadParts } from '../../../analysis/heap/stages.ts';
import type { SectionName } from '../../../analysis/heap/snapshotReader.ts';
import type { Watch } from '../../../analysis/heap/halt.ts';
import { fileSource } from '../fileSource.ts';

/** Reads the wanted sections of a snapshot file into columns. */
export function readSnapshot(
  { file, wanted }: { readonly file: string; readonly wanted: readonly SectionName[] },
  watch: Watch,
): ReadParts {
  const source = fileSource(file);
  try {
    return readSections(wanted, source.read, source.bytes, watch);
  } finally {
    source.close();
  }
}
