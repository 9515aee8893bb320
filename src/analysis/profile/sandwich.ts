import { callTree, type CallTree } from './callTree.ts';

/** Visits the outermost calls of a function: one inside another is part of it. */
function visitOutermost({ frame, end }: CallTree, wanted: number, visit: (call: number) => void): void {
  for (let call = 1; call < frame.length;) {
    const isFound = frame[call] === wanted;
    if (isFound) visit(call);
    call = isFound ? end[call] : call + 1;
  }
}

type Growing = { readonly parent: number[]; readonly frame: number[]; readonly self: number[] };
const rootOnly = (): Growing => ({ parent: [-1], frame: [-1], self: [0] });

/** The function with all that it calls, wherever it was called from. Linear in the calls below it. */
export function calleesOf(tree: CallTree, wanted: number): CallTree {
  const { parent, frame, self } = rootOnly();
  visitOutermost(tree, wanted, (call) => {
    const shift = parent.length - call;
    for (let below = call; below < tree.end[call]; below += 1) {
      parent.push(below === call ? 0 : tree.parent[below] + shift);
      frame.push(tree.frame[below]);
      self.push(tree.self[below]);
    }
  });
  return callTree({ parent, frame, self }).tree;
}

/**
 * The function with all that leads to it, turned round: what calls it stands below it. Each stack of callers has the
 * total that the function took when called by it. Grows with its calls times their depth.
 */
export function callersOf(tree: CallTree, wanted: number): CallTree {
  const { parent, frame, self } = rootOnly();
  visitOutermost(tree, wanted, (call) => {
    let last = 0;
    for (let above = call; above > 0; above = tree.parent[above]) {
      last = parent.push(last) - 1;
      frame.push(tree.frame[above]);
      self.push(0);
    }
    self[last] += tree.total[call];
  });
  return callTree({ parent, frame, self }).tree;
}
