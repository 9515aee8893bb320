import type { Job } from '../../src/protocol/jobs.ts';
import type { EpochMs } from '../../src/protocol/units.ts';

/** Jobs that failed since then, without those that were begun again: the newer try tells how it is now. */
export function standingFailures(jobs: readonly Job[], since: EpochMs): readonly Job[] {
  const isTriedAgain = ({ kind, title, startedAt }: Job) =>
    jobs.some((other) => other.kind === kind && other.title === title && other.startedAt > startedAt);
  return jobs.filter((job) => job.state === 'failed' && (job.endedAt ?? 0) >= since && !isTriedAgain(job));
}
