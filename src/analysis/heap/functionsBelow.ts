import type { ScriptLocation } from '../../protocol/places.ts';
import { nodeKind } from './kinds.ts';
import { locationAt, locationRow, type Snapshot } from './snapshot.ts';

/** Nodes looked at below a thing: a long chain says the same again and again. */
const nodesMax = 20_000;

/**
 * Where the functions come from that only this node keeps alive, the commonest first, each with one of them; those of
 * Node itself are left out. `places` tells where each node stands in the dominator order.
 * A list of timers or listeners is made by Node, and what was put into it is not.
 */
export function functionsBelow(
  snapshot: Snapshot,
  places: Uint32Array,
  node: number,
): readonly { readonly location: ScriptLocation; readonly node: number }[] {
  const { graph, tree } = snapshot;
  const place = places[node];
  const counts = new Map<string, { readonly location: ScriptLocation; readonly node: number; count: number }>();
  const end = Math.min(tree.orderEnd[place], place + nodesMax);
  for (let at = place; at < end; at += 1) {
    const below = tree.order[at];
    if (graph.kind[below] !== nodeKind.closure) continue;
    const location = locationAt(snapshot, locationRow(graph, below));
    if (location === null || location.url?.startsWith('node:') === true) continue;
    const key = `${location.scriptId}:${location.line}:${location.column}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { location, node: below, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
