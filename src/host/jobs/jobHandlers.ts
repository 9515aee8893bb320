import type { Handlers } from '../channel/handlers.ts';
import type { Jobs } from './jobs.ts';

/** Cancelling a job that has ended, or that never was, changes nothing and is no failure. */
export function jobHandlers(jobs: Jobs): Handlers<'jobs/list' | 'jobs/cancel'> {
  return {
    'jobs/list': () => jobs.list(),
    'jobs/cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return {};
    },
  };
}
