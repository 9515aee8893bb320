import type { EpochMs } from './units.ts';
import type { FirstCounts } from './heapRows.ts';
import type { FailureBody } from './failures.ts';
import type { TargetId } from './targets.ts';

export type JobId = string;

/** How far a long piece of work is. `total` is null where it is not known. */
export type Progress = {
  readonly label: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'count' | 'ms';
  /** What can be told of a snapshot before all of it is known. */
  readonly soFar?: FirstCounts;
};

/** Work that an intent started. The intent answers with its id; this tells the outcome. */
export type Job = {
  readonly jobId: JobId;
  readonly kind:
    | 'takeSnapshot'
    | 'importSnapshot'
    | 'compareSnapshots'
    | 'attach'
    | 'explain'
    | 'advise'
    | 'hunt'
    | 'tunePool'
    | 'profile'
    | 'verify';
  readonly title: string;
  /** The target it is done to, where it is done to one. */
  readonly targetId?: TargetId;
  readonly startedAt: EpochMs;
  readonly endedAt?: EpochMs;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: Progress | null;
  readonly failure?: FailureBody;
  /** Ids of what the job made, such as a capture or a finding. */
  readonly made: readonly string[];
};
