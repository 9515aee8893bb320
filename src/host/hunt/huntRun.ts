import { readingsMin, resourceTrend, type ResourceTrend } from '../../analysis/hunt/resourceTrend.ts';
import { Failure } from '../../protocol/failures.ts';
import { leakResources, type LeakResource } from '../../protocol/hunts.ts';
import type { Target } from '../../protocol/targets.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import type { JobControl } from '../jobs/jobs.ts';
import { snapshotPauseMs, type HuntCaptures } from './huntCaptures.ts';
import { quantum, readingsOf, type HuntSample } from './huntSample.ts';
import { demandWork, type HuntWork, type Looked, type Sampling } from './sampling.ts';

export type Trends = Readonly<Record<LeakResource, ResourceTrend>>;

/** What a hunt saw, before anything is said about it. */
export type HuntSeen = {
  readonly samples: readonly HuntSample[];
  readonly trends: Trends;
  readonly pauseMs: Milliseconds;
  readonly activity: number;
  /** Why it ended before its time; null where it did not. */
  readonly endedEarly: string | null;
  /** Why there are no snapshots although something grows; null where there are. */
  readonly noSnapshots: string | null;
  /** Whom this is about, where it is another thread or process than the one that was hunted in; null else. */
  readonly within: string | null;
  /** The other threads and processes that were looked at, each with what it holds. */
  readonly kin: readonly { readonly name: string; readonly samples: readonly HuntSample[]; readonly trends: Trends }[];
  /** Those that did not answer, by name. */
  readonly silent: readonly string[];
};

export type HuntRunParts = {
  readonly target: Target;
  readonly work: HuntWork;
  readonly sampling: Sampling;
  readonly captures: HuntCaptures;
  readonly seconds: number;
  readonly control: JobControl;
  readonly now: () => number;
  readonly onLook: () => void;
};

/** A program stands still no longer than this for a snapshot of a hunt. */
const snapshotPauseMsMax = 20_000;
/** An early snapshot costs no more than this: it tells filling from leaking. */
const earlyPauseMsMax = 1_500;
/** Growth that hides in less than this is too little to matter. */
const blurBytes = 64 * 1024;
/** When snapshots are taken, as shares of the hunt's time. */
const snapshotShares = [0.25, 0.55, 0.85] as const;
/** Looks before a first snapshot that comes early, and before one that cannot wait. */
const looksBeforeEarly = 7;
const looksBeforeLate = 5;

/** Share of the time after which a program that does nothing by itself is given up. */
const workNeededAt = 0.4;
/** CPU below this share of a core is what an idle program with a probe takes. */
export const idleShare = 0.012;

/** Throws where the target works by itself, or should, and does nothing that could leak. */
function demandActivity({ work, sampling, target }: Pick<HuntRunParts, 'work' | 'sampling' | 'target'>): void {
  const samples = sampling.samples();
  if (work.kind !== 'seconds' || samples.length < readingsMin || sampling.activity() >= idleShare) return;
  if (Object.values(trendsOf(samples)).some(({ trend }) => trend !== 'flat')) return;
  const seconds = Math.round(samples.at(-1)?.work ?? 0);
  throw new Failure('huntNoWork', `${target.name} has done next to nothing for ${seconds} s, and holds what it held.`);
}

export function trendsOf(samples: readonly HuntSample[]): Trends {
  const entries = leakResources.map((resource) => [
    resource,
    resourceTrend(readingsOf(samples, resource), quantum[resource]),
  ]);
  // One entry for each resource.
  return Object.fromEntries(entries) as Trends;
}

const isSuspicious = (trends: Trends) =>
  Object.values(trends).some(({ trend }) => trend === 'growing' || trend === 'unclear');

/** The heap moves so much by itself that a leak could hide in it: then only snapshots can clear the program. */
export const isBlurred = ({ heap }: Trends) => heap.hidden > blurBytes;

/** A thread by its name, a process by its name and number: it may be called as the program is. */
const kinName = ({ name, pid }: Target, target: Target) => (pid === target.pid ? name : `${name}, process ${pid}`);

const growsIn = ({ heap, external }: Trends) => heap.trend === 'growing' || external.trend === 'growing';

/** The thread or process that grows most, where the subject does not grow; undefined where there is none. */
function growingKin(sampling: Pick<Sampling, 'samples' | 'kin'>): Looked | undefined {
  if (growsIn(trendsOf(sampling.samples()))) return undefined;
  const pace = ({ samples }: Looked) => {
    const trends = trendsOf(samples);
    return growsIn(trends) ? trends.heap.late + trends.external.late : 0;
  };
  return sampling
    .kin()
    .filter((one) => pace(one) > 0)
    .toSorted((one, other) => pace(other) - pace(one))[0];
}

