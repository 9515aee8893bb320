import { ElementCounter } from './containers.ts';
import type { Counterparts } from './counterparts.ts';
import { containerNames, countedAlike, noiseBytes, SlotSearch } from './growthSlots.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { placesInOrder } from './icicle.ts';
import { nodeKind } from './kinds.ts';
import type { Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';

/** A snapshot with its strings. */
export type OpenSnapshot = { readonly snapshot: Snapshot; readonly strings: StringTable };

/**
 * Something that holds more than before. `elements`: the same object with more elements. `slot`: a property or variable
 * of the same object that now holds a larger container, text or buffer, or a longer chain of the same things. `owned`:
 * new objects that only this object keeps alive, by whatever way.
 */
export type Growth = {
  readonly kind: 'elements' | 'slot' | 'owned';
  /** Node of the later snapshot that has an id in both. */
  readonly node: number;
  /** For `slot`, the edges from that node down to what grew; empty else. */
  readonly edges: readonly number[];
  /** Elements gained; of texts and buffers, bytes. */
  readonly countDelta: number;
  /** Bytes that came with them, those that other things hold as well included. */
  readonly sizeDelta: number;
  readonly isEstimate: boolean;
  /** For `slot`: the things counted hang on one another. */
  readonly isChain: boolean;
};

/** The two snapshots and what has to be looked up in them again and again. `other` leads from later to earlier. */
export type GrowthSides = {
  readonly before: OpenSnapshot;
  readonly after: OpenSnapshot;
  readonly other: Counterparts;
  readonly counters: { readonly before: ElementCounter; readonly after: ElementCounter };
  readonly places: { readonly before: Uint32Array; readonly after: Uint32Array };
};

const ownedMin = 4;
const recordMin = 2;
const rowsMax = 1_000;
/** A chain can be a million long; its growth is told to the next holders only. */
const ancestorsMax = 1_000;

function isHolder(kind: number): boolean {
  return kind === nodeKind.object || kind === nodeKind.closure || kind === nodeKind.native;
}

class GrowthSearch {
  readonly found: Growth[] = [];
  /** Bytes of each node's gain that something found below it accounts for. */
  private readonly explained = new Map<number, number>();
  /** New things that a found container holds: whoever keeps them alive with it is not named for them again. */
  private readonly held = new Set<number>();
  private readonly sides: GrowthSides;
  private readonly slots: SlotSearch;

  constructor(sides: GrowthSides) {
    this.sides = sides;
    this.slots = new SlotSearch(sides);
  }

  /** Bytes a surviving node retains more than before. */
  gained(node: number): number {
    const { before, after, other } = this.sides;
    return after.snapshot.tree.retained[node] - before.snapshot.tree.retained[other[node]];
  }

  /** True for what can have gained things that others keep alive. */
  hasMoreEdges(node: number): boolean {
    const { before, after, other } = this.sides;
    const now = after.snapshot.graph.firstEdge;
    const then = before.snapshot.graph.firstEdge;
    return now[node + 1] - now[node] > then[other[node] + 1] - then[other[node]];
  }

  /** The properties and variables of a surviving object that lead to something new and larger; gives how many. */
  bySlots(node: number): number {
    const grown = this.slots.below(node);
    for (const growth of grown) this.add(growth, growth.sizeDelta);
    return grown.length;
  }

  /** The same object with more elements than the `found` slots that say more already. */
  byElements(node: number, found: number): void {
    const { counters, other } = this.sides;
    const now = counters.after.elementsOf(node);
    if (now.count === 0) return;
    const then = countedAlike(now, counters.before.elementsOf(other[node]));
    const countDelta = now.count - then.count;
    if (countDelta <= found || (countDelta < recordMin && this.isRecord(node))) return;
    const own = Math.max(0, this.gained(node));
    const sizeDelta = own + this.sharedSize(node);
    if (sizeDelta <= 0) return;
    this.add(
      {
        kind: 'elements',
        node,
        edges: [],
        countDelta,
        sizeDelta,
        isEstimate: now.isEstimate || then.isEstimate,
        isChain: false,
      },
      own,
    );
  }

  /** True for an object of a class of its own: its properties are parts, and one more is no growth yet. */
  private isRecord(node: number): boolean {
    const { graph } = this.sides.after.snapshot;
    return !containerNames.has(this.sides.after.strings.text(graph.name[node]));
  }

  /** Bytes of the new elements of a container that others hold as well; each byte once. */
  private sharedSize(node: number): number {
    const { after, other, counters, places } = this.sides;
    const { tree } = after.snapshot;
    const [from, end] = [places.after[node], tree.orderEnd[places.after[node]]];
    const shared: number[] = [];
    for (const target of counters.after.targetsOf(node)) {
      if (other[target] >= 0) continue;
      this.held.add(target);
      const place = places.after[target];
      if (place < from || place >= end) shared.push(place);
    }
    let size = 0;
    let counted = 0;
    for (const place of shared.sort((a, b) => a - b)) {
      if (place < counted) continue;
      size += tree.retained[tree.order[place]];
      counted = tree.orderEnd[place];
    }
    return size;
  }

  /** New objects that only this surviving object keeps, where nothing else explains its growth. */
  byOwned(node: number): void {
    const { after, other, places } = this.sides;
    const { tree, classOf, graph } = after.snapshot;
    let unexplained = this.gained(node) - (this.explained.get(node) ?? 0);
    const isRoot = graph.kind[node] === nodeKind.synthetic;
    if (unexplained < noiseBytes || (graph.kind[node] !== nodeKind.object && !isRoot)) return;
    const sums = new Map<number, { count: number; bytes: number }>();
    const place = places.after[node];
    for (let at = place + 1; at < tree.orderEnd[place]; at = tree.orderEnd[at]) {
      const child = tree.order[at];
      if (other[child] >= 0 || !(graph.kind[child] === nodeKind.object || (isRoot && isHolder(graph.kind[child]))))
        continue;
      if (this.held.has(child)) {
        unexplained -= tree.retained[child];
        continue;
      }
      const sum = sums.get(classOf[child]);
      if (sum === undefined) sums.set(classOf[child], { count: 1, bytes: tree.retained[child] });
      else {
        sum.count += 1;
        sum.bytes += tree.retained[child];
      }
    }
    let best = { count: 0, bytes: 0 };
    for (const sum of sums.values()) if (sum.bytes > best.bytes) best = sum;
    if (best.count < ownedMin || best.bytes < noiseBytes || best.bytes < unexplained / 2) return;
    const sizeDelta = isRoot ? best.bytes : Math.min(best.bytes, unexplained);
    if (sizeDelta < noiseBytes) return;
    const growth = { kind: 'owned', node, edges: [], countDelta: best.count, sizeDelta } as const;
    this.add({ ...growth, isEstimate: false, isChain: false }, sizeDelta);
  }

  /** `own` is what the node alone keeps of it: whoever keeps the node alive has grown by it too. */
  private add(growth: Growth, own: number): void {
    this.found.push(growth);
    const { dominator } = this.sides.after.snapshot.tree;
    let at = growth.node;
    for (let steps = 0; steps < ancestorsMax; steps += 1, at = dominator[at]) {
      this.explained.set(at, (this.explained.get(at) ?? 0) + own);
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
  const search = new GrowthSearch({
    before,
    after,
    other,
    counters: {
      before: new ElementCounter(before.snapshot.graph, before.strings),
      after: new ElementCounter(after.snapshot.graph, after.strings),
    },
    places: { before: placesInOrder(before.snapshot), after: placesInOrder(after.snapshot) },
  });
  const { graph } = after.snapshot;
  const grown: number[] = [];
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    if (other[node] < 0) continue;
    const isRoot = graph.kind[node] === nodeKind.synthetic;
    if (!isRoot && !isHolder(graph.kind[node])) continue;
    const hasGained = search.gained(node) > 0;
    if (hasGained) grown.push(node);
    if (!isRoot && (hasGained || search.hasMoreEdges(node)))
      search.byElements(node, hasGained ? search.bySlots(node) : 0);
  }
  for (const node of grown) search.byOwned(node);
  return search.found.sort((a, b) => b.sizeDelta - a.sizeDelta || b.countDelta - a.countDelta).slice(0, rowsMax);
}
