import type { Job, JobId, Progress } from '../../protocol/jobs.ts';

/** What the work of a job is handed. */
export type JobControl = {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
};

/** Long work that an intent starts. Each change is told as `jobs/changed`. */
export type Jobs = {
  /** Starts the work and gives its id at once. The work gives the ids of what it made, or throws a Failure. */
  readonly start: (
    about: Pick<Job, 'kind' | 'title' | 'targetId'>,
    work: (control: JobControl) => Promise<readonly string[]>,
  ) => JobId;
  readonly cancel: (jobId: JobId) => void;
  readonly list: () => readonly Job[];
  /** Cancels what runs and waits for its end. */
  readonly close: () => Promise<void>;
};
