import type { ScopeRow, ScopeVariable } from '../../protocol/heapTables.ts';
import type { ScriptLocation } from '../../protocol/places.ts';
import { groupSizes, noGroup, retainedTogether } from './groupSizes.ts';
import { look, lookMask, type Watch } from './halt.ts';
import type { HeldSnapshot } from './heldSnapshot.ts';
import { edgeKindMask, nodeKind, targetShift, edgeKind } from './kinds.ts';
import { nodeNameOf } from './nodeNames.ts';
import { sourceOf } from './retainers.ts';
import { contextLocation, contextText, isContext, scopeInfoOf, variablesOf } from './scopes.ts';
import { partOf } from './scriptUrls.ts';
import { locationAt, locationRow } from './snapshot.ts';
import type { TableFacts } from './stringRows.ts';

/** A variable before it is known whether a living function reads it. */
type VariableFacts = Omit<ScopeVariable, 'isRead'>;

/** A row of scopes before its place and its source are looked up. */
export type ScopeFacts = Omit<ScopeRow, 'place' | 'variables'> & {
  readonly variables: readonly VariableFacts[];
  /** Where the living functions stand that see these scopes; null where something else sees them too. */
  readonly readers: readonly ScriptLocation[] | null;
};

const variablesMax = 100;
const readersMax = 64;
const valueMax = 80;
/** Scopes in scopes: more are not followed. */
const depthMax = 32;

type Group = {
  readonly index: number;
  example: number;
  parent: number;
  closureCount: number;
  /** Location rows of the functions that see a scope of this group. */
  readonly readers: Set<number>;
  isSeenByOthers: boolean;
  readonly variables: Map<string, { largest: number; readonly places: number[] }>;
};

/** Groups the living scopes: those that one piece of source made share the engine's record of it. */
class ScopeGroups {
  readonly groupOf: Int32Array;
  readonly groups: Group[] = [];
  private readonly held: HeldSnapshot;
  private readonly byKey = new Map<string, Group>();

  constructor(held: HeldSnapshot, watch: Watch) {
    this.held = held;
    const { graph } = held.snapshot;
    this.groupOf = new Int32Array(graph.nodeCount).fill(noGroup);
    for (let node = 0; node < graph.nodeCount; node += 1) {
      if ((node & lookMask) === 0) look(watch);
      if (graph.kind[node] === nodeKind.object && isContext(held, node)) this.add(node);
    }
    for (let node = 0; node < graph.nodeCount; node += 1) {
      if ((node & lookMask) === 0) look(watch);
      if (graph.kind[node] === nodeKind.closure) this.see(node);
    }
    for (const group of this.groups) group.parent = this.parentOf(group.example);
  }

  private add(context: number): void {
    const { held } = this;
    const { graph, tree } = held.snapshot;
    const names = variablesOf(held, context).map(({ name }) => name);
    const info = scopeInfoOf(held, context);
    const key =
      info >= 0 ? String(info) : `${graph.locations.script[contextLocation(held, context, 0)]} ${names.join(' ')}`;
    let group = this.byKey.get(key);
    if (group === undefined) {
      group = {
        index: this.groups.length,
        example: context,
        parent: noGroup,
        closureCount: 0,
        readers: new Set(),
        isSeenByOthers: false,
        variables: new Map(),
      };
      this.byKey.set(key, group);
      this.groups.push(group);
    } else if (tree.retained[context] > tree.retained[group.example]) group.example = context;
    this.groupOf[context] = group.index;
    this.addVariables(group, context);
    if (!group.isSeenByOthers) group.isSeenByOthers = this.isSeenByOthers(context);
  }

  private addVariables(group: Group, context: number): void {
    const { snapshot, places } = this.held;
    const { graph, tree } = snapshot;
    for (const { edge, name } of variablesOf(this.held, context)) {
      const target = graph.packed[edge] >>> targetShift;
      const known = group.variables.get(name);
      if (known === undefined) {
        if (group.variables.size < variablesMax)
          group.variables.set(name, { largest: target, places: [places[target]] });
        continue;
      }
      known.places.push(places[target]);
      if (tree.retained[target] > tree.retained[known.largest]) known.largest = target;
    }
  }

