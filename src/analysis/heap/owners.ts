import { functionsBelow } from './functionsBelow.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { edgeNameOf } from './nodeNames.ts';
import { type HeldSnapshot, scriptName } from './heldSnapshot.ts';
import { sourceOf } from './retainers.ts';
import { type Holder, isRootLike, retainingPath } from './retainingPath.ts';
import { partOf } from './scriptUrls.ts';
import { contextLocation, contextText, isContext, sourceModule, variablesOf } from './scopes.ts';
import { locationRow } from './snapshot.ts';

/** Who owns a thing, in words and in the source. */
export type Owner = {
  /** `module gateway.js`, `class Registry`, `function handle`, `global`. */
  readonly text: string;
  /** What an expression for the thing begins with: `Gateway`, `globalThis`; null where it begins with the variable. */
  readonly name: string | null;
  /** Row of the graph's locations that leads to the owner's script; -1 where nothing does. */
  readonly location: number;
  /** The variable or property of the owner by which the thing is held; null where it has no name. */
  readonly variable: string | null;
  /** Names from the owner down to the thing: `state`, `sessions`. */
  readonly trail: readonly string[];
  /** The emitter and event whose listeners the thing is, where it is that. */
  readonly listened: { readonly emitter: string; readonly event: string } | null;
};

/** Things of the language and of Node itself, of which there are many: who holds them says more. */
const everyday = new Set(
  (
    'Object Array Map Set WeakMap WeakRef SafeMap SafeSet Promise Generator AsyncGenerator Listener ' +
    'EventEmitter EventTarget NodeEventTarget AbortController AbortSignal AsyncLocalStorage AsyncResource ' +
    'FixedQueue FixedCircularBuffer PriorityQueue TimersList Timeout Immediate ' +
    'Socket Server TCP Pipe TLSSocket ReadStream WriteStream Readable Writable Duplex Transform PassThrough ' +
    'ReadableState WritableState IncomingMessage ServerResponse ClientRequest HTTPParser ' +
    'Worker MessagePort MessageChannel ChildProcess Module Buffer'
  ).split(' '),
);
const listenerTables = new Set(['_events', '[kEvents]']);

/** The key under which a table holds a thing: the text that lies just before it. */
function entryKey({ snapshot, strings }: HeldSnapshot, { node, edge }: Holder): string | null {
  const { graph } = snapshot;
  if ((graph.packed[edge] & edgeKindMask) !== edgeKind.internal || graph.kind[node] !== nodeKind.array) return null;
  const place = Number(edgeNameOf(graph, strings, edge));
  if (!Number.isInteger(place)) return null;
  for (let other = edge - 1; other >= graph.firstEdge[node]; other -= 1) {
    const target = graph.packed[other] >>> targetShift;
    if (Number(edgeNameOf(graph, strings, other)) === place - 1)
      return graph.kind[target] === nodeKind.string ? strings.text(graph.name[target]) : null;
  }
  return null;
}

/** True for the engine's cell of a variable that a module exports. */
const isCell = ({ snapshot, strings }: HeldSnapshot, node: number) =>
  strings.text(snapshot.graph.name[node]) === 'system / Cell';

/** The name under which a module exports what lies in a cell: some Nodes lead to it by the module's list without names. */
function exportName(held: HeldSnapshot, cell: number): string | null {
  const { retainers } = held;
  if (!isCell(held, cell)) return null;
  for (let at = retainers.first[cell]; at < retainers.first[cell + 1]; at += 1) {
    const edge = retainers.edges[at];
    const key = entryKey(held, { node: sourceOf(held.snapshot.graph, edge), edge });
    if (key !== null) return key;
  }
  return null;
}

/** What an edge adds to the trail from owner to thing; null for the engine's inner parts. */
export function trailName(held: HeldSnapshot, holder: Holder): string | null {
  const { graph } = held.snapshot;
  const kind = graph.packed[holder.edge] & edgeKindMask;
  if (kind === edgeKind.element) return `[${graph.edgeName[holder.edge]}]`;
  if (kind === edgeKind.hidden && isContext(held, holder.node))
    return variablesOf(held, holder.node).find(({ edge }) => edge === holder.edge)?.name ?? null;
  if (kind === edgeKind.internal) {
    // A cell tells its name itself, by whichever table the path comes to it.
    if (isCell(held, graph.packed[holder.edge] >>> targetShift)) return null;
    const key = entryKey(held, holder) ?? exportName(held, holder.node);
    return key === null ? null : `['${key.length > 40 ? `${key.slice(0, 39)}…` : key}']`;
  }
  if (kind !== edgeKind.property && kind !== edgeKind.context && kind !== edgeKind.shortcut) return null;
  const name = edgeNameOf(graph, held.strings, holder.edge);
  return name.startsWith('<symbol ') ? `[${name.slice(8, -1)}]` : name;
}

