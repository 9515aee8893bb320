import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Target } from '../../protocol/targets.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import type { Targets } from '../session/targets.ts';
import type { HuntSample } from './huntSample.ts';
import type { WorkCount } from './huntWork.ts';
import { openDescriptors } from './openDescriptors.ts';

/** Where the work of a hunt is counted: by marks or a load, or by seconds where the target works by itself. */
export type HuntWork =
  | { readonly kind: 'counted'; readonly count: WorkCount; readonly isMarked: boolean; readonly unitsPerMark: number }
  | { readonly kind: 'seconds' };

/** The samples of one hunt, and the next one. */
export type Sampling = {
  readonly samples: () => readonly HuntSample[];
  /**
   * Waits for the end of a cycle and looks. False where no cycle ends any more, or the time is over. Throws the Failure
   * `targetGone`.
   */
  readonly next: (signal: AbortSignal) => Promise<boolean>;
  /** Something happened that may make what is held step. */
  readonly newStretch: () => void;
  /** How long the target stood still for the looks, in all. */
  readonly pauseMs: () => Milliseconds;
  /** Share of one core that the target used between the looks; NaN before the second. */
  readonly activity: () => number;
};

/** A program may be looked at for so large a share of its time. */
const pauseShareMax = 1 / 10;
/** Looks that a hunt of its whole time makes at least, where cycles are short enough. */
const looksMin = 28;
const spacingMsMin = 250;
/** Looks that a hunt of its whole time has room for, before every second one is left out. */
const looksMax = 44;
const firstMarkMs = 30_000;
/** Looks before which a hunt does not end with its time: it gets half as much again, and a short one up to 45 s. */
const looksWanted = 18;
const slowMs = 45_000;
const markPatienceMs = 5_000;

/** Every second sample of each stretch, so that those that stay lie evenly. */
function thinned(samples: readonly HuntSample[]): readonly HuntSample[] {
  return samples.filter((_, at) => (samples.length - 1 - at) % 2 === 0);
}

export function openSampling(options: {
  readonly target: Target;
  readonly targets: Pick<Targets, 'settle' | 'get'>;
  readonly work: HuntWork;
  readonly seconds: number;
  readonly now: () => number;
}): Sampling {
  const { target, targets, work, now } = options;
  const startedAt = now();
  const totalMs = options.seconds * 1000;
  const endsAtNow = () =>
    startedAt + (samples.length < looksWanted ? Math.max(totalMs * 1.5, Math.min(totalMs * 3, slowMs)) : totalMs);
  let samples: readonly HuntSample[] = [];
  let stretch = 0;
  let spacingMs = Math.max(spacingMsMin, (options.seconds * 1000) / 80);
  let pauseMs = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let busyMs = 0;
  let spanMs = 0;
  let before: HuntSample | undefined;

  const workAt = (at: number) => {
    if (work.kind === 'seconds') return (at - startedAt) / 1000;
    return work.count.doneAt(at) * (work.isMarked ? work.unitsPerMark : 1);
  };

  /** Waits for the end of a cycle. False where none comes. Throws the Failure `targetGone` where the target went instead. */
  const cycleEnds = async (signal: AbortSignal): Promise<boolean> => {
    const endsAt = endsAtNow();
    const remainingMs = Math.min(lookedAt + spacingMs, endsAt) - now();
    if (remainingMs > 0) await wait(remainingMs, undefined, { signal });
    if (now() >= endsAt) return false;
    if (work.kind === 'seconds') return true;
    const { count } = work;
    const lastAt = count.lastAt();
    const patienceMs = lastAt === null ? firstMarkMs : Math.max(markPatienceMs, (now() - startedAt) / 4);
    const patience = AbortSignal.timeout(Math.max(1, Math.round(Math.min(patienceMs, endsAt - now()))));
    try {
      await count.more(AbortSignal.any([signal, patience]));
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (error !== patience.reason) throw error;
      if (targets.get(target.targetId).state === 'watching') return false;
      throw new Failure('targetGone', `${target.name} ended, or was left, before its next cycle.`, error);
    }
  };

  const look = async (signal: AbortSignal): Promise<HuntSample> => {
    const memory = await targets.settle(target.targetId, signal);
    const descriptors = await openDescriptors(target.pid);
    return { work: workAt(memory.at), stretch, memory, descriptors };
  };

  return {
    samples: () => samples,
    pauseMs: () => pauseMs,
    activity: () => (spanMs === 0 ? Number.NaN : busyMs / spanMs),
    newStretch: () => {
      stretch += 1;
      before = undefined;
    },
    next: async (signal) => {
      if (!(await cycleEnds(signal))) return false;
      const sample = await look(signal);
      lookedAt = now();
      pauseMs += sample.memory.pauseMs;
      if (before !== undefined) {
        busyMs += sample.memory.cpuBeforeMs - before.memory.cpuAfterMs;
        spanMs += sample.memory.at - before.memory.at;
      }
      before = sample;
      spacingMs = Math.max(
        spacingMs,
        Math.min(sample.memory.pauseMs / pauseShareMax, (options.seconds * 1000) / looksMin),
      );
      samples = [...samples, sample];
      if (samples.length >= Math.min(looksMax, limits.huntCyclesMax.value)) {
        samples = thinned(samples);
        spacingMs *= 2;
      }
      return true;
    },
  };
}

/** Throws where the target did nothing that could be counted. */
export function demandWork(work: HuntWork, target: Target): void {
  if (work.kind === 'seconds' || work.count.lastAt() !== null) return;
  throw new Failure(
    'huntNoWork',
    work.isMarked
      ? `${target.name} has ended no cycle: no mark came.`
      : `The load completed no iteration on ${target.name}.`,
  );
}
