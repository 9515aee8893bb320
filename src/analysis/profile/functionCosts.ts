import { sharedF64 } from '../heap/sharedColumns.ts';
import type { CallTree } from './callTree.ts';

/** What each function took by itself, and with all that it called; counted once where it calls itself. By frame. */
export type FunctionCosts = { readonly self: Float64Array; readonly total: Float64Array };

/** Linear in the calls. */
export function functionCosts(tree: CallTree, frameCount: number): FunctionCosts {
  const self = sharedF64(frameCount);
  const total = sharedF64(frameCount);
  // Where the outermost call of each function that is open ends: calls before that are inside of it.
  const openUntil = new Int32Array(frameCount);
  for (let call = 1; call < tree.frame.length; call += 1) {
    const frame = tree.frame[call];
    self[frame] += tree.self[call];
    if (call < openUntil[frame]) continue;
    openUntil[frame] = tree.end[call];
    total[frame] += tree.total[call];
  }
  return { self, total };
}

/** What was spent in the functions that are marked, with all that they called; each part counted once. Linear. */
export function matchedTotal(tree: CallTree, isMatch: Uint8Array): number {
  let sum = 0;
  for (let call = 1; call < tree.frame.length;) {
    const isFound = isMatch[tree.frame[call]] === 1;
    if (isFound) sum += tree.total[call];
    call = isFound ? tree.end[call] : call + 1;
  }
  return sum;
}
