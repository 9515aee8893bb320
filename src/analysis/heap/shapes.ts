import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { edgeKind, edgeKindMask, nodeKind } from './kinds.ts';
import type { StringTable } from './stringTable.ts';

/** The plain objects of a heap and the shape of each: the names of its properties in their order. */
export type PlainObjects = {
  readonly count: number;
  readonly node: Uint32Array;
  readonly shape: Uint32Array;
  /** Property names of each shape, as string indexes. */
  readonly shapes: readonly Uint32Array[];
};

class ShapeIndex {
  readonly shapes: Uint32Array[] = [];
  private readonly byHash = new Map<number, number[]>();
  private properties = new Uint32Array(64);
  private length = 0;
  private hash = 0;

  clear(): void {
    this.length = 0;
    this.hash = 0;
  }

  add(name: number): void {
    if (this.length === this.properties.length) {
      const longer = new Uint32Array(this.length * 2);
      longer.set(this.properties);
      this.properties = longer;
    }
    this.properties[this.length] = name;
    this.length += 1;
    this.hash = (Math.imul(this.hash, 0x9e3779b1) + name + 1) | 0;
  }

  /** Number of the shape with the names added since `clear`. */
  find(): number {
    const hash = this.hash & 0x3fff_ffff;
    const same = this.byHash.get(hash);
    for (const shape of same ?? []) if (this.isSame(this.shapes[shape])) return shape;
    const shape = this.shapes.push(this.properties.slice(0, this.length)) - 1;
    if (same === undefined) this.byHash.set(hash, [shape]);
    else same.push(shape);
    return shape;
  }

  private isSame(shape: Uint32Array): boolean {
    if (shape.length !== this.length) return false;
    for (let at = 0; at < this.length; at += 1) if (shape[at] !== this.properties[at]) return false;
    return true;
  }
}

/** True for the indexes of the text `Object`: usually one. */
export function isNamedObject(strings: StringTable): (name: number) => boolean {
  const known = new Map<number, boolean>();
  return (name) => {
    let is = known.get(name);
    if (is === undefined) known.set(name, (is = strings.text(name) === 'Object'));
    return is;
  };
}

/** All plain objects, in the file's order. */
export function plainObjects(graph: Graph, strings: StringTable, watch: Watch): PlainObjects {
  const { kind, name, packed, firstEdge, edgeName, nodeCount } = graph;
  const isNamed = isNamedObject(strings);
  const index = new ShapeIndex();
  let node = new Uint32Array(1024);
  let shape = new Uint32Array(1024);
  let count = 0;
  for (let ordinal = 0; ordinal < nodeCount; ordinal += 1) {
    if ((ordinal & lookMask) === 0) look(watch);
    if (kind[ordinal] !== nodeKind.object || !isNamed(name[ordinal])) continue;
    index.clear();
    const end = firstEdge[ordinal + 1];
    for (let edge = firstEdge[ordinal]; edge < end; edge += 1)
      if ((packed[edge] & edgeKindMask) === edgeKind.property) index.add(edgeName[edge]);
    if (count === node.length) {
      const longer = [new Uint32Array(count * 2), new Uint32Array(count * 2)] as const;
      longer[0].set(node);
      longer[1].set(shape);
      [node, shape] = longer;
    }
    node[count] = ordinal;
    shape[count] = index.find();
    count += 1;
  }
  return { count, node, shape, shapes: index.shapes };
}
