import type { IcicleNode } from '../../protocol/heapRows.ts';
import { nodeKind } from './kinds.ts';
import { nodeNameOf } from './nodeNames.ts';
import type { Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';
import { textAt } from './textColumn.ts';

/** Children of one rectangle that are drawn by themselves; the rest is summed up. */
const childrenMax = 24;
/** A rectangle narrower than this share of the whole is not worth drawing. */
const shareMin = 0.002;
const labelMax = 80;

/** Where each node stands in the dominator order. */
export function placesInOrder(snapshot: Snapshot): Uint32Array {
  const { order } = snapshot.tree;
  const places = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at += 1) places[order[at]] = at;
  return places;
}

type Group = { readonly first: number; count: number; retained: number };

/** The children of a place, those of one class together. */
function groupsBelow(snapshot: Snapshot, place: number): readonly Group[] {
  const { order, orderEnd, retained } = snapshot.tree;
  const groups = new Map<number, Group>();
  for (let at = place + 1; at < orderEnd[place]; at = orderEnd[at]) {
    const node = order[at];
    // The engine's own roots are few, and each says something.
    const key = snapshot.graph.kind[node] === nodeKind.synthetic ? -1 - node : snapshot.classOf[node];
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: at, count: 1, retained: retained[node] });
    else {
      group.count += 1;
      group.retained += retained[node];
    }
  }
  return [...groups.values()].sort((a, b) => b.retained - a.retained);
}

function label(snapshot: Snapshot, strings: StringTable, node: number): string {
  const { graph } = snapshot;
  if (node === graph.root) return '(whole heap)';
  const name = nodeNameOf(graph, strings, node);
  const shown = name === '' ? `(${graph.kindNames[graph.kind[node]]})` : name;
  const text = graph.kind[node] === nodeKind.closure ? `${name === '' ? '(anonymous)' : name}()` : shown;
  return text.length > labelMax ? `${text.slice(0, labelMax - 1)}…` : text;
}

/**
 * What holds the heap: rectangles from the node at a place of the dominator order downwards. Children of one class lie
 * in one rectangle with their count, which is not taken apart further; small ones are summed up at the end.
 */
export function icicle(snapshot: Snapshot, strings: StringTable, place: number, depth: number): IcicleNode {
  const { order, retained } = snapshot.tree;
  const smallest = retained[order[place]] * shareMin;
  const draw = (at: number, levels: number): IcicleNode => {
    const node = order[at];
    const children: IcicleNode[] = [];
    if (levels > 1) {
      const rest = { count: 0, retained: 0 };
      for (const group of groupsBelow(snapshot, at)) {
        if (group.retained < smallest || children.length >= childrenMax) {
          rest.count += group.count;
          rest.retained += group.retained;
        } else if (group.count === 1) children.push(draw(group.first, levels - 1));
        else
          children.push({
            nodeId: null,
            label: textAt(snapshot.classNames, snapshot.classOf[order[group.first]]),
            retainedSize: group.retained,
            count: group.count,
            children: [],
          });
      }
      if (rest.retained > 0)
        children.push({
          nodeId: null,
          label: '(smaller ones)',
          retainedSize: rest.retained,
          count: rest.count,
          children: [],
        });
    }
    return {
      nodeId: snapshot.graph.id[node],
      label: label(snapshot, strings, node),
      retainedSize: retained[node],
      count: 1,
      children,
    };
  };
  return draw(place, depth);
}
