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

type Run = { start: number; end: number; call: number; longest: number; count: number; isMixed: boolean };

/** Calls of different functions are drawn together over so many pixels; of one function without a bound. */
const mixedPixels = 2;

/** Gathers boxes: what is narrower than a pixel waits for its neighbours and becomes one box with them. */
function gathered({ frame }: CallTree, pixel: number) {
  const level: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const call: number[] = [];
  const count: number[] = [];
  const isMixed: number[] = [];
  const runs: (Run | undefined)[] = [];
  const push = (at: number, run: Run) => {
    level.push(at);
    start.push(run.start);
    end.push(run.end);
    call.push(run.call);
    count.push(run.count);
    isMixed.push(run.isMixed ? 1 : 0);
  };
  const flush = (at: number) => {
    const run = runs[at];
    if (run === undefined) return;
    push(at, run);
    runs[at] = undefined;
  };
  const begin = (from: number, to: number, of: number): Run => ({
    start: from,
    end: to,
    call: of,
    longest: to - from,
    count: 1,
    isMixed: false,
  });
  const mayJoin = (run: Run, from: number, of: number) =>
    from - run.end < pixel && (frame[run.call] === frame[of] || run.end - run.start < mixedPixels * pixel);
  const add = (at: number, from: number, to: number, of: number) => {
    const width = to - from;
    const run = runs[at];
    if (width >= pixel) {
      flush(at);
      push(at, begin(from, to, of));
    } else if (run === undefined || !mayJoin(run, from, of)) {
      flush(at);
      runs[at] = begin(from, to, of);
    } else {
      run.isMixed ||= frame[run.call] !== frame[of];
      run.end = Math.max(run.end, to);
      run.count += 1;
      if (width > run.longest) {
        run.longest = width;
        run.call = of;
      }
    }
  };
  const finish = (): FlameBoxes => {
    for (let at = 0; at < runs.length; at += 1) flush(at);
    return {
      level: Int32Array.from(level),
      start: Float64Array.from(start),
      end: Float64Array.from(end),
      call: Int32Array.from(call),
      count: Int32Array.from(count),
      isMixed: Uint8Array.from(isMixed),
    };
  };
  return { add, finish, length: () => level.length };
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
  const openedAt = openingsAt(tree, samples, first);
  let open = samples.call[first];
  const close = (until: number, moment: number) => {
    for (; open !== until; open = tree.parent[open]) {
      const from = openedAt[tree.level[open]];
      const isInSight = moment > from && moment > window.from && from < window.to;
      if (isInSight && tree.frame[open] !== blank) boxes.add(tree.level[open], from, moment, open);
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
    for (let call = next; call !== open; call = tree.parent[call]) openedAt[tree.level[call]] = moment;
    open = next;
  }
  close(0, samples.end);
  return boxes.finish();
}
