import { sharedF64 } from '../heap/sharedColumns.ts';
import { callTree, type CallTree } from './callTree.ts';
import { functionCosts, type FunctionCosts } from './functionCosts.ts';
import { matchedFrames } from './matchedFrames.ts';
import type { ProfileFrame } from './profileTree.ts';

/** A profile as it is compared. `scale` turns its values into those of the comparison's basis. */
export type ComparedInput = {
  readonly tree: CallTree;
  readonly frames: readonly ProfileFrame[];
  readonly scale: number;
  /** What one sample stands for, as measured; 0 where samples were not counted. */
  readonly perSample: number;
};

/** One stack in both profiles: what it took in each, in the comparison's basis. */
export type ComparedTree = {
  readonly tree: CallTree;
  readonly beforeSelf: Float64Array;
  readonly beforeTotal: Float64Array;
  readonly afterSelf: Float64Array;
  readonly afterTotal: Float64Array;
};

/** Two profiles, function by function and stack by stack. Costs are as measured, by the index of `frames`. */
export type ComparedProfiles = {
  readonly frames: readonly ProfileFrame[];
  readonly before: FunctionCosts;
  readonly after: FunctionCosts;
  /** 1 where a function's own part differs by more than sampling alone makes it differ. */
  readonly isClear: Uint8Array;
  /** Boxes as wide as the later profile, and as the earlier one. */
  readonly wideAsAfter: ComparedTree;
  readonly wideAsBefore: ComparedTree;
};

const totalsOf = ({ parent }: CallTree, self: Float64Array): Float64Array => {
  const totals = sharedF64(self.length);
  totals.set(self);
  for (let call = self.length - 1; call > 0; call -= 1) totals[parent[call]] += totals[call];
  return totals;
};

/** Both trees one after the other below one root, so that equal stacks become one. */
function joined(before: ComparedInput, after: ComparedInput, into: readonly [Int32Array, Int32Array]) {
  const length = before.tree.frame.length + after.tree.frame.length - 1;
  const parent = new Int32Array(length);
  const frame = new Int32Array(length);
  const beforeSelf = new Float64Array(length);
  const afterSelf = new Float64Array(length);
  const put = ({ tree, scale }: ComparedInput, frameInto: Int32Array, shift: number, self: Float64Array) => {
    self[0] += tree.self[0] * scale;
    for (let call = 1; call < tree.frame.length; call += 1) {
      const at = call + shift;
      parent[at] = tree.parent[call] === 0 ? 0 : tree.parent[call] + shift;
      frame[at] = frameInto[tree.frame[call]];
      self[at] = tree.self[call] * scale;
    }
  };
  parent[0] = -1;
  frame[0] = -1;
  put(before, into[0], 0, beforeSelf);
  put(after, into[1], before.tree.frame.length - 1, afterSelf);
  return { parent, frame, beforeSelf, afterSelf };
}

function comparedTree(source: ReturnType<typeof joined>, widthOf: 'before' | 'after'): ComparedTree {
  const { parent, frame, beforeSelf, afterSelf } = source;
  const { tree, callOf } = callTree({ parent, frame, self: widthOf === 'after' ? afterSelf : beforeSelf });
  const gathered = (values: Float64Array) => {
    const columns = sharedF64(tree.frame.length);
    for (let node = 0; node < values.length; node += 1) columns[callOf[node]] += values[node];
    return columns;
  };
  const before = gathered(beforeSelf);
  const after = gathered(afterSelf);
  return {
    tree,
    beforeSelf: before,
    beforeTotal: totalsOf(tree, before),
    afterSelf: after,
    afterTotal: totalsOf(tree, after),
  };
}

/** Two standard errors of a count of samples; sampling is as good as independent from one sample to the next. */
const errorsApart = 2;
/** Without samples to count: a difference of this share of the whole is taken for one. */
const clearShare = 0.01;

/** Whether two counted parts differ by more than their counting does. */
function clearMarks(
  before: ComparedInput,
  after: ComparedInput,
  own: readonly [Float64Array, Float64Array],
): Uint8Array {
  const whole = Math.max(before.tree.total[0] * before.scale, after.tree.total[0] * after.scale);
  const marks = new Uint8Array(own[0].length);
  for (let index = 0; index < marks.length; index += 1) {
    const a = own[0][index] * before.scale;
    const b = own[1][index] * after.scale;
    // A part of k samples, each worth w, is known to w times the root of k.
    const variance = a * before.perSample * before.scale + b * after.perSample * after.scale;
    const least = variance > 0 ? errorsApart * Math.sqrt(variance) : whole * clearShare;
    marks[index] = Math.abs(b - a) > least ? 1 : 0;
  }
  return marks;
}

/** Compares two profiles of one kind. Grows with their calls. */
export function comparedProfiles(before: ComparedInput, after: ComparedInput): ComparedProfiles {
  const matched = matchedFrames(before.frames, after.frames);
  const length = matched.frames.length;
  const source = joined(before, after, [matched.before, matched.after]);
  const wideAsAfter = comparedTree(source, 'after');
  const wideAsBefore = comparedTree(source, 'before');
  // Costs of the joined tree, so that functions that became one count once where they call each other.
  const earlier = functionCosts(
    { ...wideAsBefore.tree, self: wideAsBefore.beforeSelf, total: wideAsBefore.beforeTotal },
    length,
  );
  const later = functionCosts(
    { ...wideAsAfter.tree, self: wideAsAfter.afterSelf, total: wideAsAfter.afterTotal },
    length,
  );
  const asMeasured = ({ self, total }: FunctionCosts, scale: number): FunctionCosts => ({
    self: self.map((value) => value / scale),
    total: total.map((value) => value / scale),
  });
  const costs = { before: asMeasured(earlier, before.scale), after: asMeasured(later, after.scale) };
  return {
    frames: matched.frames,
    ...costs,
    isClear: clearMarks(before, after, [costs.before.self, costs.after.self]),
    wideAsAfter,
    wideAsBefore,
  };
}
