import { chainLength } from './chains.ts';
import type { Elements } from './containers.ts';
import type { Growth, GrowthSides } from './growth.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { edgeNameOf } from './nodeNames.ts';

/** Less is what any two snapshots differ by. */
export const noiseBytes = 512;
/** Texts and bytes change with what a program works on. */
const textNoiseBytes = 1_024;
const chainMin = 2;
/** Objects in objects that were all replaced are followed so far: a state of a state of a state. */
const depthMax = 4;
/** A dictionary of more names is not compared name by name. */
const namesMax = 200;

/** Names of the language's own containers. */
export const containerNames = new Set(['Array', 'Map', 'Set', 'Object']);
/** Internal edges by which the engine keeps lists, by the name of what they lead to. */
const engineLists = new Set(['system / PromiseReaction', 'system / WeakCell']);

const isText = (kind: number) =>
  kind === nodeKind.string || kind === nodeKind.consString || kind === nodeKind.slicedString;
const isBytes = (name: string) => /^(Shared)?ArrayBuffer$|^(Fast)?Buffer$|\d(Clamped)?Array$/.test(name);

const none: Elements = { count: 0, isEstimate: false };

/** The earlier count on the same footing: where elements leave edges now, a table without any was an empty one. */
export function countedAlike(now: Elements, then: Elements): Elements {
  return then.isEstimate && !now.isEstimate ? none : then;
}

/** A property or variable that leads to something else than before, and what it led to; `was` is -1 for nothing. */
type Slot = { readonly edges: readonly number[]; readonly now: number; readonly was: number };

/** Finds what grew in properties and variables that lead to something new. */
export class SlotSearch {
  private readonly sides: GrowthSides;

  constructor(sides: GrowthSides) {
    this.sides = sides;
  }

  /** What grew in the slots of a surviving node. */
  below(node: number): readonly Growth[] {
    const found: Growth[] = [];
    this.visit(node, this.sides.other[node], node, [], found);
    return found;
  }

  /** Looks at the slots of `now`, which stands where `then` stood. */
  private visit(now: number, then: number, holder: number, edges: readonly number[], found: Growth[]): void {
    const { after, other } = this.sides;
    const { graph, tree } = after.snapshot;
    for (let edge = graph.firstEdge[now]; edge < graph.firstEdge[now + 1]; edge += 1) {
      const target = graph.packed[edge] >>> targetShift;
      if (other[target] >= 0 || tree.retained[target] < noiseBytes || !this.isSlot(now, edge, target)) continue;
      const slot = { edges: [...edges, edge], now: target, was: this.earlierTarget(then, edge) };
      const growth = this.ofSlot(holder, slot);
      if (growth !== null) found.push(growth);
      else if (this.isSameThing(slot) && slot.edges.length < depthMax)
        this.visit(slot.now, slot.was, holder, slot.edges, found);
    }
  }

  /** True for edges by which a program or a list of the engine holds things of their own. */
  private isSlot(node: number, edge: number, target: number): boolean {
    const { graph } = this.sides.after.snapshot;
    const kind = graph.packed[edge] & edgeKindMask;
    if (graph.kind[target] === nodeKind.hidden) return engineLists.has(this.nameOf(target));
    if (kind !== edgeKind.property && kind !== edgeKind.context) return false;
    if (graph.kind[target] === nodeKind.object || isText(graph.kind[target])) return true;
    return graph.kind[target] === nodeKind.closure && graph.kind[node] !== nodeKind.closure;
  }

  /** Both are plain parts of a replaced state: then their own parts are compared. */
  private isSameThing({ now, was }: Slot): boolean {
    const { after, before } = this.sides;
    if (was < 0 || after.snapshot.graph.kind[now] !== nodeKind.object) return false;
    const width = after.snapshot.graph.firstEdge[now + 1] - after.snapshot.graph.firstEdge[now];
    const name = this.nameOf(now);
    return width <= namesMax && name === before.strings.text(before.snapshot.graph.name[was]);
  }

  private ofSlot(node: number, slot: Slot): Growth | null {
    const { after, before, counters, places } = this.sides;
    const { now, was } = slot;
    const sizeDelta = after.snapshot.tree.retained[now] - (was < 0 ? 0 : before.snapshot.tree.retained[was]);
    if (sizeDelta < noiseBytes) return null;
    const base = { kind: 'slot', node, edges: slot.edges, sizeDelta, isEstimate: false, isChain: false } as const;
    const kind = after.snapshot.graph.kind[now];
    const name = this.nameOf(now);
    if (isText(kind) || (kind === nodeKind.object && isBytes(name)))
      return was >= 0 && sizeDelta >= textNoiseBytes ? { ...base, countDelta: sizeDelta } : null;
    const elements = counters.after.elementsOf(now);
    const chain = chainLength(after.snapshot, places.after, now);
    const wasChain = was >= 0 && before.snapshot.graph.kind[was] === kind;
    const earlierChain = wasChain ? chainLength(before.snapshot, places.before, was) : 0;
    if (chain - earlierChain >= chainMin && chain > elements.count)
      return { ...base, countDelta: chain - earlierChain, isChain: true };
    if (was < 0 || !containerNames.has(name)) return null;
    const earlier = countedAlike(elements, counters.before.elementsOf(was));
    if (elements.count <= earlier.count) return null;
    return {
      ...base,
      countDelta: elements.count - earlier.count,
      isEstimate: elements.isEstimate || earlier.isEstimate,
    };
  }

  /** What the edge of the same name led to before, or -1. */
  private earlierTarget(holder: number, edge: number): number {
    const { after, before } = this.sides;
    const { graph } = before.snapshot;
    const kind = after.snapshot.graph.packed[edge] & edgeKindMask;
    const name = edgeNameOf(after.snapshot.graph, after.strings, edge);
    for (let at = graph.firstEdge[holder]; at < graph.firstEdge[holder + 1]; at += 1)
      if ((graph.packed[at] & edgeKindMask) === kind && edgeNameOf(graph, before.strings, at) === name)
        return graph.packed[at] >>> targetShift;
    return -1;
  }

  private nameOf(node: number): string {
    const { snapshot, strings } = this.sides.after;
    return strings.text(snapshot.graph.name[node]);
  }
}
