import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { SettledMemory } from '../../protocol/probeChannel.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import type { Targets } from '../session/targets.ts';
import type { HuntSample } from './huntSample.ts';
import type { WorkCount } from './huntWork.ts';
import { openDescriptors } from './openDescriptors.ts';

/**
 * Where the work of a hunt is counted: by marks or a load, or where the target works by itself by the seconds in which
 * it could, the time in which it stood still for us left out.
 */
export type HuntWork =
  | { readonly kind: 'counted'; readonly count: WorkCount; readonly isMarked: boolean; readonly unitsPerMark: number }
  | { readonly kind: 'seconds' };

/** A thread or process, and what was seen of it. */
export type Looked = { readonly target: Target; readonly samples: readonly HuntSample[] };

/** The samples of one hunt, and the next one. */
export type Sampling = {
  /** Whom the hunt is about: the target, until it turns to another thread or process of the program. */
  readonly subject: () => Target;
  /** Samples of the subject. */
  readonly samples: () => readonly HuntSample[];
  /** The other threads of the target and the processes that it started, as far as they answer. */
  readonly kin: () => readonly Looked[];
  /** Those of them that did not answer. */
  readonly silent: () => readonly Target[];
  /** From now on the hunt is about one of the kin. */
  readonly turnTo: (one: Looked) => void;
  /**
   * Waits for the end of a cycle and looks. False where no cycle ends any more, or the time is over. Throws the Failure
   * `targetGone`.
   */
  readonly next: (signal: AbortSignal) => Promise<boolean>;
  /** Something happened that may make what is held step, and for which the target stood still so long. */
  readonly newStretch: (stoodMs: Milliseconds) => void;
  /** How long the target stood still in all. */
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
const kinPatienceMs = 3_000;
/** A thread that waits for work without its loop does not answer: after so many times it is left out of the hunt. */
const kinSilencesMax = 2;
/** Threads and processes that are looked at beside the one that is hunted in. */
const kinMax = 8;

/** Every second sample of each stretch, so that those that stay lie evenly. */
function thinned(samples: readonly HuntSample[]): readonly HuntSample[] {
  return samples.filter((_, at) => (samples.length - 1 - at) % 2 === 0);
}

export function openSampling(options: {
  readonly target: Target;
  readonly targets: Pick<Targets, 'settle' | 'get' | 'kin'>;
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
  let subject = target;
  let others: readonly Looked[] = [];
  const silences = new Map<TargetId, { readonly target: Target; readonly times: number }>();
  let stretch = 0;
  let spacingMs = Math.max(spacingMsMin, (options.seconds * 1000) / 80);
  let pauseMs = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let busyMs = 0;
  let spanMs = 0;
  let before: HuntSample | undefined;

  const workAt = ({ at, pauseMs: ownMs }: SettledMemory) => {
    if (work.kind === 'seconds') return Math.max(0, at - startedAt - pauseMs - ownMs) / 1000;
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

  const look = async (of: Target, signal: AbortSignal): Promise<HuntSample> => {
    const memory = await targets.settle(of.targetId, signal);
    const descriptors = await openDescriptors(of.pid);
    return { work: workAt(memory), stretch, memory, descriptors };
  };

  const isSilent = (targetId: TargetId) => (silences.get(targetId)?.times ?? 0) >= kinSilencesMax;

  /** Those who did not answer in time are not asked again. */
  const lookAround = async (signal: AbortSignal): Promise<void> => {
    const known = await targets.kin(target.targetId);
    const asked = known.filter(({ targetId }) => !isSilent(targetId)).slice(0, kinMax);
    const seen = await Promise.allSettled(
      asked.map((one) => look(one, AbortSignal.any([signal, AbortSignal.timeout(kinPatienceMs)]))),
    );
    others = asked.flatMap((one, at): readonly Looked[] => {
      const { targetId } = one;
      const found = seen[at];
      const samples = others.find((other) => other.target.targetId === targetId)?.samples ?? [];
      if (found?.status === 'fulfilled') {
        silences.delete(targetId);
        return [{ target: one, samples: [...samples, found.value] }];
      }
      silences.set(targetId, { target: one, times: (silences.get(targetId)?.times ?? 0) + 1 });
      return isSilent(targetId) ? [] : [{ target: one, samples }];
    });
  };

  return {
    subject: () => subject,
    samples: () =>
      subject === target
        ? samples
        : (others.find(({ target: { targetId } }) => targetId === subject.targetId)?.samples ?? []),
    kin: () => others,
    silent: () => [...silences.values()].filter(({ times }) => times >= kinSilencesMax).map((one) => one.target),
    turnTo: (one) => {
      subject = one.target;
    },
    pauseMs: () => pauseMs,
    activity: () => (spanMs === 0 ? Number.NaN : busyMs / spanMs),
    newStretch: (stoodMs) => {
      pauseMs += stoodMs;
      stretch += 1;
      before = undefined;
    },
    next: async (signal) => {
      if (!(await cycleEnds(signal))) return false;
      const [sample] = await Promise.all([look(target, signal), lookAround(signal)]);
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
        others = others.map((one) => ({ ...one, samples: thinned(one.samples) }));
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
