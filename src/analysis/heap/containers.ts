import type { Graph } from './graph.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { edgeNameOf } from './nodeNames.ts';
import type { StringTable } from './stringTable.ts';

/** Things a container's own edges are called. */
const partNames = ['table', 'elements', '__proto__'] as const;
/** What stands in a table where an entry was deleted. Older engines leave no edge there. */
const holeName = 'system / Hole';
const knownNames: readonly string[] = [...partNames, holeName];
type PartName = (typeof partNames)[number];

/** How many elements a thing holds. `isEstimate`: numbers leave no edges, so the count comes from the space for them. */
export type Elements = { readonly count: number; readonly isEstimate: boolean };

const none: Elements = { count: 0, isEstimate: false };
const slotBytes = 8;
const arrayHeaderBytes = 16;

/** Counts the elements of maps, sets, arrays, dictionaries and objects of one snapshot. */
export class ElementCounter {
  private readonly graph: Graph;
  private readonly strings: StringTable;
  private readonly codes: Uint8Array;

  constructor(graph: Graph, strings: StringTable) {
    this.graph = graph;
    this.strings = strings;
    this.codes = new Uint8Array(strings.count + 1);
  }

  /** Elements of a node: entries of a map or set, items of an array, properties of any other object. */
  elementsOf(node: number): Elements {
    const { graph } = this;
    if (graph.kind[node] !== nodeKind.object && graph.kind[node] !== nodeKind.closure) return none;
    let count = 0;
    let table = -1;
    let items = -1;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1) {
      const kind = graph.packed[edge] & edgeKindMask;
      if (kind === edgeKind.element) count += 1;
      else if (kind === edgeKind.property) count += this.isPart(edge, '__proto__') ? 0 : 1;
      else if (kind === edgeKind.internal) {
        const target = graph.packed[edge] >>> targetShift;
        if (graph.kind[target] !== nodeKind.array) continue;
        if (this.isPart(edge, 'table')) table = target;
        else if (this.isPart(edge, 'elements')) items = target;
      }
    }
    if (table >= 0) return this.entriesOf(table, this.strings.text(graph.name[node]));
    if (count > 0 || items < 0) return { count, isEstimate: false };
    return { count: this.slots(items), isEstimate: true };
  }

  /** The things that a container holds: its items, its properties, the keys and values of its table. */
  *targetsOf(node: number): Generator<number> {
    const { graph } = this;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1) {
      const kind = graph.packed[edge] & edgeKindMask;
      const target = graph.packed[edge] >>> targetShift;
      const isItem = kind === edgeKind.element || (kind === edgeKind.property && !this.isPart(edge, '__proto__'));
      if (isItem) yield target;
      else if (kind === edgeKind.internal && graph.kind[target] === nodeKind.array && this.isPart(edge, 'table'))
        for (let entry = graph.firstEdge[target]; entry < graph.firstEdge[target + 1]; entry += 1)
          if (this.isEntry(entry)) yield graph.packed[entry] >>> targetShift;
    }
  }

  private slots(array: number): number {
    return Math.max(0, Math.floor((this.graph.selfSize[array] - arrayHeaderBytes) / slotBytes));
  }

  /**
   * Entries of a map's or set's table. In a map's table every third slot is a key and the one after it a value, in a
   * set's every second is a value; slots that hold numbers have no edge, so an entry counts where either half has one.
   * What was deleted holds its place until the table is made anew, and does not count.
   */
  private entriesOf(table: number, ownerName: string): Elements {
    const { graph } = this;
    const places: number[] = [];
    for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge += 1) {
      if (!this.isEntry(edge)) continue;
      const place = Number(edgeNameOf(graph, this.strings, edge));
      if (Number.isInteger(place)) places.push(place);
    }
    const remainders = new Set(places.map((place) => place % 3));
    const isSet = remainders.size === 3 || (places.length < 3 && ownerName.endsWith('Set'));
    if (places.length === 0) {
      // Buckets are half the capacity; an entry takes three slots in a map and two in a set.
      const perEntry = ownerName.endsWith('Set') ? 2.5 : 3.5;
      return { count: Math.floor(Math.max(0, this.slots(table) - 3) / perEntry), isEstimate: true };
    }
    if (isSet) return { count: places.length, isEstimate: false };
    const key = [...remainders].find((at) => remainders.size < 2 || remainders.has((at + 1) % 3)) ?? 0;
    return { count: new Set(places.map((place) => Math.floor((place - key) / 3))).size, isEstimate: false };
  }

  /** True for an edge of a table that leads to a key or value that is there. */
  private isEntry(edge: number): boolean {
    const { kind, name, packed } = this.graph;
    if ((packed[edge] & edgeKindMask) !== edgeKind.internal) return false;
    const target = packed[edge] >>> targetShift;
    return kind[target] !== nodeKind.hidden || !this.isCalled(name[target], holeName);
  }

  private isPart(edge: number, part: PartName): boolean {
    return this.isCalled(this.graph.edgeName[edge], part);
  }

  private isCalled(name: number, wanted: string): boolean {
    const at = Math.min(name, this.strings.count);
    let code = this.codes[at];
    if (code === 0) {
      code = knownNames.indexOf(this.strings.text(at)) + 2;
      this.codes[at] = code;
    }
    return code === knownNames.indexOf(wanted) + 2;
  }
}
