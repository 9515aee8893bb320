import { nodeKind } from './kinds.ts';
import { type HeldSnapshot, scriptName } from './heldSnapshot.ts';
import { commonModuleFile, sourceModuleFile, trailName } from './owners.ts';
import { closuresOf, contextName, isContext, isModuleContext, sourceModule } from './scopes.ts';
import { type Holder, retainingPath } from './retainingPath.ts';
import { locationRow } from './snapshot.ts';
import { textAt } from './textColumn.ts';

/** Names of a path that are shown: the first few and the last. */
const headMax = 2;
const tailMax = 6;
const separator = ' › ';
const inNode = 'Node.js';
const everyday = new Set(['Object', 'Array', 'Map', 'Set']);

/** Url of the script a holder is from: where its function or class stands, or a function that sees the context. */
function urlOf(held: HeldSnapshot, node: number): string | undefined {
  const { graph } = held.snapshot;
  const rows = (isContext(held, node) ? closuresOf(held, node) : [node]).map((at) => locationRow(graph, at));
  const row = rows.find((at) => at >= 0);
  return row === undefined ? undefined : held.urls.get(graph.locations.script[row]);
}

const isNodes = (held: HeldSnapshot, node: number) => urlOf(held, node)?.startsWith('node:') === true;

/** The file of the module that a holder is: its scope, or the engine's object for it. Null for anything else. */
function moduleFile(held: HeldSnapshot, node: number): string | null {
  const common = commonModuleFile(held, node);
  if (common !== null) return common;
  if (held.strings.text(held.snapshot.graph.name[node]) === sourceModule) return sourceModuleFile(held, node);
  if (!isContext(held, node) || !isModuleContext(held, node)) return null;
  const url = urlOf(held, node);
  return url === undefined || url.startsWith('node:') ? null : url;
}

/** Names for one holder, the outer first; none for the engine's inner parts. */
function segments(held: HeldSnapshot, holder: Holder, isFirst: boolean): readonly string[] {
  const { snapshot, strings } = held;
  const { graph } = snapshot;
  const found: string[] = [];
  const name = strings.text(graph.name[holder.node]);
  const file = moduleFile(held, holder.node);
  const trail = trailName(held, holder);
  if (file !== null) {
    const shown = name === sourceModule ? trail?.replace(/^\['(.*)'\]$/, '$1') : trail;
    return [scriptName(file), ...(shown === undefined || shown === null || shown === 'exports' ? [] : [shown])];
  }
  if (graph.kind[holder.node] === nodeKind.closure) found.push(`${name === '' ? '(anonymous)' : name}()`);
  else if (name === contextName) {
    const url = urlOf(held, holder.node);
    if (url !== undefined) found.push(scriptName(url));
  } else if (graph.kind[holder.node] === nodeKind.object && !name.startsWith('system / ')) {
    const shown = textAt(snapshot.classNames, snapshot.classOf[holder.node]);
    if (isFirst || (!shown.startsWith('{') && !everyday.has(shown))) found.push(shown);
  } else if (graph.kind[holder.node] === nodeKind.synthetic) found.push(name);
  if (trail !== null && trail !== '__proto__') found.push(trail);
  return found;
}

/**
 * Names from the root to a node, the program's own first: the way through Node's source to the innermost module of the
 * program is one name, and so is each later stretch of Node's. Folded in the middle, repeated names once.
 */
export function pathNames(
  held: HeldSnapshot,
  node: number,
  last: readonly string[],
  path: readonly Holder[] = retainingPath(held.snapshot, held.retainers, node),
): string {
  const holders = path.toReversed();
  const ownFile = moduleFile(held, node);
  if (ownFile !== null)
    return [...(holders.length > 1 ? ['global', inNode] : []), scriptName(ownFile), ...last].join(separator);
  const module = holders.findLastIndex((holder) => moduleFile(held, holder.node) !== null);
  const names: string[] = [];
  holders.forEach((holder, at) => {
    const next = holders[at + 1];
    const isEnd = next === undefined;
    if (at === 0) {
      const [first = '', ...rest] = segments(held, holder, true);
      const leadsAside = module > 0 || (next !== undefined && isNodes(held, next.node));
      names.push(first, ...(leadsAside ? [inNode] : rest));
    } else if (at < module) return;
    else if (!isEnd && at !== module && isNodes(held, holder.node)) names.push(inNode);
    else names.push(...segments(held, holder, false));
  });
  names.push(...last);
  const shown = names.filter((name, at) => name !== '' && name !== names[at - 1]);
  if (shown.length <= headMax + tailMax + 1) return shown.join(separator);
  return [...shown.slice(0, headMax), '…', ...shown.slice(-tailMax)].join(separator);
}
