import { look, lookMask, type Watch } from '../heap/halt.ts';
import type { CallTree } from './callTree.ts';

/** The stretch in sight and the pixels it is drawn on. */
export type FlameWindow = { readonly from: number; readonly to: number; readonly pixels: number };

/**
 * Boxes as columns of one length: `call` is an index of the tree, `count` tells how many were drawn together, `isMixed`
 * (1) that they are of different functions.
 */
export type FlameBoxes = {
  readonly level: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly call: Int32Array;
  readonly count: Int32Array;
  readonly isMixed: Uint8Array;
};

/** Calls by the moment at which each began, the last until `end`. */
export type CallSamples = { readonly at: Float64Array; readonly call: Int32Array; readonly end: number };

/** Calls of different functions are drawn together over so many pixels; of one function without a bound. */
const mixedPixels = 2;

/**
 * Gathers boxes: what is narrower than a pixel waits for its neighbours and becomes one box with them. Of each level at
 * most one box waits, in columns by level: a picture of a million samples adds to them some ten million times.
 */
function gathered({ frame, level: levels }: CallTree, pixel: number) {
  let depth = 0;
  for (let call = 0; call < levels.length; call += 1) if (levels[call] >= depth) depth = levels[call] + 1;
  const level: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const call: number[] = [];
  const count: number[] = [];
  const isMixed: number[] = [];
  const waiting = {
    start: new Float64Array(depth),
    end: new Float64Array(depth),
    longest: new Float64Array(depth),
    call: new Int32Array(depth),
    count: new Int32Array(depth),
    isMixed: new Uint8Array(depth),
  };
  const flush = (at: number) => {
    if (waiting.count[at] === 0) return;
    level.push(at);
    start.push(waiting.start[at]);
    end.push(waiting.end[at]);
    call.push(waiting.call[at]);
    count.push(waiting.count[at]);
    isMixed.push(waiting.isMixed[at]);
    waiting.count[at] = 0;
  };
  const wait = (at: number, from: number, to: number, of: number) => {
    waiting.start[at] = from;
    waiting.end[at] = to;
    waiting.longest[at] = to - from;
    waiting.call[at] = of;
    waiting.count[at] = 1;
    waiting.isMixed[at] = 0;
  };
  const add = (at: number, from: number, to: number, of: number) => {
    const width = to - from;
    const isSame = frame[waiting.call[at]] === frame[of];
    const mayJoin =
      waiting.count[at] > 0 &&
      width < pixel &&
      from - waiting.end[at] < pixel &&
      (isSame || waiting.end[at] - waiting.start[at] < mixedPixels * pixel);
    if (!mayJoin) {
      flush(at);
      wait(at, from, to, of);
      if (width >= pixel) flush(at);
      return;
    }
    if (!isSame) waiting.isMixed[at] = 1;
    if (to > waiting.end[at]) waiting.end[at] = to;
    waiting.count[at] += 1;
    if (width <= waiting.longest[at]) return;
    waiting.longest[at] = width;
    waiting.call[at] = of;
  };
  const finish = (): FlameBoxes => {
    for (let at = 0; at < depth; at += 1) flush(at);
    return {
      level: Int32Array.from(level),
      start: Float64Array.from(start),
      end: Float64Array.from(end),
      call: Int32Array.from(call),
      count: Int32Array.from(count),
      isMixed: Uint8Array.from(isMixed),
    };
  };
  return { add, finish };
}

const pixelOf = ({ from, to, pixels }: FlameWindow) => (to - from) / Math.max(1, pixels);

/** The boxes of merged stacks in sight. Grows with what is in sight; what is narrower than a pixel is not looked into. */
export function mergedBoxes(tree: CallTree, window: FlameWindow, watch: Watch): FlameBoxes {
  const boxes = gathered(tree, pixelOf(window));
  const pixel = pixelOf(window);
  for (let call = 1, steps = 0; call < tree.frame.length; steps += 1) {
    if ((steps & lookMask) === 0) look(watch);
    const from = tree.start[call];
    const width = tree.total[call];
    const isOutside = width <= 0 || from >= window.to || from + width <= window.from;
    if (!isOutside) boxes.add(tree.level[call], from, from + width, call);
    call = isOutside || width < pixel ? tree.end[call] : call + 1;
  }
  return boxes.finish();
}

/** The first sample at or after a moment. */
function sampleAt(at: Float64Array, moment: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle] < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The innermost call that is in both stacks. Grows with the levels between. */
function sharedCall({ level, parent }: CallTree, one: number, other: number): number {
  let left = one;
  let right = other;
  while (left !== right) {
    if (level[left] >= level[right]) left = parent[left];
    else right = parent[right];
  }
  return left;
}

/** Of the calls that are open at a sample, the moment at which each began, by level. */
function openingsAt(tree: CallTree, { at, call }: CallSamples, sample: number): number[] {
  const openedAt: number[] = [];
  let shared = call[sample];
  for (let before = sample - 1; before >= -1 && shared > 0; before -= 1) {
    const still = before < 0 ? 0 : sharedCall(tree, shared, call[before]);
    for (; shared !== still; shared = tree.parent[shared]) openedAt[tree.level[shared]] = at[before + 1];
  }
  return openedAt;
}

/**
 * The boxes in the order of time: a call goes on for as long as samples find it in their stack, also where it began
 * before the stretch in sight or ends after it. `blank` names the function that stands for waiting, which is not drawn.
 * Grows with the samples and the depth at which neighbours differ.
 */
export function timeBoxes(
  tree: CallTree,
  samples: CallSamples,
  window: FlameWindow,
  blank: number,
  watch: Watch,
): FlameBoxes {
  const boxes = gathered(tree, pixelOf(window));
  const first = Math.max(0, sampleAt(samples.at, window.from) - 1);
  if (first >= samples.at.length) return boxes.finish();
  const { level, parent, frame } = tree;
  const openedAt = openingsAt(tree, samples, first);
  let open = samples.call[first];
  const close = (until: number, moment: number) => {
    for (; open !== until; open = parent[open]) {
      const from = openedAt[level[open]];
      const isInSight = moment > from && moment > window.from && from < window.to;
      if (isInSight && frame[open] !== blank) boxes.add(level[open], from, moment, open);
    }
  };
  for (let sample = first + 1; sample < samples.at.length; sample += 1) {
    if ((sample & lookMask) === 0) look(watch);
    const next = samples.call[sample];
    if (next === open) continue;
    const moment = samples.at[sample];
    close(sharedCall(tree, open, next), moment);
    if (moment >= window.to) {
      // Nothing new is in sight from here on; what is open still has to end.
      if (open === 0) break;
      continue;
    }
    for (let call = next; call !== open; call = parent[call]) openedAt[level[call]] = moment;
    open = next;
  }
  close(0, samples.end);
  return boxes.finish();
}
