import { sharedF64, sharedI32 } from '../heap/sharedColumns.ts';

/**
 * Stacks of a profile, equal ones merged, as columns in the order in which they are drawn: a call stands before what it
 * calls, and of what is called from one place the dearest comes first. Call 0 is the root. The columns lie in shared
 * memory, so that any worker can draw from them.
 */
export type CallTree = {
  /** Index of the function; of the root -1. */
  readonly frame: Int32Array;
  readonly parent: Int32Array;
  /** The first call that is not below this one. */
  readonly end: Int32Array;
  /** From 0 for what the root calls; the root has -1. */
  readonly level: Int32Array;
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Where it begins, if each call is as wide as its total and stands beside its dearer neighbours. */
  readonly start: Float64Array;
};

/** What a tree of calls is made from: node 0 is the root, and a parent stands before its children. */
export type CallSource = {
  readonly parent: ArrayLike<number>;
  readonly frame: ArrayLike<number>;
  readonly self: ArrayLike<number>;
};

/** Nodes with equal stacks become one: the merged columns, and for each node where it went. */
function merged({ parent, frame, self }: CallSource) {
  const count = parent.length;
  const into = new Int32Array(count);
  const parents = new Int32Array(count);
  const frames = new Int32Array(count);
  const own = new Float64Array(count);
  const known = new Map<number, number>();
  let frameCount = 1;
  for (let node = 0; node < count; node += 1) frameCount = Math.max(frameCount, frame[node] + 1);
  let length = 0;
  for (let node = 0; node < count; node += 1) {
    const above = node === 0 ? -1 : into[parent[node]];
    // Indexes of calls times functions stay below 2^53.
    const key = above * frameCount + frame[node];
    let call = node === 0 ? undefined : known.get(key);
    if (call === undefined) {
      call = length;
      length += 1;
      parents[call] = above;
      frames[call] = node === 0 ? -1 : frame[node];
      if (node > 0) known.set(key, call);
    }
    into[node] = call;
    own[call] += self[node];
  }
  return { into, length, parents, frames, own };
}

/** Children of each call next to each other, the dearest first: those of `call` stand from `first[call]` on. */
function childLists(parents: Int32Array, totals: Float64Array, length: number) {
  const first = new Int32Array(length + 1);
  for (let call = 1; call < length; call += 1) first[parents[call] + 1] += 1;
  for (let call = 0; call < length; call += 1) first[call + 1] += first[call];
  const children = new Int32Array(Math.max(0, length - 1));
  const next = first.slice();
  for (let call = 1; call < length; call += 1) {
    children[next[parents[call]]] = call;
    next[parents[call]] += 1;
  }
  for (let call = 0; call < length; call += 1) {
    if (first[call + 1] - first[call] > 1)
      children.subarray(first[call], first[call + 1]).sort((a, b) => totals[b] - totals[a] || a - b);
  }
  return { first, children };
}

/** The tree in the order of drawing, and for each node of the source its call. Time grows with n log n. */
export function callTree(source: CallSource): { readonly tree: CallTree; readonly callOf: Int32Array } {
  const { into, length, parents, frames, own } = merged(source);
  const totals = own.slice(0, length);
  for (let call = length - 1; call > 0; call -= 1) totals[parents[call]] += totals[call];
  const { first, children } = childLists(parents, totals, length);
  const tree: CallTree = {
    frame: sharedI32(length),
    parent: sharedI32(length),
    end: sharedI32(length),
    level: sharedI32(length),
    self: sharedF64(length),
    total: sharedF64(length),
    start: sharedF64(length),
  };
  const place = new Int32Array(length);
  // Each call takes its place, then the number of calls below tells where its next neighbour stands.
  const below = new Int32Array(length).fill(1);
  for (let call = length - 1; call > 0; call -= 1) below[parents[call]] += below[call];
  for (let call = 0; call < length; call += 1) {
    const at = place[call];
    const above = parents[call];
    tree.frame[at] = frames[call];
    tree.parent[at] = above < 0 ? -1 : place[above];
    tree.end[at] = at + below[call];
    tree.level[at] = above < 0 ? -1 : tree.level[place[above]] + 1;
    tree.self[at] = own[call];
    tree.total[at] = totals[call];
    let childPlace = at + 1;
    let childStart = tree.start[at];
    for (let index = first[call]; index < first[call + 1]; index += 1) {
      const child = children[index];
      place[child] = childPlace;
      tree.start[childPlace] = childStart;
      childPlace += below[child];
      childStart += totals[child];
    }
  }
  const callOf = sharedI32(into.length);
  for (let node = 0; node < into.length; node += 1) callOf[node] = place[into[node]];
  return { tree, callOf };
}
