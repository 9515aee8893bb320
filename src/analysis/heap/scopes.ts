import { type HeldSnapshot, scriptName } from './heldSnapshot.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { edgeNameOf } from './nodeNames.ts';
import { sourceOf } from './retainers.ts';
import { partOf } from './scriptUrls.ts';
import { locationRow } from './snapshot.ts';

const closuresMax = 64;
const slotBytes = 8;
const headSlots = 4;
export const contextName = 'system / Context';
/** The engine's name for an ECMAScript module. */
export const sourceModule = 'system / SourceTextModule';

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

/** A location row of a context: of a function in it, or of one in a context inside it, `depth` deep. */
export function contextLocation(held: HeldSnapshot, context: number, depth: number): number {
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
export function isModuleContext({ snapshot, strings }: HeldSnapshot, context: number): boolean {
  const { graph } = snapshot;
  for (let edge = graph.firstEdge[context]; edge < graph.firstEdge[context + 1]; edge += 1) {
    if (edgeNameOf(graph, strings, edge) !== 'previous') continue;
    return strings.text(graph.name[graph.packed[edge] >>> targetShift]) !== contextName;
  }
  return true;
}

/** The engine's record of a scope: all living scopes that one piece of source makes share it. -1 where there is none. */
export function scopeInfoOf(
  { snapshot, strings }: Pick<HeldSnapshot, 'snapshot' | 'strings'>,
  context: number,
): number {
  return partOf(snapshot.graph, strings, context, 'scope_info');
}

/** The name of the function that made a scope: the record of it has the names of the variables, and then that one. */
function functionName(held: HeldSnapshot, context: number): string {
  const { snapshot, strings } = held;
  const { graph } = snapshot;
  // No function made the scope of an ECMAScript module, whose record has the names of what it imports.
  const extension = partOf(graph, strings, context, 'extension');
  if (extension >= 0 && strings.text(graph.name[extension]) === sourceModule) return '';
  const info = scopeInfoOf(held, context);
  if (info < 0) return '';
  // A scope has a slot for each of its variables after a head of four; the names stand in the same order.
  const variables = graph.selfSize[context] / slotBytes - headSlots;
  let found = '';
  for (let edge = graph.firstEdge[info]; edge < graph.firstEdge[info + 1]; edge += 1) {
    const target = graph.packed[edge] >>> targetShift;
    const isName = (graph.packed[edge] & edgeKindMask) === edgeKind.hidden && graph.kind[target] === nodeKind.string;
    if (isName && graph.edgeName[edge] >= variables) found = strings.text(graph.name[target]);
  }
  return variablesOf(held, context).some(({ name }) => name === found) ? '' : found;
}

/** A variable of a scope: the edge by which the context holds its value. */
export type VariableEdge = { readonly edge: number; readonly name: string };

/**
 * The variables of a scope that hold something. The engine names those of functions and modules; those of a block, a
 * loop or a class body are numbered, and the record of the scope has their names in the same order.
 */
export function variablesOf(
  held: Pick<HeldSnapshot, 'snapshot' | 'strings'>,
  context: number,
): readonly VariableEdge[] {
  const { graph } = held.snapshot;
  const named: VariableEdge[] = [];
  const numbered: number[] = [];
  for (let edge = graph.firstEdge[context]; edge < graph.firstEdge[context + 1]; edge += 1) {
    const kind = graph.packed[edge] & edgeKindMask;
    if (kind === edgeKind.context) named.push({ edge, name: edgeNameOf(graph, held.strings, edge) });
    else if (kind === edgeKind.hidden) numbered.push(edge);
  }
  return named.length > 0 ? named : blockVariables(held, context, numbered);
}

/** Empty where a number lies in one of the slots: it takes no edge, so that what comes after it cannot be told apart. */
function blockVariables(
  { snapshot, strings }: Pick<HeldSnapshot, 'snapshot' | 'strings'>,
  context: number,
  numbered: readonly number[],
): readonly VariableEdge[] {
  const { graph } = snapshot;
  const info = scopeInfoOf({ snapshot, strings }, context);
  const slots = graph.selfSize[context] / slotBytes - headSlots;
  const isWhole = numbered.some((edge) => graph.edgeName[edge] === slots - 1);
  if (info < 0 || !isWhole) return [];
  const names = new Map<number, string>();
  for (let edge = graph.firstEdge[info]; edge < graph.firstEdge[info + 1]; edge += 1) {
    const target = graph.packed[edge] >>> targetShift;
    if ((graph.packed[edge] & edgeKindMask) === edgeKind.hidden && graph.kind[target] === nodeKind.string)
      names.set(graph.edgeName[edge], strings.text(graph.name[target]));
  }
  return numbered.flatMap((edge) => {
    const name = names.get(graph.edgeName[edge]);
    // Names with a dot are the engine's own.
    return name === undefined || name.startsWith('.') ? [] : [{ edge, name }];
  });
}

/** In words who owns the variables of a context. */
export function contextText(held: HeldSnapshot, context: number, location: number): string {
  const { snapshot, strings, urls } = held;
  const { graph } = snapshot;
  const url = location < 0 ? undefined : urls.get(graph.locations.script[location]);
  const inModule = url === undefined ? '' : ` in ${scriptName(url)}`;
  const named = strings.text(graph.name[context]).slice(contextName.length + 3) || functionName(held, context);
  if (named !== '') return `function ${named}${inModule}`;
  if (url !== undefined && isModuleContext(held, context)) return `module ${scriptName(url)}`;
  const names = closuresOf(held, context).map((node) => strings.text(graph.name[node]));
  const shown = [...new Set(names)].filter((name) => name !== '').slice(0, 3);
  return shown.length > 0
    ? `scope of ${shown.map((name) => `${name}()`).join(', ')}${inModule}`
    : `a closure${inModule}`;
}
