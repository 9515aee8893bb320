import { randomUUID } from 'node:crypto';
import { Failure, type FailureBody } from '../../protocol/failures.ts';
import type { Job, JobId, Progress } from '../../protocol/jobs.ts';
import { limits } from '../../protocol/limits.ts';
import { storeFailure } from '../store/storeFailure.ts';
import type { Jobs } from './jobs.ts';

/** Progress is told at most this often; the end of a job always. */
const progressIntervalMs = 100;

type RunningJob = { readonly controller: AbortController; readonly ended: Promise<void> };

function failureBodyOf(error: unknown, title: string, report: (error: unknown) => void): FailureBody {
  if (error instanceof Failure) return error.body();
  const failure = storeFailure(error);
  if (failure !== undefined) return failure.body();
  report(error);
  return new Failure('internal', `${title} failed in the host`, error).body();
}

/** The jobs of this host. `tell` hears each change; `now` gives the moment in ms since the epoch. */
export function openJobs(
  tell: (job: Job) => void,
  report: (error: unknown) => void,
  now: () => number = Date.now,
): Jobs {
  const jobs = new Map<JobId, Job>();
  const running = new Map<JobId, RunningJob>();

  const put = (job: Job) => {
    jobs.set(job.jobId, job);
    tell(job);
  };
  const dropOldest = () => {
    for (const { jobId, state } of jobs.values()) {
      if (jobs.size <= limits.jobsKeptMax.value) return;
      if (state !== 'running') jobs.delete(jobId);
    }
  };
  const progressOf = (jobId: JobId) => {
    let toldAt = Number.NEGATIVE_INFINITY;
    return (progress: Progress) => {
      const job = jobs.get(jobId);
      if (job?.state !== 'running') return;
      const changed = { ...job, progress };
      const at = now();
      if (at - toldAt < progressIntervalMs) {
        jobs.set(jobId, changed);
        return;
      }
      toldAt = at;
      put(changed);
    };
  };
  const run = async (first: Job, work: Parameters<Jobs['start']>[1], signal: AbortSignal) => {
    const ended = (outcome: Pick<Job, 'state' | 'made'> & { readonly failure?: FailureBody }) => {
      running.delete(first.jobId);
      put({ ...first, ...jobs.get(first.jobId), endedAt: now(), ...outcome });
      dropOldest();
    };
    try {
      const made = await work({ signal, progress: progressOf(first.jobId) });
      ended({ state: 'done', made });
    } catch (error) {
      if (signal.aborted) ended({ state: 'cancelled', made: [] });
      else ended({ state: 'failed', made: [], failure: failureBodyOf(error, first.title, report) });
    }
  };

  return {
    start: (about, work) => {
      const job: Job = {
        ...about,
        jobId: randomUUID(),
        startedAt: now(),
        state: 'running',
        progress: null,
        made: [],
      };
      const controller = new AbortController();
      put(job);
      running.set(job.jobId, { controller, ended: Promise.resolve().then(() => run(job, work, controller.signal)) });
      return job.jobId;
    },
    cancel: (jobId) => running.get(jobId)?.controller.abort(),
    list: () => [...jobs.values()],
    close: async () => {
      const all = [...running.values()];
      for (const { controller } of all) controller.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
