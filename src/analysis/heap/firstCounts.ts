import type { FirstCounts } from '../../protocol/heapRows.ts';
import { classOfKind, elementClass } from './classNames.ts';
import { sizeOf } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import type { NodeColumns } from './nodeSection.ts';
import type { StringTable } from './stringTable.ts';

/** Sums up nodes by class name. */
class Sums {
  private readonly rows = new Map<string, { count: number; size: number }>();

  add(name: string, count: number, size: number): void {
    const row = this.rows.get(name);
    if (row === undefined) this.rows.set(name, { count, size });
    else {
      row.count += count;
      row.size += size;
    }
  }

  largest(rowsMax: number): FirstCounts['classes'] {
    return [...this.rows]
      .map(([name, { count, size }]) => ({ name, count, shallowSize: size }))
      .toSorted((a, b) => b.shallowSize - a.shallowSize)
      .slice(0, rowsMax);
  }
}

/**
 * What nodes alone tell of a heap, before its edges are known: how many there are of each class and what they take by
 * themselves. Plain objects are one class, and what belongs to another object still stands for itself.
 */
export function firstCounts(
  nodes: NodeColumns,
  kindNames: readonly string[],
  strings: StringTable,
  rowsMax: number,
  watch: Watch,
): FirstCounts {
  const { count, kind, name, selfSize, wideSizes } = nodes;
  const named = { counts: new Uint32Array(strings.count + 1), sizes: new Float64Array(strings.count + 1) };
  const ofKind = { counts: new Uint32Array(256), sizes: new Float64Array(256) };
  const isOwnKind = Uint8Array.from(ofKind.counts, (_, code) =>
    classOfKind(code, kindNames[code] ?? '') === null ? 0 : 1,
  );
  let shallowSize = 0;
  for (let node = 0; node < count; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    const size = sizeOf(selfSize, wideSizes, node);
    if (size === 0) continue;
    shallowSize += size;
    const code = kind[node];
    const into = isOwnKind[code] === 1 ? ofKind : named;
    const slot = isOwnKind[code] === 1 ? code : Math.min(name[node], strings.count);
    into.counts[slot] += 1;
    into.sizes[slot] += size;
  }
  const sums = new Sums();
  ofKind.counts.forEach((found, code) => {
    if (found > 0) sums.add(classOfKind(code, kindNames[code] ?? 'unknown') ?? '', found, ofKind.sizes[code]);
  });
  named.counts.forEach((found, index) => {
    if (found === 0) return;
    const text = strings.text(index);
    sums.add(elementClass(text) ?? text, found, named.sizes[index]);
  });
  return { nodeCount: count, shallowSize, classes: sums.largest(rowsMax) };
}
