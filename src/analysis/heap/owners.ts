import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { edgeNameOf } from './nodeNames.ts';
import { type Retainers, sourceOf } from './retainers.ts';
import { type Holder, isRootLike, retainingPath } from './retainingPath.ts';
import { partOf } from './scriptUrls.ts';
import { locationRow, type Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';

/** Urls of scripts by their ids, as far as they are known. */
export type ScriptUrls = ReadonlyMap<number, string>;

/** A snapshot that can be asked who holds what. */
export type HeldSnapshot = {
  readonly snapshot: Snapshot;
  readonly strings: StringTable;
  readonly retainers: Retainers;
  readonly urls: ScriptUrls;
};

/** Who owns a thing, in words and in the source. */
export type Owner = {
  /** `module gateway.js`, `class Registry`, `function handle`, `global`. */
  readonly text: string;
  /** Row of the graph's locations that leads to the owner's script; -1 where nothing does. */
  readonly location: number;
  /** The variable or property of the owner by which the thing is held; null where it has no name. */
  readonly variable: string | null;
  /** Names from the owner down to the thing: `state`, `sessions`. */
  readonly trail: readonly string[];
  /** The emitter and event whose listeners the thing is, where it is that. */
  readonly listened: { readonly emitter: string; readonly event: string } | null;
};

const closuresMax = 64;
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

export const contextName = 'system / Context';

/** The readable last part of a script's url. */
export function scriptName(url: string): string {
  const last = url.split(/[\\/]/).at(-1) ?? '';
  return last === '' ? url : last;
}

/** Functions that see the variables of a context: those with names first. */
export function closuresOf({ snapshot, strings, retainers }: HeldSnapshot, context: number): readonly number[] {
  const { graph } = snapshot;
  const found: number[] = [];
  for (let at = retainers.first[context]; at < retainers.first[context + 1] && found.length < closuresMax; at += 1) {
    const edge = retainers.edges[at];
    const source = sourceOf(graph, edge);
    if (graph.kind[source] === nodeKind.closure && edgeNameOf(graph, strings, edge) === 'context') found.push(source);
  }
  const isNamed = (node: number) => (strings.text(graph.name[node]) === '' ? 1 : 0);
  return found.sort((a, b) => isNamed(a) - isNamed(b));
}

/** True for the engine's record of the variables of a scope. */
export function isContext({ snapshot, strings }: Pick<HeldSnapshot, 'snapshot' | 'strings'>, node: number): boolean {
  const name = strings.text(snapshot.graph.name[node]);
  return name === contextName || name.startsWith(`${contextName} / `);
}

/** A location row of a context: of a function in it, or of one in a context inside it. */
function contextLocation(held: HeldSnapshot, context: number, depth: number): number {
  const { graph } = held.snapshot;
  for (const closure of closuresOf(held, context)) {
    const row = locationRow(graph, closure);
    if (row >= 0) return row;
  }
  if (depth === 0) return -1;
  const { retainers } = held;
  for (let at = retainers.first[context]; at < retainers.first[context + 1]; at += 1) {
    const edge = retainers.edges[at];
    if (edgeNameOf(graph, held.strings, edge) !== 'previous') continue;
    const row = contextLocation(held, sourceOf(graph, edge), depth - 1);
    if (row >= 0) return row;
  }
  return -1;
}

/** True where a context lies directly in the engine's global one: the context of a module. */
function isModuleContext({ snapshot, strings }: HeldSnapshot, context: number): boolean {
  const { graph } = snapshot;
  for (let edge = graph.firstEdge[context]; edge < graph.firstEdge[context + 1]; edge += 1) {
    if (edgeNameOf(graph, strings, edge) !== 'previous') continue;
    return strings.text(graph.name[graph.packed[edge] >>> targetShift]) !== contextName;
  }
  return true;
}

/** In words who owns the variables of a context. */
function contextText(held: HeldSnapshot, context: number, location: number): string {
  const { snapshot, strings, urls } = held;
  const { graph } = snapshot;
  const url = location < 0 ? undefined : urls.get(graph.locations.script[location]);
  const inModule = url === undefined ? '' : ` in ${scriptName(url)}`;
  const named = strings.text(graph.name[context]).slice(contextName.length + 3);
  if (named !== '') return `function ${named}${inModule}`;
  if (url !== undefined && isModuleContext(held, context)) return `module ${scriptName(url)}`;
  const names = closuresOf(held, context).map((node) => strings.text(graph.name[node]));
  const shown = [...new Set(names)].filter((name) => name !== '').slice(0, 3);
  return shown.length > 0
    ? `scope of ${shown.map((name) => `${name}()`).join(', ')}${inModule}`
    : `a closure${inModule}`;
}

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

/** What an edge adds to the trail from owner to thing; null for the engine's inner parts. */
export function trailName(held: HeldSnapshot, holder: Holder): string | null {
  const { graph } = held.snapshot;
  const kind = graph.packed[holder.edge] & edgeKindMask;
  if (kind === edgeKind.element) return `[${graph.edgeName[holder.edge]}]`;
  if (kind === edgeKind.internal) {
    const key = entryKey(held, holder);
    return key === null ? null : `['${key.length > 40 ? `${key.slice(0, 39)}…` : key}']`;
  }
  if (kind !== edgeKind.property && kind !== edgeKind.context && kind !== edgeKind.shortcut) return null;
  const name = edgeNameOf(graph, held.strings, holder.edge);
  return name.startsWith('<symbol ') ? `[${name.slice(8, -1)}]` : name;
}

/** The module itself, as the owner of what it exports: its body is the function of a generator. */
function moduleOwner({ snapshot, strings, urls }: HeldSnapshot, module: number) {
  const { graph } = snapshot;
  for (let edge = graph.firstEdge[module]; edge < graph.firstEdge[module + 1]; edge += 1) {
    const body = partOf(graph, strings, graph.packed[edge] >>> targetShift, 'function');
    const location = body < 0 ? -1 : locationRow(graph, body);
    const url = location < 0 ? undefined : urls.get(graph.locations.script[location]);
    if (url !== undefined) return { text: `module ${scriptName(url)}`, location };
  }
  return null;
}

/** What a holder is called as an owner, and its location row; null where a holder further up says more. */
function ownerAt(held: HeldSnapshot, holder: Holder): { readonly text: string; readonly location: number } | null {
  const { snapshot, strings, urls } = held;
  const { graph } = snapshot;
  const name = strings.text(graph.name[holder.node]);
  if (isContext(held, holder.node)) {
    const row = contextLocation(held, holder.node, 2);
    return { text: contextText(held, holder.node, row), location: row };
  }
  if (name === 'system / SourceTextModule') return moduleOwner(held, holder.node);
  const location = locationRow(graph, holder.node);
  const kind = graph.kind[holder.node];
  if (kind === nodeKind.closure) {
    if ((graph.packed[holder.edge] & edgeKindMask) !== edgeKind.property || location < 0) return null;
    const sort = /^[A-Z]/.test(name) ? 'class' : 'function';
    return { text: `${sort} ${name === '' ? '(anonymous)' : name}`, location };
  }
  if (kind !== nodeKind.object || name.startsWith('system / ')) return null;
  if (isRootLike(snapshot, holder.node)) return { text: 'global', location };
  const isNodes = location >= 0 && urls.get(graph.locations.script[location])?.startsWith('node:') === true;
  return everyday.has(name) || location < 0 || isNodes ? null : { text: `class ${name}`, location };
}

/** Who owns a node: the first holder on its path that has a name and a place in the program's source. */
export function ownerOf(held: HeldSnapshot, node: number, lastTrail: readonly string[]): Owner {
  const { snapshot, strings } = held;
  let trail = lastTrail;
  let listened: Owner['listened'] = null;
  for (const holder of retainingPath(snapshot, held.retainers, node)) {
    const name = trailName(held, holder);
    if (name !== null && listenerTables.has(name) && listened === null) {
      const event = (trail[0] ?? '').replace(/^\['(.*)'\]$/, '$1');
      listened = { emitter: strings.text(snapshot.graph.name[holder.node]), event };
    }
    if (name !== null) trail = [name, ...trail];
    const owner = ownerAt(held, holder);
    if (owner !== null) return { ...owner, variable: variableOf(trail), trail, listened };
  }
  return { text: 'the engine', location: -1, variable: variableOf(trail), trail, listened };
}

/** Who owns a property or variable of `holder.node` itself, by the rules of `ownerOf`. */
export function slotOwner(held: HeldSnapshot, holder: Holder, trail: readonly string[]): Owner {
  const owner = ownerAt(held, holder);
  if (owner === null) return ownerOf(held, holder.node, trail);
  return { ...owner, variable: variableOf(trail), trail, listened: null };
}

function variableOf([first]: readonly string[]): string | null {
  if (first === undefined) return null;
  const key = first.replace(/^\['(.*)'\]$/, '$1');
  return /^[\p{L}_$#][\p{L}\p{N}_$]*$/u.test(key) ? key : null;
}
