import type { DominatorOrder } from '../../../analysis/heap/dominators.ts';
import type { Graph } from '../../../analysis/heap/graph.ts';
import type { Watch } from '../../../analysis/heap/halt.ts';
import { holdings } from '../../../analysis/heap/stages.ts';
import type { WeakPairs } from '../../../analysis/heap/weakPairs.ts';
import { withStrings } from '../withStrings.ts';

export type GraphOfFile = { readonly file: string; readonly graph: Graph; readonly pairs: WeakPairs };

/** Finds what holds what: the dominator tree. */
export function findHoldings({ file, graph, pairs }: GraphOfFile, watch: Watch): DominatorOrder {
  return withStrings(file, graph, (strings) => holdings(graph, pairs, strings, watch));
}
