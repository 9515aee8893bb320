import { type Elements, ElementCounter } from './containers.ts';
import type { Counterparts } from './counterparts.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { placesInOrder } from './icicle.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { edgeNameOf } from './nodeNames.ts';
import type { Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';

/** A snapshot with its strings. */
export type OpenSnapshot = { readonly snapshot: Snapshot; readonly strings: StringTable };

/**
 * Something that holds more than before. `elements`: the same object with more elements. `slot`: a property or variable
 * of the same object that now holds a larger container, or a longer chain of the same things. `owned`: new objects that
 * only this object keeps alive, by whatever way.
 */
export type Growth = {
  readonly kind: 'elements' | 'slot' | 'owned';
  /** Node of the later snapshot that has an id in both. */
  readonly node: number;
  /** For `slot`, the edge of that node; -1 else. */
  readonly edge: number;
  readonly countDelta: number;
  readonly sizeDelta: number;
  readonly isEstimate: boolean;
  /** For `slot`: the things counted hang on one another. */
  readonly isChain: boolean;
};

/** Less is what any two snapshots differ by. */
const noiseBytes = 512;
const chainMin = 2;
const ownedMin = 4;
const rowsMax = 1_000;
/** A chain can be a million long; its growth is told to the next holders only. */
const ancestorsMax = 1_000;

/** The earlier count on the same footing: where elements leave edges now, a table without any was an empty one. */
function countedAlike(now: Elements, then: Elements): Elements {
  return then.isEstimate && !now.isEstimate ? { count: 0, isEstimate: false } : then;
}

function isHolder(kind: number): boolean {
  return kind === nodeKind.object || kind === nodeKind.closure || kind === nodeKind.native;
}

class GrowthSearch {
  readonly found: Growth[] = [];
  /** Bytes of each node's gain that something found below it accounts for. */
  private readonly explained = new Map<number, number>();
  private readonly after: Snapshot;
  private readonly before: Snapshot;
  private readonly strings: { readonly after: StringTable; readonly before: StringTable };
  private readonly counters: { readonly after: ElementCounter; readonly before: ElementCounter };
  private readonly other: Counterparts;
  private readonly places: Uint32Array;
  private readonly placesBefore: Uint32Array;

  constructor(before: OpenSnapshot, after: OpenSnapshot, other: Counterparts) {
    this.after = after.snapshot;
    this.before = before.snapshot;
    this.strings = { after: after.strings, before: before.strings };
    this.counters = {
      after: new ElementCounter(after.snapshot.graph, after.strings),
      before: new ElementCounter(before.snapshot.graph, before.strings),
    };
    this.other = other;
    this.places = placesInOrder(after.snapshot);
    this.placesBefore = placesInOrder(before.snapshot);
  }

  /** Bytes a surviving node retains more than before. */
  gained(node: number): number {
    return this.after.tree.retained[node] - this.before.tree.retained[this.other[node]];
  }

  /** The same object with more elements than the `found` slots that say more already. */
  byElements(node: number, found: number): void {
    const now = this.counters.after.elementsOf(node);
    if (now.count === 0) return;
    const then = countedAlike(now, this.counters.before.elementsOf(this.other[node]));
    if (now.count - then.count <= found) return;
    this.add({
      kind: 'elements',
      node,
      edge: -1,
      countDelta: now.count - then.count,
      sizeDelta: this.gained(node),
      isEstimate: now.isEstimate || then.isEstimate,
      isChain: false,
    });
  }

  /** A property or variable of a surviving object that leads to something new and larger; gives how many. */
  bySlots(node: number): number {
    const { graph, tree } = this.after;
    const known = this.found.length;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1) {
      const kind = graph.packed[edge] & edgeKindMask;
      if (kind !== edgeKind.property && kind !== edgeKind.context && kind !== edgeKind.internal) continue;
      const target = graph.packed[edge] >>> targetShift;
      if (this.other[target] >= 0 || tree.retained[target] < noiseBytes) continue;
      const isReaction = graph.kind[target] === nodeKind.hidden && this.nameOf(target) === 'system / PromiseReaction';
      if (kind === edgeKind.internal ? !isReaction : graph.kind[target] !== nodeKind.object) continue;
      this.bySlot(node, edge, target);
    }
    return this.found.length - known;
  }

  private bySlot(node: number, edge: number, target: number): void {
    const then = this.earlierTarget(node, edge);
    const sizeDelta = this.after.tree.retained[target] - (then < 0 ? 0 : this.before.tree.retained[then]);
    if (sizeDelta < noiseBytes) return;
    const now = this.counters.after.elementsOf(target);
    const earlier: Elements =
      then < 0 ? { count: 0, isEstimate: false } : countedAlike(now, this.counters.before.elementsOf(then));
    const isContainer = ['Array', 'Map', 'Set', 'Object'].includes(this.nameOf(target));
    const chain = this.chainLength(this.after, this.places, target);
    const earlierChain = then < 0 ? 0 : this.chainLength(this.before, this.placesBefore, then);
    if (chain - earlierChain >= chainMin && chain > now.count)
      this.add({
        kind: 'slot',
        node,
        edge,
        countDelta: chain - earlierChain,
        sizeDelta,
        isEstimate: false,
        isChain: true,
      });
    else if (isContainer && then >= 0 && now.count > earlier.count)
      this.add({
        kind: 'slot',
        node,
        edge,
        countDelta: now.count - earlier.count,
        sizeDelta,
        isEstimate: now.isEstimate || earlier.isEstimate,
        isChain: false,
      });
  }

  /** What the edge of the same name led to before, or -1. */
  private earlierTarget(node: number, edge: number): number {
    const name = edgeNameOf(this.after.graph, this.strings.after, edge);
    const { graph } = this.before;
    const holder = this.other[node];
    for (let at = graph.firstEdge[holder]; at < graph.firstEdge[holder + 1]; at += 1) {
      const kind = graph.packed[at] & edgeKindMask;
      if (
        kind === (this.after.graph.packed[edge] & edgeKindMask) &&
        edgeNameOf(graph, this.strings.before, at) === name
      )
        return graph.packed[at] >>> targetShift;
    }
    return -1;
  }

  /** How many of the things below a node are of its own sort: the length of a chain that begins there. */
  private chainLength(snapshot: Snapshot, places: Uint32Array, node: number): number {
    const { graph, classOf, tree } = snapshot;
    const isObject = graph.kind[node] === nodeKind.object;
    let length = 0;
    for (let at = places[node]; at < tree.orderEnd[places[node]]; at += 1) {
      const other = tree.order[at];
      if (isObject ? classOf[other] === classOf[node] : graph.name[other] === graph.name[node]) length += 1;
    }
    return length;
  }

  /** New objects that only this surviving object keeps, where nothing else explains its growth. */
  byOwned(node: number): void {
    const { tree, classOf, graph } = this.after;
    const unexplained = this.gained(node) - (this.explained.get(node) ?? 0);
    if (unexplained < noiseBytes || graph.kind[node] !== nodeKind.object) return;
    const sums = new Map<number, { count: number; bytes: number }>();
    const place = this.places[node];
    for (let at = place + 1; at < tree.orderEnd[place]; at = tree.orderEnd[at]) {
      const child = tree.order[at];
      if (this.other[child] >= 0 || graph.kind[child] !== nodeKind.object) continue;
      const sum = sums.get(classOf[child]);
      if (sum === undefined) sums.set(classOf[child], { count: 1, bytes: tree.retained[child] });
      else {
        sum.count += 1;
        sum.bytes += tree.retained[child];
      }
    }
    let best = { count: 0, bytes: 0 };
    for (const sum of sums.values()) if (sum.bytes > best.bytes) best = sum;
    if (best.count >= ownedMin && best.bytes >= noiseBytes && best.bytes >= unexplained / 2)
      this.add({
        kind: 'owned',
        node,
        edge: -1,
        countDelta: best.count,
        sizeDelta: Math.min(best.bytes, unexplained),
        isEstimate: false,
        isChain: false,
      });
  }

  private nameOf(node: number): string {
    return this.strings.after.text(this.after.graph.name[node]);
  }

  private add(growth: Growth): void {
    this.found.push(growth);
    // Whoever keeps this alive has grown by it too, and is explained by it.
    const { dominator } = this.after.tree;
    let at = growth.node;
    for (let steps = 0; steps < ancestorsMax; steps += 1, at = dominator[at]) {
      this.explained.set(at, (this.explained.get(at) ?? 0) + growth.sizeDelta);
      if (dominator[at] === at) break;
    }
  }
}

/** What holds more in the later snapshot than in the earlier, the largest gain first. `other` leads from later to earlier. */
export function growthBetween(
  before: OpenSnapshot,
  after: OpenSnapshot,
  other: Counterparts,
  watch: Watch,
): readonly Growth[] {
  const search = new GrowthSearch(before, after, other);
  const { graph } = after.snapshot;
  const grown: number[] = [];
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    if (other[node] < 0 || !isHolder(graph.kind[node]) || search.gained(node) <= 0) continue;
    grown.push(node);
    search.byElements(node, search.bySlots(node));
  }
  for (const node of grown) search.byOwned(node);
  return search.found.sort((a, b) => b.sizeDelta - a.sizeDelta || b.countDelta - a.countDelta).slice(0, rowsMax);
}
