import type { BlockColumn } from '../../protocol/columnBlock.ts';
import type { MetricId } from '../../protocol/metrics.ts';
import type { SettledMemory } from '../../protocol/probeChannel.ts';
import type { Candidate, Target, TargetId } from '../../protocol/targets.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { ScriptTable } from '../captures/captures.ts';
import type { ChildRecord } from '../intake/childLog.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { TargetPools } from './poolTalk.ts';
import type { TargetProfiler } from './profileTalk.ts';
import type { LiveReport } from './watchedTarget.ts';

export type LiveListener = {
  readonly onReport: (targetId: TargetId, report: LiveReport) => void;
  readonly onChanged: (targets: readonly Target[]) => void;
};

/** Processes being watched. */
export type Targets = {
  readonly list: () => readonly Target[];
  /** Throws the Failure `targetGone`. */
  readonly get: (targetId: TargetId) => Target;
  readonly candidates: () => Promise<readonly Candidate[]>;
  readonly attach: (pid: number, control: JobControl) => Promise<Target>;
  readonly detach: (targetId: TargetId) => Promise<void>;
  /** Environment that makes a Node program report here from its first line. */
  readonly launchEnvironment: () => Readonly<Record<string, string>>;
  /** Writes a snapshot of the target into `file`. On failure or cancellation the partial file is removed. */
  readonly takeSnapshot: (
    targetId: TargetId,
    means: 'inspector' | 'heapdump',
    file: string,
    control: JobControl,
  ) => Promise<{ readonly pauseMs: number; readonly bytes: number; readonly scripts: ScriptTable }>;
  /**
   * Collects what nobody holds, and tells what is left: the program stands still for it. One at a time for a target.
   * Throws the Failures `targetGone` and `targetBusy`, or the signal's reason.
   */
  readonly settle: (targetId: TargetId, signal: AbortSignal) => Promise<SettledMemory>;
  /** The other watched threads of a target's process, and the watched processes below it. Throws the Failure `targetGone`. */
  readonly kin: (targetId: TargetId) => Promise<readonly Target[]>;
  /** Processes and threads that the target has started. Throws the Failure `targetGone`. */
  readonly children: (targetId: TargetId) => readonly ChildRecord[];
  /** The live pools of a target. Throws the Failure `targetGone`. */
  readonly pools: (targetId: TargetId) => TargetPools;
  /** The profiler of a target. Throws the Failure `targetGone`. */
  readonly profiler: (targetId: TargetId) => TargetProfiler;
  /** Columns `at` and the metrics asked for, at most `pointsMax` rows: per bucket the lowest and highest are kept. */
  readonly series: (
    targetId: TargetId,
    fromAt: EpochMs,
    toAt: EpochMs,
    pointsMax: number,
    metrics: readonly MetricId[],
  ) => readonly BlockColumn[];
  /** Columns `at`, `kind` and `pauseMs`. */
  readonly collections: (targetId: TargetId, fromAt: EpochMs, toAt: EpochMs) => readonly BlockColumn[];
  /** Collections that are not in the series: lost in a storm, or older than what is kept. */
  readonly collectionsDropped: (targetId: TargetId) => number;
  /**
   * Has every target that is watched, now or later, tell of its pools by itself. `onChanged` hears of the targets, soon
   * after each change. Returns its stop; a probe goes on telling until it leaves.
   */
  readonly watchLive: (listener: LiveListener) => () => void;
  /** Leaves all targets as they were, and takes the socket away. */
  readonly close: () => Promise<void>;
};
