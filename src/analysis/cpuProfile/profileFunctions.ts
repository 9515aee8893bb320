import type { ProfileTree } from './profileTree.ts';

/** What each function took: `frame` is an index of the tree's frames. The dearest by its own part comes first. */
export type FunctionCost = { readonly frame: number; readonly self: number; readonly total: number };

const idleName = '(idle)';

/** What each node took with all below it. */
export function totalsOf({ parent, self }: ProfileTree): Float64Array {
  const totals = Float64Array.from(self);
  // A parent stands before its children.
  for (let node = totals.length - 1; node > 0; node -= 1) totals[parent[node]] += totals[node];
  return totals;
}

/** True for each node below another one of the same function: its time is in that one already. */
function isRecursive({ parent, frame }: ProfileTree): Uint8Array {
  const marks = new Uint8Array(parent.length);
  for (let node = 1; node < parent.length; node += 1) {
    for (let above = parent[node]; above > 0; above = parent[above]) {
      if (frame[above] !== frame[node]) continue;
      marks[node] = 1;
      break;
    }
  }
  return marks;
}

/** What a tree holds in all, and how much of it was spent waiting. */
export function measured(tree: ProfileTree): { readonly total: number; readonly idle: number } {
  let idle = 0;
  let all = 0;
  for (let node = 0; node < tree.self.length; node += 1) {
    all += tree.self[node];
    if (tree.frames[tree.frame[node]]?.name === idleName) idle += tree.self[node];
  }
  return { total: all - idle, idle };
}

/** Grows with the nodes times their depth. */
export function functionCosts(tree: ProfileTree): readonly FunctionCost[] {
  const totals = totalsOf(tree);
  const inner = isRecursive(tree);
  const self = new Float64Array(tree.frames.length);
  const total = new Float64Array(tree.frames.length);
  for (let node = 1; node < totals.length; node += 1) {
    self[tree.frame[node]] += tree.self[node];
    if (inner[node] === 0) total[tree.frame[node]] += totals[node];
  }
  return tree.frames
    .map((_, frame) => ({ frame, self: self[frame], total: total[frame] }))
    .filter(({ frame, total: cost }) => cost > 0 && tree.frames[frame].name !== idleName)
    .toSorted((a, b) => b.self - a.self || b.total - a.total);
}
