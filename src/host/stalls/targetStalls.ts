import { limits } from '../../protocol/limits.ts';
import type { Stall, StallFigures } from '../../protocol/stalls.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';
import type { OwnStacks } from '../live/ownStacks.ts';

/** What is kept of stalls: an hour. */
const keptMs = 3_600_000;
/** A collection that took this much of a stall is what held the loop up, and no line of the program. */
const collectedShare = 0.5;

/** What held the loop of one target up, by place. */
export type TargetStalls = {
  readonly put: (stalls: readonly StallFigures[]) => Promise<void>;
  /** The costliest first. */
  readonly list: () => readonly Stall[];
};

function keyOf({ kind, call, stack }: Pick<Stall, 'kind' | 'call' | 'stack'>): string {
  const [place] = stack;
  return `${kind} ${call} ${place === undefined ? '' : `${place.file}:${place.symbol ?? place.line}`}`;
}

/** `pausedMs` tells how long collections took between two moments. */
export function targetStalls(
  stacks: OwnStacks,
  pausedMs: (fromAt: EpochMs, toAt: EpochMs) => Milliseconds,
): TargetStalls {
  const stalls = new Map<string, Stall>();

  const add = async (figures: StallFigures): Promise<void> => {
    const { at, lengthMs, kind, call, bytes, isInside } = figures;
    if (kind === 'code' && pausedMs(at, at + lengthMs) >= lengthMs * collectedShare) return;
    const stack = await stacks(figures.frames);
    const place = stack[0] ?? null;
    const key = keyOf({ kind, call, stack });
    const known = stalls.get(key);
    // Taken inside says more than what came after.
    const isBetter = known === undefined || (isInside && !known.isInside) || lengthMs > known.longestMs;
    const largest = Math.max(known?.largestBytes ?? 0, bytes ?? 0);
    stalls.delete(key);
    stalls.set(key, {
      place: isBetter ? place : known.place,
      stack: isBetter ? stack : known.stack,
      kind,
      call,
      count: (known?.count ?? 0) + 1,
      totalMs: (known?.totalMs ?? 0) + lengthMs,
      longestMs: Math.max(known?.longestMs ?? 0, lengthMs),
      largestBytes: largest === 0 ? null : largest,
      firstAt: known?.firstAt ?? at,
      lastAt: at,
      isInside: isInside || (known?.isInside ?? false),
    });
    const [oldest] = stalls.keys();
    if (stalls.size > limits.stallPlacesMax.value && oldest !== undefined) stalls.delete(oldest);
    for (const [old, { lastAt }] of stalls) if (at - lastAt > keptMs) stalls.delete(old);
  };

  return {
    put: async (figures) => {
      for (const one of figures) await add(one);
    },
    list: () => [...stalls.values()].toSorted((a, b) => b.totalMs - a.totalMs),
  };
}
