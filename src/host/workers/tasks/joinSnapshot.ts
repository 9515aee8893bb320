import { joinedGraph, type Graph } from '../../../analysis/heap/graph.ts';
import type { SnapshotParts } from '../../../analysis/heap/snapshotReader.ts';

/** Puts nodes and edges that two readers found together into one graph. */
export function joinSnapshot({
  nodes,
  edges,
  fileBytes,
}: {
  readonly nodes: SnapshotParts;
  readonly edges: SnapshotParts;
  readonly fileBytes: number;
}): Graph {
  return joinedGraph(nodes, edges, fileBytes);
}
