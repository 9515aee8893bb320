import type { GrowthRow } from '../../protocol/heapRows.ts';
import type { Growth } from './growth.ts';
import { nodeKind, targetShift } from './kinds.ts';
import {
  closuresOf,
  contextName,
  isContext,
  type HeldSnapshot,
  type Owner,
  ownerOf,
  scriptName,
  slotOwner,
  trailName,
} from './owners.ts';
import { type Holder, isRootLike, nextHolder, retainingPath } from './retainingPath.ts';
import { locationAt, locationRow } from './snapshot.ts';
import { textAt } from './textColumn.ts';

/** A growth row before its place is looked up. `variable` is what to look for in the script at `location`. */
export type GrowthFacts = Omit<GrowthRow, 'place'> & { readonly variable: string | null };

/** Names of a path that are shown: the first few and the last. */
const headMax = 2;
/** Things of other classes between two links of a chain: a function and the variables it sees. */
const linkStepsMax = 3;
const tailMax = 6;

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

/** One name of the path for a holder, or null for the engine's inner parts. */
function segments(held: HeldSnapshot, holder: Holder, isFirst: boolean): readonly string[] {
  const { snapshot, strings, urls } = held;
  const { graph } = snapshot;
  const found: string[] = [];
  const name = strings.text(graph.name[holder.node]);
  if (graph.kind[holder.node] === nodeKind.closure) found.push(`${name === '' ? '(anonymous)' : name}()`);
  else if (name === contextName) {
    const row = closuresOf(held, holder.node)
      .map((closure) => locationRow(graph, closure))
      .find((at) => at >= 0);
    const url = row === undefined ? undefined : urls.get(graph.locations.script[row]);
    if (url !== undefined) found.push(scriptName(url));
  } else if (graph.kind[holder.node] === nodeKind.object && !name.startsWith('system / ')) {
    const shown = textAt(snapshot.classNames, snapshot.classOf[holder.node]);
    if (isFirst || (!shown.startsWith('{') && !['Object', 'Array', 'Map', 'Set'].includes(shown))) found.push(shown);
  } else if (graph.kind[holder.node] === nodeKind.synthetic) found.push(name);
  const trail = trailName(held, holder);
  if (trail !== null && trail !== '__proto__') found.push(trail);
  return found;
}

/** The script a holder is from: where its function or class stands, or a function that sees the context. */
function urlOf(held: HeldSnapshot, node: number): string | undefined {
  const { graph } = held.snapshot;
  const isScope = isContext(held, node);
  const rows = (isScope ? closuresOf(held, node) : [node]).map((at) => locationRow(graph, at));
  const row = rows.find((at) => at >= 0);
  return row === undefined ? undefined : held.urls.get(graph.locations.script[row]);
}

/** Names from the root to a node, folded in the middle, repeated ones once; what lies in Node's own source is one name. */
function pathText(held: HeldSnapshot, node: number, last: readonly string[]): string {
  const holders = retainingPath(held.snapshot, held.retainers, node).toReversed();
  const isFolded = (at: number) =>
    at > 0 && at < holders.length - 1 && urlOf(held, holders[at].node)?.startsWith('node:') === true;
  const names = holders.flatMap((holder, at) => (isFolded(at) ? ['Node.js'] : segments(held, holder, at === 0)));
  names.push(...last);
  const shown = names.filter((name, at) => name !== names[at - 1]);
  if (shown.length <= headMax + tailMax + 1) return shown.join(' › ');
  return [...shown.slice(0, headMax), '…', ...shown.slice(-tailMax)].join(' › ');
}

/** `state.sessions['a'][0]` from the names of a trail; long ones keep their ends. */
function trailText(trail: readonly string[]): string {
  const shown = trail.length > 5 ? [trail[0] ?? '', '…', ...trail.slice(-3)] : trail;
  return shown.join('.').replaceAll('.[', '[');
}

/** `Map sessions`, `listeners of AbortSignal 'abort'`, `chain of Node list.head`. */
function containerText(held: HeldSnapshot, growth: Growth, subject: number, owner: Owner): string {
  const { snapshot, strings } = held;
  if (growth.kind === 'owned' && isContext(held, subject)) return 'scope';
  if (owner.listened !== null) return `listeners of ${owner.listened.emitter} '${owner.listened.event}'`;
  const trail = trailText(owner.trail);
  const classOf = (node: number) => textAt(snapshot.classNames, snapshot.classOf[node]);
  const plain = (name: string) => (name.startsWith('{') ? 'Object' : name);
  // Numbers leave no trace of their own: then the count is that of the room for them.
  const room = growth.isEstimate ? ' (room for numbers)' : '';
  const named = (name: string) => (trail === '' ? `${name}${room}` : `${name} ${trail}${room}`);
  if (growth.kind !== 'slot') return named(plain(classOf(subject)));
  const target = snapshot.graph.packed[growth.edge] >>> targetShift;
  if (strings.text(snapshot.graph.name[target]) === 'system / PromiseReaction') return named('reactions of Promise');
  return growth.isChain ? named(`chain of ${classOf(target)}`) : named(plain(classOf(target)));
}

/** Growth as people read it: what grew, who owns it, and how the program holds it. */
export function growthRow(held: HeldSnapshot, growth: Growth): GrowthFacts {
  const { snapshot } = held;
  const { graph, tree } = snapshot;
  const isSlot = growth.kind === 'slot';
  const target = isSlot ? graph.packed[growth.edge] >>> targetShift : growth.node;
  const isTail = growth.isChain && snapshot.classOf[target] === snapshot.classOf[growth.node];
  const subject = isTail ? headOfChain(held, growth.node) : growth.node;
  const slot = isSlot && !isTail ? trailName(held, growth) : null;
  const last = slot === null ? [] : [slot];
  // A slot of a context or an object belongs to that one itself, and what a context keeps is its own.
  const isOwner = (isSlot && !isTail) || (growth.kind === 'owned' && isContext(held, subject));
  const owner = isOwner ? slotOwner(held, growth, last) : ownerOf(held, subject, last);
  return {
    nodeId: graph.id[subject],
    container: containerText(held, growth, subject, owner),
    owner: owner.text,
    countDelta: growth.countDelta,
    sizeDelta: growth.sizeDelta,
    retainedSize: tree.retained[isTail ? subject : target],
    path: pathText(held, subject, last),
    location: locationAt(snapshot, owner.location),
    variable: owner.variable,
  };
}
