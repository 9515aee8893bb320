import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import type { Snapshot } from '../../../src/analysis/heap/snapshot.ts';
import { openedSnapshot } from '../../../src/analysis/heap/stages.ts';
import { bytesInMemory, StringTable } from '../../../src/analysis/heap/stringTable.ts';
import { drawnSnapshot, type DrawnOptions } from './drawnHeap.ts';

/** A snapshot opened from memory, with its strings. */
export type OpenedHeap = { readonly snapshot: Snapshot; readonly strings: StringTable };

export function openedBytes(bytes: Uint8Array): OpenedHeap {
  const source = bytesInMemory(bytes);
  const snapshot = openedSnapshot(source, bytes.length, ownWatch());
  return { snapshot, strings: new StringTable(snapshot.graph.strings, source) };
}

export function openedDrawing(drawing: string, options?: DrawnOptions): OpenedHeap {
  return openedBytes(new TextEncoder().encode(drawnSnapshot(drawing, options)));
}

/** What there is to know of a node, by its name in the file; the last node of that name. */
export function factsOf({ snapshot, strings }: OpenedHeap, name: string) {
  const { graph, tree, distances, shallow } = snapshot;
  for (let node = graph.nodeCount - 1; node >= 0; node -= 1) {
    if (strings.text(graph.name[node]) !== name) continue;
    return {
      node,
      shallow: shallow.sizes[node],
      retained: tree.retained[node],
      dominator: strings.text(graph.name[tree.dominator[node]]),
      distance: distances[node],
    };
  }
  throw new Error(`no node ${name}`);
}
