import type { Graph } from './graph.ts';
import { edgeKind, edgeKindMask, targetShift } from './kinds.ts';
import type { StringTable } from './stringTable.ts';

/** The node an internal edge of that name leads to, or -1. */
export function partOf(graph: Graph, strings: StringTable, node: number, part: string): number {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1) {
    const isInternal = (graph.packed[edge] & edgeKindMask) === edgeKind.internal;
    if (isInternal && strings.text(graph.edgeName[edge]) === part) return graph.packed[edge] >>> targetShift;
  }
  return -1;
}

/** The script of a function's shared part. Node 20 calls the edge by both things it can lead to. */
function scriptOf(graph: Graph, strings: StringTable, shared: number): number {
  const script = partOf(graph, strings, shared, 'script');
  return script >= 0 ? script : partOf(graph, strings, shared, 'script_or_debug_info');
}

/**
 * Urls of scripts by id. The file has no table of them, but a function with a location leads by its shared part to its
 * script, whose name is the url.
 */
export function scriptUrls(graph: Graph, strings: StringTable): readonly (readonly [scriptId: number, url: string])[] {
  const { locations } = graph;
  const urls = new Map<number, string>();
  for (let row = 0; row < locations.count; row += 1) {
    if (urls.has(locations.script[row])) continue;
    const shared = partOf(graph, strings, locations.node[row], 'shared');
    const script = shared < 0 ? -1 : scriptOf(graph, strings, shared);
    const url = script < 0 ? '' : strings.text(graph.name[script]);
    if (url !== '' && !url.startsWith('system / ')) urls.set(locations.script[row], url);
  }
  return [...urls];
}
