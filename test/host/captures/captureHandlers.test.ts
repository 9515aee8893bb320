import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CaptureTargets } from '../../../src/host/captures/captureHandlers.ts';
import { capturesPart } from '../../../src/host/captures/capturesPart.ts';
import { openJobs } from '../../../src/host/jobs/openJobs.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import { Failure } from '../../../src/protocol/failures.ts';
import type { HostEvents } from '../../../src/protocol/hostChannel.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import type { Target } from '../../../src/protocol/targets.ts';
import type { HostClient } from '../../../src/channel/hostClient.ts';
import { openChannel } from '../../support/openChannel.ts';
import { snapshotText } from '../../support/snapshotText.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const target = (folder: string): Target => ({
  targetId: 't',
  pid: 4711,
  name: 'gateway.js',
  command: 'node gateway.js',
  folder,
  nodeVersion: 'v24.0.0',
  v8Version: '13',
  startedAt: 1000.4,
  watchedSince: 2000,
  way: 'attached',
  state: 'watching',
  hasHeapdump: true,
  droppedSamples: 0,
  threadId: 0,
});

/** The far end of the probe's wire: one target, whose snapshot is a small one. */
function oneTarget(folder: string, takeSnapshot: CaptureTargets['takeSnapshot']): CaptureTargets {
  const gone = () => {
    throw new Failure('targetGone', 'not in this test');
  };
  return {
    list: () => [target(folder)],
    takeSnapshot,
    get: (targetId) => (targetId === 't' ? target(folder) : gone()),
  };
}

async function opened(takeSnapshot: CaptureTargets['takeSnapshot'] = () => Promise.reject(new Error('none taken'))) {
  const folder = temporaryFolder();
  const targetFolder = path.join(folder, 'target');
  mkdirSync(targetFolder);
  const store = openStore(path.join(folder, 'store.sqlite'), new Date());
  onTestFinished(store.close);
  let channel: Awaited<ReturnType<typeof openChannel>> | undefined = undefined;
  const jobs = openJobs(
    (job) => channel?.channel.broadcast('jobs/changed', { job }),
    (error) => expect.unreachable(String(error)),
  );
  const part = capturesPart({
    store,
    folders: { captures: folder, analyses: path.join(folder, 'known'), isTemporary: false },
    jobs,
    targets: oneTarget(targetFolder, takeSnapshot),
    broadcast: (name, event) => channel?.channel.broadcast(name, event),
    report: (error) => expect.unreachable(String(error)),
  });
  onTestFinished(part.close);
  channel = await openChannel(part.handlers);
  const { client } = await channel.connect();
  return { folder, targetFolder, client, captures: part.captures };
}

/** Starts something, and gives the job's end. */
async function endOf(client: HostClient, start: () => Promise<{ jobId: string } | object>): Promise<Job> {
  const ended = new Promise<Job>((resolve) => {
    client.onEvent('jobs/changed', ({ job }) => {
      if (job.state !== 'running') resolve(job);
    });
  });
  await start();
  return ended;
}

describe("the captures' part of the channel", () => {
  test('a file is imported as a job, listed, told and removed', async () => {
    const { client, folder } = await opened();
    const file = path.join(folder, 'mine.heapsnapshot.txt');
    writeFileSync(file, snapshotText());
    const told: HostEvents['captures/changed'][] = [];
    client.onEvent('captures/changed', (event) => told.push(event));
    const job = await endOf(client, () => client.request('captures/import', { file }));
    expect(job).toMatchObject({ state: 'done', kind: 'importSnapshot', title: 'Import of mine.heapsnapshot.txt' });
    const captures = await client.request('captures/list', {});
    expect(captures).toMatchObject([{ captureId: job.made[0], label: 'mine.heapsnapshot.txt', way: 'import' }]);
    expect(told).toEqual([{ captures }]);
    await client.request('captures/remove', { captureId: captures[0].captureId });
    expect(told.at(-1)).toEqual({ captures: [] });
    expect(existsSync(captures[0].file)).toBe(false);
  });

  test('a file that cannot be imported fails its job and not the host', async () => {
    const { client, folder } = await opened();
    const job = await endOf(client, () => client.request('captures/import', { file: folder }));
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'fileUnreadable' } });
    await expect(client.request('captures/list', {})).resolves.toEqual([]);
  });

  test('a snapshot of a target keeps whose it is', async () => {
    const { client, captures } = await opened((_targetId, _means, file, { progress }) => {
      writeFileSync(file, snapshotText());
      progress({ label: 'writing', done: 1, total: 1, unit: 'count' });
      return Promise.resolve({ pauseMs: 7, bytes: 1, scripts: [[3, 'file:///gateway.js']] });
    });
    const job = await endOf(client, () => client.request('captures/take', { targetId: 't', means: 'inspector' }));
    expect(job).toMatchObject({ state: 'done', title: 'Snapshot of gateway.js' });
    const [capture] = captures.list();
    expect(capture).toMatchObject({
      label: 'snapshot 1',
      way: 'inspector',
      targetId: 't',
      targetName: 'gateway.js',
      targetPid: 4711,
      pauseMs: 7,
      processKey: '4711@1000.4/0',
    });
    expect(captures.scriptsOf(capture.captureId).get(3)).toBe('file:///gateway.js');
    await expect(client.request('captures/take', { targetId: 'x', means: 'inspector' })).rejects.toMatchObject({
      code: 'targetGone',
    });
  });

  test("what heapdump writes in the target's folder becomes a capture of that target", async () => {
    const { client, targetFolder, captures } = await opened();
    await client.request('captures/watchFolder', { folder: targetFolder });
    const file = path.join(targetFolder, 'heapdump-1234.5.heapsnapshot');
    const job = await endOf(client, () => {
      writeFileSync(file, snapshotText().slice(0, 50));
      appendFileSync(file, snapshotText().slice(50));
      return Promise.resolve({});
    });
    expect(job).toMatchObject({ state: 'done' });
    expect(captures.list()).toMatchObject([
      { label: 'heapdump-1234.5.heapsnapshot', way: 'heapdump', targetPid: 4711, processKey: '4711@1000.4/0' },
    ]);
    expect(readdirSync(targetFolder)).toEqual(['heapdump-1234.5.heapsnapshot']);
  });
});
