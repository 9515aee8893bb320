import type { ModuleRow } from '../../protocol/heapTables.ts';
import { groupSizes, noGroup } from './groupSizes.ts';
import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import { edgeNameOf } from './nodeNames.ts';
import type { ScriptUrls } from './heldSnapshot.ts';
import { shallowSizeOf, type Snapshot } from './snapshot.ts';
import type { TableFacts } from './stringRows.ts';
import type { StringTable } from './stringTable.ts';

/** What modules are told by: each file, or each package with the program itself as one. */
export type ModuleBy = ModuleRow['by'];

const builtIn = 'node (built in)';
const unknown = '(no module)';
const program = '(program)';

/** The package a url belongs to: the last folder of `node_modules` in it names it. */
export function packageOf(url: string): string {
  if (url.startsWith('node:')) return builtIn;
  const inside = url.split(/[\\/]node_modules[\\/]/).at(-1);
  if (inside === undefined || inside === url) return program;
  const [first = '', second = ''] = inside.split(/[\\/]/);
  return first.startsWith('@') ? `${first}/${second}` : first;
}

const fileOf = (url: string) => url.replace(/^file:\/\//, '');
const isUrl = (text: string) => /^(file:|node:|https?:|\/|[A-Za-z]:\\)/.test(text);

/** Numbers for modules by name. */
class Modules {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly by: ModuleBy;

  constructor(by: ModuleBy) {
    this.by = by;
  }

  of(url: string): number {
    const name = this.by === 'package' ? packageOf(url) : url.startsWith('node:') ? url : fileOf(url);
    let number = this.numbers.get(name);
    if (number === undefined) this.numbers.set(name, (number = this.names.push(name) - 1));
    return number;
  }
}

/** Nodes that are of a module by themselves: functions and instances by their place, scripts, scopes, module objects. */
function ownNodes(snapshot: Snapshot, strings: StringTable, urls: ScriptUrls, modules: Modules): Int32Array {
  const { graph } = snapshot;
  const groupOf = new Int32Array(graph.nodeCount).fill(noGroup);
  const { count, node, script } = graph.locations;
  for (let row = 0; row < count; row += 1) {
    const url = urls.get(script[row]);
    if (url !== undefined) groupOf[node[row]] = modules.of(url);
  }
  const ofName = new Map<number, number>();
  for (let at = 0; at < graph.nodeCount; at += 1) {
    if (graph.kind[at] === nodeKind.closure && groupOf[at] >= 0) {
      const scope = scopeOf(snapshot, strings, at);
      if (scope >= 0 && groupOf[scope] < 0) groupOf[scope] = groupOf[at];
    } else if (graph.kind[at] === nodeKind.code) {
      let of = ofName.get(graph.name[at]);
      if (of === undefined) {
        const name = strings.text(graph.name[at]);
        ofName.set(graph.name[at], (of = isUrl(name) ? modules.of(name) : noGroup));
      }
      if (of >= 0) groupOf[at] = of;
    }
  }
  return groupOf;
}

/** The scope in which a closure was made, or -1. */
function scopeOf({ graph }: Snapshot, strings: StringTable, closure: number): number {
  for (let edge = graph.firstEdge[closure]; edge < graph.firstEdge[closure + 1]; edge += 1) {
    if ((graph.packed[edge] & edgeKindMask) !== edgeKind.internal) continue;
    const target = graph.packed[edge] >>> targetShift;
    if (graph.kind[target] === nodeKind.object && edgeNameOf(graph, strings, edge) === 'context') return target;
  }
  return -1;
}

/** Bytes of each module when each node belongs to the module of the next one above it in the dominator tree. */
function sharedOut(snapshot: Snapshot, groupOf: Int32Array, groups: number): Float64Array {
  const { order, dominator } = snapshot.tree;
  const inherited = Int32Array.from(groupOf);
  const sums = new Float64Array(groups + 1);
  for (const node of order) {
    if (inherited[node] < 0 && dominator[node] !== node) inherited[node] = inherited[dominator[node]];
    sums[inherited[node] < 0 ? groups : inherited[node]] += shallowSizeOf(snapshot, node);
  }
  return sums;
}

/**
 * Memory by package or file. `size` shares the heap out: each byte is of the nearest module above it in the dominator
 * tree, and the sum over all rows is the whole. `retainedSize` would go with everything of the module.
 */
export function moduleRows(
  snapshot: Snapshot,
  strings: StringTable,
  urls: ScriptUrls,
  by: ModuleBy,
  rowsMax: number,
): TableFacts<ModuleRow> {
  const modules = new Modules(by);
  const groupOf = ownNodes(snapshot, strings, urls, modules);
  const groups = modules.names.length;
  const { count, shallow, retained } = groupSizes(snapshot, groupOf, groups);
  const size = sharedOut(snapshot, groupOf, groups);
  const rows: ModuleRow[] = modules.names.map((name, group) => ({
    by,
    name,
    count: count[group],
    shallowSize: shallow[group],
    size: size[group],
    retainedSize: retained[group],
  }));
  rows.push({ by, name: unknown, count: 0, shallowSize: 0, size: size[groups], retainedSize: size[groups] });
  const ordered = rows.filter((row) => row.size > 0 || row.count > 0).sort((a, b) => b.size - a.size);
  return { rows: ordered.slice(0, rowsMax), omitted: Math.max(0, ordered.length - rowsMax) };
}