/** What has to be looked at by snapshots, at the price of one. */
function needsSnapshot(samples: readonly HuntSample[]): boolean {
  const trends = trendsOf(samples);
  if (isSuspicious(trends)) return true;
  return isBlurred(trends) && snapshotPauseMs(samples.at(-1)?.memory.heapUsed ?? 0) <= earlyPauseMsMax;
}

/** Which snapshot is due: 0, 1 or 2; null where none is. */
function dueSnapshot(share: number, taken: number, heapBytes: number): number | null {
  const pauseMs = snapshotPauseMs(heapBytes);
  if (pauseMs > snapshotPauseMsMax) return null;
  const isEarlyCheap = pauseMs <= earlyPauseMsMax;
  const due = snapshotShares.findLastIndex((at) => share >= at);
  if (due < 0 || (due === 0 && !isEarlyCheap)) return null;
  return taken <= due ? due : null;
}

/** Looks, takes snapshots where something seems to grow, and ends with the time, the work, or the target. */
export async function runHunt(parts: HuntRunParts): Promise<HuntSeen> {
  const { target, work, sampling, captures, control, now } = parts;
  const startedAt = now();
  const totalMs = parts.seconds * 1000;
  let endedEarly: string | null = null;
  let lastDue = -1;
  const snapshot = async ({ work: done, memory }: HuntSample) => {
    const { capture } = await captures.take(done, memory.heapUsed, control);
    sampling.newStretch(capture.pauseMs ?? 0);
  };
  /** What grows may be another thread or process of the program: then the snapshots have to be of that one. */
  const turnToWhatGrows = async () => {
    const other = sampling.subject().targetId === target.targetId ? growingKin(sampling) : undefined;
    if (other === undefined) return;
    sampling.turnTo(other);
    await captures.keepOnly([]);
  };
  const look = async () => {
    while (await sampling.next(control.signal)) {
      parts.onLook();
      const samples = sampling.samples();
      const share = (now() - startedAt) / totalMs;
      const label = `Hunting in ${target.name}, ${samples.length} looks`;
      control.progress({ label, done: Math.min(totalMs, now() - startedAt), total: totalMs, unit: 'ms' });
      if (share >= workNeededAt) demandActivity(parts);
      await turnToWhatGrows();
      const sample = sampling.samples().at(-1);
      if (sample === undefined) continue;
      const due = dueSnapshot(share, lastDue + 1, sample.memory.heapUsed);
      if (due === null || samples.length < (due === 0 ? looksBeforeEarly : looksBeforeLate)) continue;
      if (!needsSnapshot(sampling.samples())) continue;
      lastDue = due;
      await snapshot(sample);
    }
  };
  /** A slow machine may have left no time for the second of two. */
  const lastSnapshot = async () => {
    const sample = sampling.samples().at(-1);
    const taken = captures.all();
    if (sample === undefined || taken.length !== 1 || !needsSnapshot(sampling.samples())) return;
    if (sample.work > (taken[0]?.work ?? 0)) await snapshot(sample);
  };
  try {
    await look();
    await lastSnapshot();
    if (now() - startedAt < totalMs * 0.95) endedEarly = 'the work stopped';
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'targetGone') throw error;
    if (sampling.samples().length < readingsMin)
      throw new Failure(
        'targetGone',
        `${target.name} ended after ${sampling.samples().length} looks; a verdict needs at least ${readingsMin}.`,
        error,
      );
    endedEarly = 'the program ended';
  }
  control.signal.throwIfAborted();
  demandWork(work, target);
  const samples = sampling.samples();
  const heapBytes = samples.at(-1)?.memory.heapUsed ?? 0;
  const isTooLarge = snapshotPauseMs(heapBytes) > snapshotPauseMsMax;
  return {
    samples,
    trends: trendsOf(samples),
    pauseMs: sampling.pauseMs(),
    activity: sampling.activity(),
    endedEarly,
    noSnapshots:
      captures.all().length >= 2
        ? null
        : isTooLarge
          ? `for each the program would stand still for about ${Math.round(snapshotPauseMs(heapBytes) / 1000)} s`
          : (endedEarly ?? 'there was no time for them'),
    within: sampling.subject().targetId === target.targetId ? null : kinName(sampling.subject(), target),
    kin: sampling
      .kin()
      .map((one) => ({ name: kinName(one.target, target), samples: one.samples, trends: trendsOf(one.samples) })),
    silent: sampling.silent().map((one) => kinName(one, target)),
  };
}