/** An owner as one holder tells it, before it is known by which names it holds the thing. */
type OwnerHead = Pick<Owner, 'text' | 'name' | 'location'>;

/** Location row of the body of an ECMAScript module: its body is the function of a generator. -1 where it is not known. */
function bodyRow({ snapshot, strings, urls }: HeldSnapshot, module: number): number {
  const { graph } = snapshot;
  for (let edge = graph.firstEdge[module]; edge < graph.firstEdge[module + 1]; edge += 1) {
    const body = partOf(graph, strings, graph.packed[edge] >>> targetShift, 'function');
    const row = body < 0 ? -1 : locationRow(graph, body);
    if (row >= 0 && urls.has(graph.locations.script[row])) return row;
  }
  return -1;
}

/** File of an ECMAScript module; null where the snapshot does not tell. */
export function sourceModuleFile(held: HeldSnapshot, module: number): string | null {
  const row = bodyRow(held, module);
  return row < 0 ? null : (held.urls.get(held.snapshot.graph.locations.script[row]) ?? null);
}

/** An ECMAScript module as the owner of what it exports. */
function moduleOwner(held: HeldSnapshot, module: number): OwnerHead | null {
  const file = sourceModuleFile(held, module);
  return file === null ? null : { text: `module ${scriptName(file)}`, name: null, location: bodyRow(held, module) };
}

/** File of a CommonJS module by the engine's object for it; null for anything else. */
export function commonModuleFile(
  { snapshot, strings }: Pick<HeldSnapshot, 'snapshot' | 'strings'>,
  node: number,
): string | null {
  const { graph } = snapshot;
  if (graph.kind[node] !== nodeKind.object || strings.text(graph.name[node]) !== 'Module') return null;
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1) {
    if ((graph.packed[edge] & edgeKindMask) !== edgeKind.property) continue;
    const target = graph.packed[edge] >>> targetShift;
    if (graph.kind[target] === nodeKind.string && edgeNameOf(graph, strings, edge) === 'filename')
      return strings.text(graph.name[target]);
  }
  return null;
}

/** A CommonJS module as the owner of what it exports; a function of its script tells which script it is. */
function commonModuleOwner(held: HeldSnapshot, node: number): OwnerHead | null {
  const file = commonModuleFile(held, node);
  if (file === null) return null;
  const { script, count } = held.snapshot.graph.locations;
  let location = -1;
  for (let row = 0; row < count && location < 0; row += 1) {
    const url = held.urls.get(script[row]);
    if (url === file || url === `file://${file}`) location = row;
  }
  return { text: `module ${scriptName(file)}`, name: null, location };
}

const isNodesRow = ({ snapshot, urls }: HeldSnapshot, row: number) =>
  row >= 0 && urls.get(snapshot.graph.locations.script[row])?.startsWith('node:') === true;

/** ` in gateway.js` for the script of a location row; empty where it is not known. */
function inScript({ snapshot, urls }: HeldSnapshot, row: number): string {
  const url = row < 0 ? undefined : urls.get(snapshot.graph.locations.script[row]);
  return url === undefined ? '' : ` in ${scriptName(url)}`;
}

/** True for the global object of a page: `Window`, `Window [JSGlobalObject] / https://example.org`, `Window (global*) / …`. */
const isWindow = (name: string) => /^(Detached )?Window( [([](JSGlobalObject|global\*?)[)\]])?( \/ |$)/.test(name);

/** What a holder is called as an owner, and its location row; null where a holder further up says more. */
function ownerAt(held: HeldSnapshot, holder: Holder): OwnerHead | null {
  const { snapshot, strings } = held;
  const { graph } = snapshot;
  const name = strings.text(graph.name[holder.node]);
  if (isContext(held, holder.node)) {
    const row = contextLocation(held, holder.node, 2);
    return { text: contextText(held, holder.node, row), name: null, location: row };
  }
  if (name === sourceModule) return moduleOwner(held, holder.node);
  const location = locationRow(graph, holder.node);
  const kind = graph.kind[holder.node];
  if (kind === nodeKind.closure) {
    const isProperty = (graph.packed[holder.edge] & edgeKindMask) === edgeKind.property;
    if (!isProperty || location < 0 || isNodesRow(held, location)) return null;
    const shown = name === '' ? '(anonymous)' : name;
    const sort = /^[A-Z]/.test(name) ? 'class' : 'function';
    return { text: `${sort} ${shown}${inScript(held, location)}`, name: shown, location };
  }
  if (kind !== nodeKind.object || name.startsWith('system / ')) return null;
  if (isRootLike(snapshot, holder.node)) return { text: 'global', name: 'globalThis', location };
  if (isWindow(name)) return { text: 'global window', name: 'window', location: -1 };
  if (name === 'process') return { text: 'global process', name: 'process', location: -1 };
  if (name === 'Module') return commonModuleOwner(held, holder.node);
  if (everyday.has(name) || location < 0 || isNodesRow(held, location)) return null;
  return { text: `class ${name}${inScript(held, location)}`, name, location };
}

