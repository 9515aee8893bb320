import type { Bytes, EpochMs } from './units.ts';

/** Identifies one watching of one process: pid and start time together, since pids are reused. */
export type TargetId = string;

export const targetStates = ['attaching', 'watching', 'detached', 'ended', 'lost'] as const;
/** `detached`: we left, it goes on. `ended`: the process ended. `lost`: the connection broke and the process is still there. */
export type TargetState = (typeof targetStates)[number];

/** A process being watched. */
export type Target = {
  readonly targetId: TargetId;
  readonly pid: number;
  /** Short name to show: the script's file name, or the command. */
  readonly name: string;
  readonly command: string;
  readonly folder: string;
  readonly nodeVersion: string;
  readonly v8Version: string;
  /** When the process started. */
  readonly startedAt: EpochMs;
  /** When we began to watch. */
  readonly watchedSince: EpochMs;
  readonly way: 'launched' | 'attached';
  readonly state: TargetState;
  /** Why the state is `lost` or `ended`, in a sentence. */
  readonly stateReason?: string;
  readonly endedAt?: EpochMs;
  /** True where heapdump is loaded in the target, so that a snapshot can be taken with it. */
  readonly hasHeapdump: boolean;
  /** Samples that the probe had to drop because the host was slow. */
  readonly droppedSamples: number;
  /** The thread inside the process; 0 is the main thread. */
  readonly threadId: number;
};

/** A Node process of the user that could be attached to. */
export type Candidate = {
  readonly pid: number;
  readonly parentPid: number;
  readonly startedAt: EpochMs;
  readonly name: string;
  readonly command: string;
  readonly folder: string;
  readonly rssBytes: Bytes;
  /** Why attaching cannot work, when that is known beforehand. */
  readonly refusal?: string;
  readonly targetId?: TargetId;
};
