import type { Graph } from '../../../analysis/heap/graph.ts';
import type { Watch } from '../../../analysis/heap/halt.ts';
import { holdings, type Holdings } from '../../../analysis/heap/stages.ts';
import type { WeakPairs } from '../../../analysis/heap/weakPairs.ts';
import { withStrings } from '../withStrings.ts';

export type GraphOfFile = { readonly file: string; readonly graph: Graph; readonly pairs: WeakPairs };

/** Finds what holds what: dominators, shallow and retained sizes. */
export function findHoldings({ file, graph, pairs }: GraphOfFile, watch: Watch): Holdings {
  return withStrings(file, graph, (strings) => holdings(graph, pairs, strings, watch));
}
