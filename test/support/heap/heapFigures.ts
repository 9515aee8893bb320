import type { Snapshot } from '../../../src/analysis/heap/snapshot.ts';
import { shallowSizeOf } from '../../../src/analysis/heap/snapshot.ts';
import { textAt } from '../../../src/analysis/heap/textColumn.ts';
import type { StandardSnapshot } from '../../analysis/heap/standardEngine.ts';

/*
 * The figures of a heap in one form for every engine: for each class, by the standard engine's key, and for some nodes.
 */

export type HeapFigureRows = {
  readonly classes: Readonly<Record<string, string>>;
  readonly nodes: readonly string[];
};

/** So many nodes spread at random over a heap, the same for every engine. */
export function chosenNodes(nodeCount: number, count: number): readonly number[] {
  let state = 12_345;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * nodeCount);
  });
}

/** Every class of ours: count, shallow size, retained size and distance. */
export function ownClasses({ classes, classNames, classLocations, graph }: Snapshot): Record<string, string> {
  const rows: Record<string, string> = {};
  for (let row = 0; row < classNames.count; row += 1) {
    if (classes.count[row] === 0) continue;
    const at = classLocations[row] ?? -1;
    const { script, line, column } = graph.locations;
    const place = at < 0 ? '' : `${script[at]},${line[at]},${column[at]}`;
    const numbers = [classes.count[row], classes.shallow[row], classes.retained[row], classes.distance[row]];
    rows[`${place},${textAt(classNames, row)}`] = numbers.join(' ');
  }
  return rows;
}

/** A node of ours: id, shallow and retained size, distance, id of its dominator. */
export function ownNode(snapshot: Snapshot, node: number): string {
  const { graph, tree, distances } = snapshot;
  const dominator = graph.id[tree.dominator[node] ?? 0];
  return [graph.id[node], shallowSizeOf(snapshot, node), tree.retained[node], distances[node], dominator].join(' ');
}

export function standardClasses(standard: StandardSnapshot): Record<string, string> {
  const rows = standard.classes().map((row) => [row.key, [row.count, row.self, row.maxRet, row.distance].join(' ')]);
  return Object.fromEntries(rows);
}

export function standardNode(standard: StandardSnapshot, node: number): string {
  const { id, shallowSize, retainedSize, distance, dominatorId } = standard.node(node);
  return [id, shallowSize, retainedSize, distance, dominatorId].join(' ');
}

/** How many rows differ, or stand on one side only. */
export function differingRows(a: HeapFigureRows, b: HeapFigureRows): number {
  const keys = new Set([...Object.keys(a.classes), ...Object.keys(b.classes)]);
  const classes = [...keys].filter((key) => a.classes[key] !== b.classes[key]).length;
  return classes + a.nodes.filter((node, at) => node !== b.nodes[at]).length;
}
