import type { HostClient } from '../channel/hostClient.ts';
import { Failure, failureOf } from '../protocol/failures.ts';
import type { HostEvents, HostIntents, HostParams } from '../protocol/hostChannel.ts';
import type { Job, JobId } from '../protocol/jobs.ts';
import type { CommandContext } from './command.ts';

/** Intents that are answered with a job. */
type JobIntent = {
  [Method in keyof HostIntents]: HostIntents[Method]['answer'] extends { jobId: JobId } ? Method : never;
}[keyof HostIntents];

/**
 * Starts a job and waits for its end: gives the ids of what it made. Shows its progress; a cancel of the command cancels
 * the job too. Rejects with the job's Failure, or with an AbortError.
 */
export async function finishedJob<Method extends JobIntent>(
  client: HostClient,
  method: Method,
  params: HostParams<Method>,
  { signal, output }: Pick<CommandContext, 'signal' | 'output'>,
): Promise<readonly string[]> {
  signal.throwIfAborted();
  // The job's last event can come before the answer that names it.
  const seen = new Map<JobId, Job>();
  let told: (job: Job) => void = (job) => seen.set(job.jobId, job);
  const stops = [client.onEvent('jobs/changed', ({ job }: HostEvents['jobs/changed']) => told(job))];
  try {
    const { jobId } = await client.request(method, params);
    const job = await new Promise<Job>((resolve, reject) => {
      told = (changed) => {
        if (changed.jobId !== jobId) return;
        if (changed.state === 'running') output.progress(changed.progress);
        else resolve(changed);
      };
      const first = seen.get(jobId);
      if (first !== undefined) told(first);
      const cancel = () => {
        client.request('jobs/cancel', { jobId }).catch(reject);
      };
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel, { once: true });
      stops.push(
        () => signal.removeEventListener('abort', cancel),
        client.onClose(() => reject(new Failure('hostGone', 'the host ended before the work was done'))),
      );
    });
    signal.throwIfAborted();
    if (job.state === 'done') return job.made;
    if (job.failure === undefined) throw new Failure('internal', `${job.title} was cancelled by another client`);
    throw failureOf(job.failure);
  } finally {
    for (const stop of stops) stop();
    output.progress(null);
  }
}
