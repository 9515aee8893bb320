import { expect, test } from 'vitest';
import { finishedJob } from '../../src/cli/finishedJob.ts';
import { outputOver } from '../../src/cli/output.ts';
import { jobHandlers } from '../../src/host/jobs/jobHandlers.ts';
import { openJobs } from '../../src/host/jobs/openJobs.ts';
import { Failure } from '../../src/protocol/failures.ts';
import type { Job } from '../../src/protocol/jobs.ts';
import type { JobControl } from '../../src/host/jobs/jobs.ts';
import { deferred } from '../support/deferred.ts';
import { openChannel } from '../support/openChannel.ts';

const output = outputOver({
  out: { write: () => true },
  error: { write: () => true },
  isJson: false,
  isColourless: true,
});

async function importing(work: (control: JobControl) => Promise<readonly string[]>) {
  let broadcast: (job: Job) => void = () => undefined;
  const jobs = openJobs(
    (job) => broadcast(job),
    () => undefined,
  );
  const { channel, connect } = await openChannel({
    ...jobHandlers(jobs),
    'captures/import': () => ({ jobId: jobs.start({ kind: 'importSnapshot', title: 'Import' }, work) }),
  });
  broadcast = (job) => channel.broadcast('jobs/changed', { job });
  return { ...(await connect()), jobs };
}

const asked = { file: '/a.heapsnapshot' };
const never = new AbortController().signal;

test('gives what the job made, however quickly it ended', async () => {
  const { client } = await importing(() => Promise.resolve(['capture']));
  await expect(finishedJob(client, 'captures/import', asked, { signal: never, output })).resolves.toEqual(['capture']);
});

test("rejects with the job's failure", async () => {
  const { client } = await importing(() => Promise.reject(new Failure('notASnapshot', 'a is text')));
  await expect(finishedJob(client, 'captures/import', asked, { signal: never, output })).rejects.toMatchObject({
    code: 'notASnapshot',
    message: 'a is text',
  });
});

test('a cancel of the command cancels the job', async () => {
  const begun = deferred();
  const { client, jobs } = await importing(({ signal }) => {
    begun.resolve();
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
  });
  const controller = new AbortController();
  const job = finishedJob(client, 'captures/import', asked, { signal: controller.signal, output });
  await begun.promise;
  controller.abort();
  await expect(job).rejects.toMatchObject({ name: 'AbortError' });
  expect(jobs.list()).toMatchObject([{ state: 'cancelled' }]);
});

test('the end of the host ends the waiting', async () => {
  const begun = deferred();
  const { client, socket } = await importing(() => {
    begun.resolve();
    return new Promise(() => undefined);
  });
  const job = finishedJob(client, 'captures/import', asked, { signal: never, output });
  await begun.promise;
  socket.terminate();
  await expect(job).rejects.toThrow('host');
});
