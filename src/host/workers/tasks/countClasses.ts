import { firstCounts } from '../../../analysis/heap/firstCounts.ts';
import type { Watch } from '../../../analysis/heap/halt.ts';
import type { SnapshotParts } from '../../../analysis/heap/snapshotReader.ts';
import { StringTable } from '../../../analysis/heap/stringTable.ts';
import type { FirstCounts } from '../../../protocol/heapRows.ts';
import { limits } from '../../../protocol/limits.ts';
import { fileSource } from '../fileSource.ts';

/** Counts the nodes of a file by class while its edges are still read; null where it has none. */
export function countClasses(
  { file, parts }: { readonly file: string; readonly parts: SnapshotParts },
  watch: Watch,
): FirstCounts | null {
  const { nodes, header } = parts;
  if (nodes === null) return null;
  const source = fileSource(file);
  try {
    const strings = new StringTable(parts.strings ?? { count: 0, offsets: new Uint32Array(0) }, source.read);
    return firstCounts(nodes, header.kindNames, strings, limits.firstClassesMax.value, watch);
  } finally {
    source.close();
  }
}
