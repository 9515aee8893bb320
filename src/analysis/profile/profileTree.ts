import { look, lookMask, ownWatch, type Watch } from '../heap/halt.ts';
import { NotAProfile, outerMembers, wholeNumbers, type Member } from './profileMembers.ts';

/** Where a function of a profile stands, as the engine names it: line and column from 0, -1 where it has none. */
export type ProfileFrame = {
  readonly name: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
};

/**
 * The calls of a profile as a tree in columns: node 0 is the root, and a parent stands before its children. `self` is in
 * milliseconds for time and in bytes for allocations; `frame` is an index of `frames`.
 */
export type ProfileTree = {
  readonly kind: 'cpu' | 'heap';
  readonly frames: readonly ProfileFrame[];
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  readonly self: Float64Array;
  readonly sampleCount: number;
  /** Milliseconds from its start to its end; null where it does not tell. */
  readonly lengthMs: number | null;
  /** The moments at which samples were taken, in milliseconds from its start, rising; null where there are none. */
  readonly samples: { readonly at: Float64Array; readonly node: Int32Array } | null;
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : otherwise;

/** Frames by what they are, each once. */
function frameBook() {
  const frames: ProfileFrame[] = [];
  const known = new Map<string, number>();
  return {
    frames,
    indexOf: (callFrame: unknown): number => {
      const fields = isFields(callFrame) ? callFrame : {};
      const { functionName, url, lineNumber, columnNumber } = fields;
      const frame: ProfileFrame = {
        name: typeof functionName === 'string' && functionName !== '' ? functionName : '(anonymous)',
        url: typeof url === 'string' ? url : '',
        line: numberOf(lineNumber, -1),
        column: numberOf(columnNumber, -1),
      };
      const key = `${frame.line}:${frame.column} ${frame.name} ${frame.url}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, frames.length);
      return frames.push(frame) - 1;
    },
  };
}

/** Nodes in an order in which a parent stands before its children, with the parent of each. Linear. */
function inOrder(nodes: readonly unknown[], watch: Watch): { readonly node: Fields[]; readonly parent: number[] } {
  const byId = new Map<number, Fields>();
  const childrenOf = new Map<number, number[]>();
  for (const node of nodes) {
    if (!isFields(node)) continue;
    const id = numberOf(node['id'], -1);
    byId.set(id, node);
    // Traces name the parent, profiles the children.
    const above = numberOf(node['parent'], -1);
    if (above < 0) continue;
    const known = childrenOf.get(above);
    if (known === undefined) childrenOf.set(above, [id]);
    else known.push(id);
  }
  const [root] = nodes;
  if (!isFields(root)) throw new NotAProfile('it has no calls');
  const node: Fields[] = [root];
  const parent: number[] = [-1];
  const seen = new Set<number>([numberOf(root['id'], -1)]);
  for (let at = 0; at < node.length; at += 1) {
    if ((at & lookMask) === 0) look(watch);
    const here = node[at];
    const named: unknown = here['children'] ?? childrenOf.get(numberOf(here['id'], -1));
    if (!Array.isArray(named)) continue;
    for (const child of named) {
      const id = numberOf(child, -1);
      const next = byId.get(id);
      if (next === undefined) continue;
      if (seen.has(id)) throw new NotAProfile('a call of it stands in two places');
      seen.add(id);
      node.push(next);
      parent.push(at);
    }
  }
  return { node, parent };
}

/** Moments of samples from the time before each, in microseconds; a clock that steps back is taken to stand still. */
function momentsOf(deltas: Float64Array, count: number, lengthMs: number): Float64Array {
  const at = new Float64Array(count);
  if (deltas.length === 0) {
    for (let index = 0; index < count; index += 1) at[index] = (lengthMs * index) / count;
    return at;
  }
  let passed = 0;
  let newest = 0;
  for (let index = 0; index < count; index += 1) {
    passed += index < deltas.length ? deltas[index] : 0;
    if (passed > newest) newest = passed;
    at[index] = newest / 1000;
  }
  return at;
}

/** Finds the node of an id; an id that nobody has is the root's. Ids of the engine are dense, so that a column will do. */
function indexOfIds(ids: readonly number[]): (id: number) => number {
  const highest = ids.reduce((high, id) => Math.max(high, id), 0);
  if (highest > ids.length * 8) {
    const byId = new Map(ids.map((id, index) => [id, index]));
    return (id) => byId.get(id) ?? 0;
  }
  const column = new Int32Array(highest + 1);
  for (let index = 0; index < ids.length; index += 1) if (ids[index] >= 0) column[ids[index]] = index;
  return (id) => (id >= 0 && id <= highest ? column[id] : 0);
}

const noNumbers = new Float64Array(0);

/** The time profile of the engine: nodes with ids and children, and the node of each sample. */
function cpuTree(members: ProfileText, nodes: readonly unknown[], watch: Watch): ProfileTree {
  const book = frameBook();
  const { node, parent } = inOrder(nodes, watch);
  const self = new Float64Array(node.length);
  const ids = members.numbers('samples') ?? noNumbers;
  const start = numberOf(members.value('startTime'), 0);
  const told = (numberOf(members.value('endTime'), start) - start) / 1000;
  const at = momentsOf(members.numbers('timeDeltas') ?? noNumbers, ids.length, told);
  const last = at.length === 0 ? 0 : at[at.length - 1];
  const lengthMs = Math.max(told, last);
  const nodeOf = new Int32Array(ids.length);
  const indexOf = indexOfIds(node.map((one) => numberOf(one['id'], -1)));
  for (let sample = 0; sample < ids.length; sample += 1) {
    if ((sample & lookMask) === 0) look(watch);
    const index = indexOf(ids[sample]);
    nodeOf[sample] = index;
    self[index] += (sample + 1 < at.length ? at[sample + 1] : lengthMs) - at[sample];
  }
  let sampleCount = ids.length;
  if (sampleCount === 0) {
    const hits = node.map((one) => Math.max(0, numberOf(one['hitCount'], 0)));
    sampleCount = hits.reduce((sum, count) => sum + count, 0);
    for (const [index, count] of hits.entries()) self[index] = (count * lengthMs) / Math.max(1, sampleCount);
  }
  return {
    kind: 'cpu',
    frames: book.frames,
    parent: Int32Array.from(parent),
    frame: Int32Array.from(node, (one) => book.indexOf(one['callFrame'])),
    self,
    sampleCount,
    lengthMs,
    samples: ids.length === 0 ? null : { at, node: nodeOf },
  };
}

/** The allocation profile of the engine: nodes inside nodes, each with the bytes that it still holds. */
function heapTree(head: Fields, sampleCount: number): ProfileTree {
  const book = frameBook();
  const order: { readonly node: Fields; readonly parent: number }[] = [{ node: head, parent: -1 }];
  for (let at = 0; at < order.length; at += 1) {
    const { node } = order[at];
    for (const child of Array.isArray(node['children']) ? node['children'] : [])
      if (isFields(child)) order.push({ node: child, parent: at });
  }
  return {
    kind: 'heap',
    frames: book.frames,
    parent: Int32Array.from(order, ({ parent }) => parent),
    frame: Int32Array.from(order, ({ node }) => book.indexOf(node['callFrame'])),
    self: Float64Array.from(order, ({ node }) => Math.max(0, numberOf(node['selfSize'], 0))),
    sampleCount,
    lengthMs: null,
    samples: null,
  };
}

/** The members of a profile's file, each read when it is asked for. */
type ProfileText = {
  readonly has: (name: string) => boolean;
  readonly value: (name: string) => unknown;
  readonly numbers: (name: string) => Float64Array | null;
};

/** What other files people take for profiles look like, by a member that only they have. */
const strangers: Readonly<Record<string, string>> = {
  snapshot: 'it is a heap snapshot: import it as one',
  traceEvents: 'it is a trace of Chrome: save the CPU profile from it first',
  log: 'it is a network log',
};

/**
 * Reads a `.cpuprofile` or `.heapprofile`. `decoded` gives the text of a stretch of `bytes`. Time grows with the bytes;
 * samples never become a text. Throws NotAProfile.
 */
export function profileTree(
  bytes: Uint8Array,
  decoded: (start: number, end: number) => string,
  watch: Watch = ownWatch(),
): ProfileTree {
  const members = new Map<string, Member>(outerMembers(bytes).map((member) => [member.name, member]));
  const parsed = ({ name, start, end }: Member): unknown => {
    try {
      return JSON.parse(decoded(start, end));
    } catch {
      throw new NotAProfile(`its \`${name}\` is not JSON`);
    }
  };
  const text: ProfileText = {
    has: (name) => members.has(name),
    value: (name) => {
      const member = members.get(name);
      return member === undefined ? undefined : parsed(member);
    },
    numbers: (name) => {
      const member = members.get(name);
      return member === undefined ? null : wholeNumbers(bytes, member);
    },
  };
  for (const [name, reason] of Object.entries(strangers)) if (members.has(name)) throw new NotAProfile(reason);
  if (text.has('nodes')) {
    const nodes = text.value('nodes');
    if (!Array.isArray(nodes)) throw new NotAProfile('its `nodes` are no list');
    return cpuTree(text, nodes, watch);
  }
  const head = text.value('head');
  if (!isFields(head)) throw new NotAProfile('it has neither `nodes` nor `head`');
  const samples = text.value('samples');
  return heapTree(head, Array.isArray(samples) ? samples.length : 0);
}