/** Names as an owner's source has them: a module's own `exports` is left out, and so are the marks of its cells. */
function ownTrail(held: HeldSnapshot, holder: Holder, trail: readonly string[]): readonly string[] {
  const { snapshot, strings } = held;
  const [first = '', ...rest] = trail;
  if (commonModuleFile(held, holder.node) !== null && first === 'exports') return rest;
  const isCells = strings.text(snapshot.graph.name[holder.node]) === sourceModule;
  return isCells ? [first.replace(keyMark, '$1'), ...rest] : trail;
}

/** The emitter and event, where a holder is an emitter that keeps its listeners by this name. */
function listenedBy({ snapshot, strings }: HeldSnapshot, holder: Holder, trail: readonly string[]): Owner['listened'] {
  const event = (trail[0] ?? '').replace(keyMark, '$1');
  return { emitter: strings.text(snapshot.graph.name[holder.node]), event };
}

/** Who owns a node: the first holder on its path that has a name and a place in the program's source. */
export function ownerOf(held: HeldSnapshot, node: number, lastTrail: readonly string[]): Owner {
  let trail = lastTrail;
  let listened: Owner['listened'] = null;
  for (const holder of retainingPath(held.snapshot, held.retainers, node)) {
    const name = trailName(held, holder);
    if (name !== null && listenerTables.has(name)) listened ??= listenedBy(held, holder, trail);
    if (name !== null) trail = [name, ...trail];
    const owner = ownerAt(held, holder);
    if (owner === null) continue;
    trail = ownTrail(held, holder, trail);
    return ownerThroughFunctions(held, node, { ...owner, variable: variableOf(trail), trail, listened });
  }
  const engine = { text: 'the engine', name: null, location: -1 };
  return ownerThroughFunctions(held, node, { ...engine, variable: variableOf(trail), trail, listened });
}

/**
 * Where Node itself holds a thing, such as timers or listeners of the process, the function of the program that is held
 * most often tells whose it is.
 */
function ownerThroughFunctions(held: HeldSnapshot, node: number, owner: Owner): Owner {
  if (owner.location >= 0 && !isNodesRow(held, owner.location)) return owner;
  const [most] = functionsBelow(held.snapshot, held.places, node);
  const url = most?.location.url ?? held.urls.get(most?.location.scriptId ?? -1);
  if (most === undefined || url === undefined || url.startsWith('node:')) return owner;
  const { graph } = held.snapshot;
  const name = held.strings.text(graph.name[most.node]);
  const sort = name === '' ? 'module ' : `function ${name} in `;
  return { ...owner, text: `${sort}${scriptName(url)}`, location: locationRow(graph, most.node), variable: null };
}

/** Who owns a property or variable of `holder.node` itself, by the rules of `ownerOf`. */
export function slotOwner(held: HeldSnapshot, holder: Holder, lastTrail: readonly string[]): Owner {
  const owner = ownerAt(held, holder);
  if (owner === null) return ownerOf(held, holder.node, lastTrail);
  const trail = ownTrail(held, holder, lastTrail);
  return { ...owner, variable: variableOf(trail), trail, listened: null };
}

const keyMark = /^\['(.*)'\]$/;

function variableOf([first]: readonly string[]): string | null {
  if (first === undefined) return null;
  const key = first.replace(keyMark, '$1');
  return /^[\p{L}_$#][\p{L}\p{N}_$]*$/u.test(key) ? key : null;
}

/** `Gateway.sessions`, `tenants['acme'].users`, `bus.on('reply')`: what the source would call the thing. */
export function expressionOf({ name, trail, listened }: Pick<Owner, 'name' | 'trail' | 'listened'>): string {
  const table = trail.findIndex((part) => listenerTables.has(part));
  const shown = listened === null || table < 0 ? trail : trail.slice(0, table);
  // What Node keeps in a private field of a controller has a public name.
  const own = listened !== null && shown.at(-1) === '#signal' ? [...shown.slice(0, -1), 'signal'] : shown;
  const path = [...(name === null ? [] : [name]), ...own].join('.').replaceAll('.[', '[');
  if (listened === null) return path;
  return `${path === '' ? listened.emitter : path}.on('${listened.event}')`;
}
