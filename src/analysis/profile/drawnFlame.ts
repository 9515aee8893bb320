import type { Watch } from '../heap/halt.ts';
import type { CallTree } from './callTree.ts';
import type { ComparedTree } from './comparedProfiles.ts';
import { mergedBoxes, timeBoxes, type CallSamples, type FlameBoxes, type FlameWindow } from './flameBoxes.ts';
import { matchedTotal } from './functionCosts.ts';
import { calleesOf, callersOf } from './sandwich.ts';

/** What is drawn from: stacks in the order of time, or merged, around one function, or of two profiles. */
export type FlameSubject =
  | {
      readonly form: 'time';
      readonly tree: CallTree;
      readonly samples: CallSamples;
      readonly idleFrame: number;
    }
  | { readonly form: 'merged'; readonly tree: CallTree }
  | { readonly form: 'callers' | 'callees'; readonly tree: CallTree; readonly frame: number }
  | { readonly form: 'compared'; readonly compared: ComparedTree };

/** Boxes with what the panel is told of each: columns of one length. `frame` is an index of `frames`. */
export type DrawnFlame = {
  readonly columns: {
    readonly level: Int32Array;
    readonly start: Float64Array;
    readonly end: Float64Array;
    readonly function: Int32Array;
    readonly count: Int32Array;
    readonly isMixed: Uint8Array;
    readonly self: Float64Array;
    readonly total: Float64Array;
    readonly beforeSelf?: Float64Array;
    readonly beforeTotal?: Float64Array;
  };
  /** Functions in sight, each once. */
  readonly frames: Int32Array;
  readonly extent: number;
  readonly levels: number;
  readonly matched: number | null;
};

type Laid = { readonly tree: CallTree; readonly extent: number; readonly boxes: (window: FlameWindow) => FlameBoxes };

function laidOut(subject: FlameSubject, watch: Watch): Laid {
  switch (subject.form) {
    case 'time': {
      const { tree, samples, idleFrame } = subject;
      const boxes = (window: FlameWindow) => timeBoxes(tree, samples, window, idleFrame, watch);
      return { tree, extent: samples.end, boxes };
    }
    case 'merged':
      return ofTree(subject.tree, watch);
    case 'callers':
      return ofTree(callersOf(subject.tree, subject.frame), watch);
    case 'callees':
      return ofTree(calleesOf(subject.tree, subject.frame), watch);
    case 'compared':
      return ofTree(subject.compared.tree, watch);
  }
}

const ofTree = (tree: CallTree, watch: Watch): Laid => ({
  tree,
  extent: tree.total[0],
  boxes: (window) => mergedBoxes(tree, window, watch),
});

/** The boxes in sight, at most so many: where there are more, wider ones are drawn together. */
function boxesWithin(laid: Laid, window: FlameWindow, boxesMax: number): FlameBoxes {
  let { pixels } = window;
  let boxes = laid.boxes(window);
  while (boxes.level.length > boxesMax && pixels > 1) {
    pixels = Math.ceil(pixels / 2);
    boxes = laid.boxes({ ...window, pixels });
  }
  return boxes;
}

function picked(values: Float64Array, calls: Int32Array): Float64Array {
  const rows = new Float64Array(calls.length);
  for (let row = 0; row < rows.length; row += 1) rows[row] = values[calls[row]];
  return rows;
}

/** The functions of boxes, each once, and for each box which of them it is. */
function functionsOf(tree: CallTree, calls: Int32Array) {
  const index = new Map<number, number>();
  const frames: number[] = [];
  const column = new Int32Array(calls.length);
  for (let row = 0; row < calls.length; row += 1) {
    const frame = tree.frame[calls[row]];
    let known = index.get(frame);
    if (known === undefined) {
      known = frames.push(frame) - 1;
      index.set(frame, known);
    }
    column[row] = known;
  }
  return { frames: Int32Array.from(frames), column };
}

/** Draws what is in sight; without ends the whole. `isMatch` marks functions that a search found. */
export function drawnFlame(
  subject: FlameSubject,
  sight: { readonly from: number | null; readonly to: number | null; readonly pixels: number },
  boxesMax: number,
  isMatch: Uint8Array | null,
  watch: Watch,
): DrawnFlame {
  const laid = laidOut(subject, watch);
  const { tree, extent } = laid;
  const from = Math.max(0, sight.from ?? 0);
  const to = Math.min(extent, sight.to ?? extent);
  const isEmpty = !(to > from);
  const window = { from, to: isEmpty ? from + Number.MIN_VALUE : to, pixels: sight.pixels };
  const boxes = boxesWithin(laid, window, boxesMax);
  const { frames, column } = functionsOf(tree, boxes.call);
  const both =
    subject.form === 'compared'
      ? {
          self: picked(subject.compared.afterSelf, boxes.call),
          total: picked(subject.compared.afterTotal, boxes.call),
          beforeSelf: picked(subject.compared.beforeSelf, boxes.call),
          beforeTotal: picked(subject.compared.beforeTotal, boxes.call),
        }
      : { self: picked(tree.self, boxes.call), total: picked(tree.total, boxes.call) };
  let levels = 0;
  for (let call = 1; call < tree.level.length; call += 1)
    if (tree.level[call] >= levels && (tree.total[call] > 0 || subject.form === 'time')) levels = tree.level[call] + 1;
  const { level, start, end, count, isMixed } = boxes;
  return {
    columns: { level, start, end, function: column, count, isMixed, ...both },
    frames,
    extent,
    levels,
    matched: isMatch === null ? null : matchedTotal(tree, isMatch),
  };
}
