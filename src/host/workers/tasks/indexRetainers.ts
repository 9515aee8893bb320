import type { Graph } from '../../../analysis/heap/graph.ts';
import type { Watch } from '../../../analysis/heap/halt.ts';
import { retainersOf, type Retainers } from '../../../analysis/heap/retainers.ts';

/** Turns all edges of a graph round, so that it can be asked who holds what. */
export function indexRetainers({ graph }: { readonly graph: Graph }, watch: Watch): Retainers {
  return retainersOf(graph, watch);
}