  /** True for a scope that a suspended function, or anything but functions and scopes, goes on with. */
  private isSeenByOthers(context: number): boolean {
    const { snapshot, retainers, strings } = this.held;
    const { graph } = snapshot;
    for (let at = retainers.first[context]; at < retainers.first[context + 1]; at += 1) {
      const edge = retainers.edges[at];
      if ((graph.packed[edge] & edgeKindMask) >= edgeKind.weak) continue;
      const holder = sourceOf(graph, edge);
      const kind = graph.kind[holder];
      const isKnown = kind === nodeKind.closure || isContext(this.held, holder) || kind === nodeKind.synthetic;
      if (!isKnown && kind === nodeKind.object && strings.text(graph.name[holder]).includes('Generator')) return true;
    }
    return false;
  }

  private outer(node: number, part: string): number {
    const { snapshot, strings } = this.held;
    const found = partOf(snapshot.graph, strings, node, part);
    return found >= 0 && this.groupOf[found] >= 0 ? found : -1;
  }

  /** Notes a function with the scopes around it. */
  private see(closure: number): void {
    const row = locationRow(this.held.snapshot.graph, closure);
    let context = this.outer(closure, 'context');
    if (context >= 0) this.groups[this.groupOf[context]].closureCount += 1;
    for (let depth = 0; context >= 0 && depth < depthMax; depth += 1) {
      const group = this.groups[this.groupOf[context]];
      // Functions of one place see the same scopes.
      if (row < 0) group.isSeenByOthers = true;
      else if (group.readers.size <= readersMax) group.readers.add(row);
      context = this.outer(context, 'previous');
    }
  }

  private parentOf(context: number): number {
    const outer = this.outer(context, 'previous');
    return outer < 0 ? noGroup : this.groupOf[outer];
  }
}

/** Locations of rows, each place once. */
function placesOf({ snapshot }: HeldSnapshot, rows: Iterable<number>): readonly ScriptLocation[] {
  const found = new Map<string, ScriptLocation>();
  for (const row of rows) {
    const location = locationAt(snapshot, row);
    if (location !== null) found.set(`${location.scriptId}:${location.line}:${location.column}`, location);
  }
  return [...found.values()];
}

/** Scopes as a tree, those that retain most first: the variables of each with what they keep alive. */
export function scopeRows(held: HeldSnapshot, rowsMax: number, watch: Watch): TableFacts<ScopeFacts> {
  const { snapshot, strings } = held;
  const { graph } = snapshot;
  const found = new ScopeGroups(held, watch);
  const { groups } = found;
  const { count, shallow, retained } = groupSizes(snapshot, found.groupOf, groups.length);
  const children = new Uint32Array(groups.length);
  for (const { parent } of groups) if (parent >= 0) children[parent] += 1;
  const variablesFrom = ({ variables }: Group): readonly VariableFacts[] =>
    [...variables]
      .map(([name, { largest, places }]) => ({
        name,
        value: nodeNameOf(graph, strings, largest).slice(0, valueMax),
        nodeId: graph.id[largest],
        retainedSize: retainedTogether(snapshot, places),
      }))
      .sort((a, b) => b.retainedSize - a.retainedSize);
  const ordered = groups.toSorted((a, b) => retained[b.index] - retained[a.index]);
  const rows = ordered.slice(0, rowsMax).map((group): ScopeFacts => {
    const row = contextLocation(held, group.example, 2);
    return {
      scope: group.index,
      parent: group.parent < 0 ? null : group.parent,
      name: contextText(held, group.example, row),
      location: locationAt(snapshot, row),
      nodeId: graph.id[group.example],
      count: count[group.index],
      childCount: children[group.index],
      closureCount: group.closureCount,
      shallowSize: shallow[group.index],
      retainedSize: retained[group.index],
      variables: variablesFrom(group),
      readers: group.isSeenByOthers || group.readers.size > readersMax ? null : placesOf(held, group.readers),
    };
  });
  return { rows, omitted: Math.max(0, ordered.length - rowsMax) };
}
