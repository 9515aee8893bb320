import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { experimentsPart } from '../../src/host/experiments/experimentsPart.ts';
import { openFindings } from '../../src/host/findings/findings.ts';
import { openJobs } from '../../src/host/jobs/openJobs.ts';
import { openPlaces } from '../../src/host/places/places.ts';
import { placesWork } from '../../src/host/places/placesWork.ts';
import { poolPart } from '../../src/host/pool/poolPart.ts';
import { openStore } from '../../src/host/store/openStore.ts';
import { readPools } from '../../src/host/workers/tasks/readPools.ts';
import { Failure } from '../../src/protocol/failures.ts';
import type { Job } from '../../src/protocol/jobs.ts';
import { builtFile } from '../support/builtProgram.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';
import { startProgram } from '../support/nodeProgram.ts';
import { nodeOf } from '../support/nodes.ts';
import { poolProgram } from '../support/poolProgram.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { openWatching, quietControl } from '../support/watching.ts';

const probe = bundledProbe();
const postgres = embeddedPostgres('');
afterAll(() => probe.remove());

/** A whole part over a real store, real targets and a program with a pool of one. */
async function opened() {
  const store = openStore(path.join(temporaryFolder(), 'pitstop.sqlite'), new Date());
  const watching = await openWatching(probe.file);
  const source = poolProgram({ url: postgres.server().url, max: 1, loops: 5, holdSeconds: 0.03 });
  const program = startProgram({ binary: nodeOf(24), source, env: watching.targets.launchEnvironment() });
  onTestFinished(async () => {
    await program.end();
    await watching.targets.close();
    await experimenting.close();
    findings.close();
    store.close();
  });
  await program.line(/^ready$/);
  const target = await watching.until(({ pid }) => pid === program.pid);
  const ended = new Map<string, (job: Job) => void>();
  const jobs = openJobs(
    (job) => void (job.state !== 'running' && ended.get(job.jobId)?.(job)),
    () => undefined,
  );
  const findings = openFindings(store, () => undefined, Date.now);
  const experimenting = experimentsPart({ store, broadcast: () => undefined });
  const { experiments } = experimenting;
  const part = poolPart({
    jobs,
    findings,
    experiments,
    targets: watching.targets,
    loads: { run: () => Promise.reject(new Error('this program has traffic of its own')) },
    database: {
      current: () => null,
      address: () => {
        throw new Failure('databaseNone', 'no database is connected');
      },
    },
    places: openPlaces(placesWork),
    readPools: (file) => readPools({ file }),
    mixWorkerFile: builtFile('mixWorker.cjs'),
    clock: { now: () => performance.now(), epochNow: Date.now, random: Math.random },
  });
  const tune = async (
    subject: Parameters<(typeof part.handlers)['pools/tune']>[0]['subject'],
    seconds = 4,
  ): Promise<Job> => {
    const client = { clientId: 1, sendAnswerBlock: () => 0, sendLiveBlock: () => undefined, onClose: () => undefined };
    const context = { signal: new AbortController().signal, client, progress: () => undefined };
    const { jobId } = await part.handlers['pools/tune']({ subject, sizeMax: 16, seconds }, context);
    return new Promise((resolve) => ended.set(jobId, resolve));
  };
  return { program, target, part, jobs, findings, experiments, tune };
}

const targetSubject = (targetId: string) => ({ kind: 'target', targetId, load: null, allowRemote: false }) as const;

describe('the tuning of pools', () => {
  test('gives an experiment and a finding at the line of the size; measured again it is verified', async () => {
    const { program, target, part, findings, experiments, tune } = await opened();
    const { state, made, failure } = await tune(targetSubject(target.targetId));
    expect([state, failure]).toEqual(['done', undefined]);
    const [experimentId, findingId] = made;
    const finding = findings.get(findingId);
    expect(finding).toMatchObject({ rule: 'pool-size', state: 'proven', experimentId, place: { file: program.file } });
    const change = finding.advice?.changes[0];
    expect(change).toMatchObject({ kind: 'replace', file: program.file, before: '1' });
    if (change?.kind === 'replace')
      expect(
        readFileSync(program.file, 'utf8')
          .split('\n')
          [change.line - 1].slice(change.column - 1),
      ).toMatch(/^1 \}/);
    expect(experiments.list()[0]).toMatchObject({
      experimentId,
      findingId,
      kind: 'pool',
      verdict: 'better',
      pool: { currentSize: 1 },
    });

    const [verifyId] = await part.verifier.verify(finding, quietControl());
    expect(experiments.list().find((one) => one.experimentId === verifyId)).toMatchObject({
      kind: 'verify',
      findingId,
    });
    expect(findings.get(findingId)).toMatchObject({ state: 'verified' });
    expect(findings.get(findingId).verification?.method).toContain('the program itself is set to 1');
    program.tell('state');
    expect(JSON.parse((await program.line(/^state /)).slice('state '.length))).toMatchObject({ max: 1 });
  });

  test('does one at a time, and says what is missing', async () => {
    const { target, part, jobs, tune } = await opened();
    const first = tune(targetSubject(target.targetId));
    const mix = {
      concurrency: 1,
      tasks: [{ weight: 1, transaction: false, steps: [{ sql: 'select 1', params: [] }] }],
    };
    expect((await tune({ kind: 'mix', mix })).failure).toMatchObject({ code: 'limitReached' });
    await jobs.close();
    expect((await first).state).toBe('cancelled');
    expect((await tune({ kind: 'mix', mix })).failure).toMatchObject({ code: 'databaseNone' });
    const unknown = { ...targetSubject('no-such'), load: null };
    await expect(tune(unknown)).rejects.toMatchObject({ code: 'targetGone' });
    expect(part.verifier.rule).toBe('pool-size');
  });
});
