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
};

/** Raised for a file that is no profile; the message says what is missing. */
export class NotAProfile extends Error {}

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
      const key = `${frame.name}\n${frame.url}\n${frame.line}\n${frame.column}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, frames.length);
      return frames.push(frame) - 1;
    },
  };
}

/** Milliseconds of each sample: until the next one, the last until the end. Deltas are microseconds before a sample. */
function sampleTimes(profile: Fields, samples: readonly unknown[]): Float64Array {
  const times = new Float64Array(samples.length);
  const deltas: readonly unknown[] = Array.isArray(profile['timeDeltas']) ? profile['timeDeltas'] : [];
  const length = numberOf(profile['endTime'], 0) - numberOf(profile['startTime'], 0);
  if (deltas.length === 0) return times.fill(length / 1000 / Math.max(1, samples.length));
  let passed = Math.max(0, numberOf(deltas[0], 0));
  for (let at = 0; at < samples.length; at += 1) {
    const isLast = at === samples.length - 1;
    const delta = Math.max(0, isLast ? length - passed : numberOf(deltas[at + 1], 0));
    passed += delta;
    times[at] = delta / 1000;
  }
  return times;
}

/** The time profile of the engine: nodes with ids and children, and the node of each sample. */
function cpuTree(profile: Fields, nodes: readonly unknown[]): ProfileTree {
  const book = frameBook();
  const byId = new Map<number, Fields>();
  for (const node of nodes) if (isFields(node)) byId.set(numberOf(node['id'], -1), node);
  const [root] = nodes;
  if (!isFields(root)) throw new NotAProfile('it has no calls');
  const order: { readonly node: Fields; readonly parent: number }[] = [{ node: root, parent: -1 }];
  const indexOfId = new Map<number, number>();
  for (let at = 0; at < order.length; at += 1) {
    const { node } = order[at];
    const id = numberOf(node['id'], -1);
    if (indexOfId.has(id)) throw new NotAProfile('a call of it stands in two places');
    indexOfId.set(id, at);
    for (const child of Array.isArray(node['children']) ? node['children'] : []) {
      const next = byId.get(numberOf(child, -1));
      if (next !== undefined) order.push({ node: next, parent: at });
    }
  }
  const self = new Float64Array(order.length);
  const samples: readonly unknown[] = Array.isArray(profile['samples']) ? profile['samples'] : [];
  const times = sampleTimes(profile, samples);
  for (const [at, id] of samples.entries()) {
    const index = indexOfId.get(numberOf(id, -1));
    if (index !== undefined) self[index] += times[at];
  }
  const length = (numberOf(profile['endTime'], 0) - numberOf(profile['startTime'], 0)) / 1000;
  return {
    kind: 'cpu',
    frames: book.frames,
    parent: Int32Array.from(order, ({ parent }) => parent),
    frame: Int32Array.from(order, ({ node }) => book.indexOf(node['callFrame'])),
    self,
    sampleCount: samples.length,
    lengthMs: length,
  };
}

/** The allocation profile of the engine: nodes inside nodes, each with the bytes that it still holds. */
function heapTree(head: Fields, profile: Fields): ProfileTree {
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
    self: Float64Array.from(order, ({ node }) => numberOf(node['selfSize'], 0)),
    sampleCount: Array.isArray(profile['samples']) ? profile['samples'].length : 0,
    lengthMs: null,
  };
}

/** The tree of a parsed `.cpuprofile` or `.heapprofile`. Throws NotAProfile. */
export function profileTree(profile: unknown): ProfileTree {
  if (!isFields(profile)) throw new NotAProfile('it is no object');
  if (Array.isArray(profile['nodes'])) return cpuTree(profile, profile['nodes']);
  if (isFields(profile['head'])) return heapTree(profile['head'], profile);
  throw new NotAProfile('it has neither `nodes` nor `head`');
}
