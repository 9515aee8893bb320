import { expect, test } from 'vitest';
import { jobHandlers } from '../../../src/host/jobs/jobHandlers.ts';
import { openJobs } from '../../../src/host/jobs/openJobs.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import { openChannel } from '../../support/openChannel.ts';

test('a client sees the jobs and cancels one', async () => {
  let broadcast: (job: Job) => void = () => undefined;
  const jobs = openJobs(
    (job) => broadcast(job),
    () => undefined,
  );
  const { channel, connect } = await openChannel(jobHandlers(jobs));
  broadcast = (job) => channel.broadcast('jobs/changed', { job });
  const { client } = await connect();
  const jobId = jobs.start({ kind: 'attach', title: 'Attach to 4711' }, ({ signal }) => {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
  });
  await expect(client.request('jobs/list', {})).resolves.toMatchObject([{ jobId, state: 'running' }]);
  const cancelled = new Promise((resolve) => {
    client.onEvent('jobs/changed', ({ job }) => resolve(job));
  });
  await expect(client.request('jobs/cancel', { jobId })).resolves.toEqual({});
  expect(await cancelled).toMatchObject({ jobId, state: 'cancelled' });
});
