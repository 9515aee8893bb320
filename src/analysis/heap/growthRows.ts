import type { GrowthRow } from '../../protocol/heapRows.ts';
import type { Growth } from './growth.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import type { HeldSnapshot } from './heldSnapshot.ts';
import { expressionOf, type Owner, ownerOf, slotOwner, trailName } from './owners.ts';
import { isContext } from './scopes.ts';
import { pathNames } from './pathNames.ts';
import { isRootLike, nextHolder } from './retainingPath.ts';
import { locationAt } from './snapshot.ts';
import { sourceOf } from './retainers.ts';
import { textAt } from './textColumn.ts';

/** A growth row before its place is looked up. `variable` is what to look for in the script at `location`. */
export type GrowthFacts = Omit<GrowthRow, 'place'> & { readonly variable: string | null };

/** Things of other classes between two links of a chain: a function and the variables it sees. */
const linkStepsMax = 3;

/** Goes up a chain of things of one class to the first of them: the growth is that of the whole chain. */
function headOfChain(held: HeldSnapshot, node: number): number {
  const { snapshot, retainers } = held;
  const { classOf } = snapshot;
  let head = node;
  // A chain can be longer than any path that is shown.
  for (let at = node, between = 0; between <= linkStepsMax && !isRootLike(snapshot, at);) {
    const holder = nextHolder(snapshot, retainers, at);
    if (holder === null) break;
    at = holder.node;
    between = classOf[at] === classOf[node] ? 0 : between + 1;
    if (between === 0) head = at;
  }
  return head;
}

/** `state.sessions['a'][0]` from the names of a trail; long ones keep their ends. */
function trailText(trail: readonly string[]): string {
  const shown = trail.length > 5 ? [trail[0] ?? '', '…', ...trail.slice(-3)] : trail;
  return shown.join('.').replaceAll('.[', '[');
}

const timersClass = 'TimersList';
const plain = (name: string) => (name.startsWith('{') ? 'Object' : name);

const functionName = (name: string) => (name === '' ? 'functions' : `${name}()`);

/** The sort of thing that grew: `Map`, `listeners`, `chain of Node`. */
function sortOf(held: HeldSnapshot, growth: Growth, target: number): string {
  const { snapshot, strings } = held;
  const { kind, name } = snapshot.graph;
  const className = textAt(snapshot.classNames, snapshot.classOf[target]);
  if (growth.kind !== 'slot') return plain(className);
  const engineName = strings.text(name[target]);
  if (engineName === 'system / PromiseReaction') return 'reactions of Promise';
  if (engineName === 'system / WeakCell') return 'registrations of FinalizationRegistry';
  if (growth.isChain) return `chain of ${kind[target] === nodeKind.closure ? functionName(engineName) : className}`;
  return kind[target] === nodeKind.object ? plain(className) : 'text';
}

/** `Map sessions`, `listeners of AbortSignal 'abort'`, `chain of Node list.head`, `timers [60000 ms]`. */
function containerText(held: HeldSnapshot, growth: Growth, target: number, owner: Owner): string {
  if (growth.kind === 'owned' && isContext(held, growth.node)) return 'scope';
  if (owner.listened !== null) return `listeners of ${owner.listened.emitter} '${owner.listened.event}'`;
  const sort = sortOf(held, growth, target);
  const duration = /^\[(\d+)\]$/.exec(owner.trail.at(-1) ?? '')?.[1];
  if (sort === timersClass && duration !== undefined) return `timers [${duration} ms]`;
  const trail = trailText(owner.trail);
  // Numbers leave no trace of their own: then the count is that of the room for them.
  const room = growth.isEstimate ? ' (room for numbers)' : '';
  return trail === '' ? `${sort}${room}` : `${sort} ${trail}${room}`;
}

/** Names of the edges from a surviving node down to what grew in it. */
function slotNames(held: HeldSnapshot, { edges }: Growth): readonly string[] {
  const { graph } = held.snapshot;
  return edges.flatMap((edge) => {
    if ((graph.packed[edge] & edgeKindMask) === edgeKind.hidden) return [];
    return trailName(held, { node: sourceOf(graph, edge), edge }) ?? [];
  });
}

/** Growth as people read it: what grew, who owns it, and how the program holds it. */
export function growthRow(held: HeldSnapshot, growth: Growth): GrowthFacts {
  const { snapshot } = held;
  const { graph, tree } = snapshot;
  const lastEdge = growth.edges.at(-1);
  const firstEdge = growth.edges[0];
  const target = lastEdge === undefined ? growth.node : graph.packed[lastEdge] >>> targetShift;
  const isTail = growth.isChain && snapshot.classOf[target] === snapshot.classOf[growth.node];
  const subject = isTail ? headOfChain(held, growth.node) : growth.node;
  const last = isTail ? [] : slotNames(held, growth);
  // A slot of a context or an object belongs to that one itself, and what a context keeps is its own.
  const isOwner = (growth.kind === 'slot' && !isTail) || (growth.kind === 'owned' && isContext(held, subject));
  const owner = isOwner
    ? slotOwner(held, { node: subject, edge: firstEdge ?? graph.firstEdge[subject] }, last)
    : ownerOf(held, subject, last);
  const container = containerText(held, growth, target, owner);
  return {
    nodeId: graph.id[subject],
    container,
    owner: owner.text,
    expression: container.startsWith('timers ') ? container : expressionOf(owner),
    countDelta: growth.countDelta,
    sizeDelta: growth.sizeDelta,
    retainedSize: tree.retained[isTail ? subject : target],
    path: pathNames(held, subject, last),
    location: locationAt(snapshot, owner.location),
    variable: owner.variable,
  };
}
