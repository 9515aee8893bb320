import type { Watch } from '../../../analysis/heap/halt.ts';
import { naming, type Naming } from '../../../analysis/heap/stages.ts';
import { withStrings } from '../withStrings.ts';
import type { GraphOfFile } from './findHoldings.ts';

/** Measures sizes and distances and names the class of every node. */
export function nameClasses({ file, graph, pairs }: GraphOfFile, watch: Watch): Naming {
  return withStrings(file, graph, (strings) => naming(graph, pairs, strings, watch));
}
