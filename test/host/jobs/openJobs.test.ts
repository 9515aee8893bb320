import { describe, expect, test } from 'vitest';
import { openJobs } from '../../../src/host/jobs/openJobs.ts';
import { Failure } from '../../../src/protocol/failures.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { deferred } from '../../support/deferred.ts';

function openedJobs() {
  const told: Job[] = [];
  const reported: unknown[] = [];
  const waiting = new Map<string, (job: Job) => void>();
  let at = 0;
  const jobs = openJobs(
    (job) => {
      told.push(job);
      if (job.state !== 'running') waiting.get(job.jobId)?.(job);
    },
    (error) => reported.push(error),
    () => (at += 1),
  );
  const ended = (jobId: string) =>
    new Promise<Job>((resolve) => {
      waiting.set(jobId, resolve);
    });
  return { jobs, told, reported, ended, pass: (ms: number) => (at += ms) };
}

const about = { kind: 'importSnapshot', title: 'Import of a file' } as const;

describe('jobs', () => {
  test('a job tells its begin, its progress and what it made', async () => {
    const { jobs, told, ended, pass } = openedJobs();
    const jobId = jobs.start(about, async ({ progress }) => {
      progress({ label: 'copying', done: 1, total: 2, unit: 'bytes' });
      progress({ label: 'copying', done: 2, total: 2, unit: 'bytes' });
      pass(1000);
      progress({ label: 'naming', done: 2, total: 2, unit: 'bytes' });
      return ['capture'];
    });
    expect(told).toMatchObject([{ jobId, state: 'running', progress: null, made: [], title: 'Import of a file' }]);
    const job = await ended(jobId);
    expect(job).toMatchObject({ state: 'done', made: ['capture'] });
    expect(job.endedAt).toBeGreaterThan(job.startedAt);
    expect(told.map(({ progress }) => progress?.label)).toEqual([undefined, 'copying', 'naming', 'naming']);
    expect(jobs.list()).toEqual([job]);
  });

  test('a failure is told, and a mistake of ours reported too', async () => {
    const { jobs, reported, ended } = openedJobs();
    const failing = jobs.start(about, () => Promise.reject(new Failure('notASnapshot', 'a.txt is text')));
    expect(await ended(failing)).toMatchObject({ state: 'failed', failure: { code: 'notASnapshot' } });
    expect(reported).toEqual([]);
    const broken = jobs.start(about, () => Promise.reject(new TypeError('ours')));
    expect(await ended(broken)).toMatchObject({ state: 'failed', failure: { code: 'internal', cause: 'ours' } });
    expect(reported).toEqual([new TypeError('ours')]);
  });

  test('a cancelled job ends as cancelled and is no failure', async () => {
    const { jobs, reported, ended } = openedJobs();
    const begun = deferred();
    const jobId = jobs.start(about, ({ signal }) => {
      begun.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    });
    await begun.promise;
    const end = ended(jobId);
    jobs.cancel(jobId);
    const job = await end;
    expect(job).toMatchObject({ state: 'cancelled', made: [] });
    expect(job.failure).toBeUndefined();
    expect(reported).toEqual([]);
    jobs.cancel(jobId);
    jobs.cancel('no such job');
  });

  test('a close cancels what runs and waits for it', async () => {
    const { jobs } = openedJobs();
    const steps: string[] = [];
    const begun = deferred();
    jobs.start(about, async ({ signal }) => {
      begun.resolve();
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      });
      steps.push('tidied up');
      return [];
    });
    await begun.promise;
    await jobs.close();
    expect(steps).toEqual(['tidied up']);
  });

  test('only so many that ended are kept, and all that run', async () => {
    const { jobs, ended } = openedJobs();
    const running = jobs.start(about, () => new Promise(() => undefined));
    let last = '';
    for (let index = 0; index < limits.jobsKeptMax.value + 5; index += 1) {
      last = jobs.start(about, () => Promise.resolve([]));
      await ended(last);
    }
    const kept = jobs.list().map(({ jobId }) => jobId);
    expect(kept).toHaveLength(limits.jobsKeptMax.value);
    expect(kept).toContain(running);
    expect(kept.at(-1)).toBe(last);
  });
});
