import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { HostClient } from '../../src/channel/hostClient.ts';
import type { Job } from '../../src/protocol/jobs.ts';
import { startedHost } from '../support/hostProcess.ts';
import { clientTo, refusedStatus, socketTo } from '../support/openChannel.ts';
import { snapshotText } from '../support/snapshotText.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

function imported(client: HostClient, file: string): Promise<Job> {
  return new Promise((resolve, reject) => {
    const seen: Job[] = [];
    let jobId: string | undefined;
    const look = () => {
      const job = seen.find((one) => one.jobId === jobId);
      if (job !== undefined) resolve(job);
    };
    client.onEvent('jobs/changed', ({ job }) => {
      if (job.state !== 'running') seen.push(job);
      look();
    });
    client.request('captures/import', { file }).then((answer) => {
      jobId = answer.jobId;
      look();
    }, reject);
  });
}

describe('a running host', () => {
  test('lets in who has its token, and answers on when others try', async () => {
    const { address, said } = await startedHost(['--temporary']);
    const { client } = await clientTo(address);
    expect(await refusedStatus(socketTo({ ...address, token: `${address.token}x` }))).toBe(401);
    expect(await refusedStatus(socketTo(address, { headers: { origin: 'https://example.com' } }))).toBe(403);
    expect(await refusedStatus(socketTo(address, { headers: { host: 'example.com' } }))).toBe(403);
    const oversized = socketTo(address);
    await once(oversized, 'open');
    oversized.send('x'.repeat(65 * 1024 * 1024));
    expect((await once(oversized, 'close'))[0]).toBe(1009);
    const noMessage = socketTo(address);
    await once(noMessage, 'open');
    noMessage.send('hello');
    expect((await once(noMessage, 'close'))[0]).toBe(1007);
    await expect(client.request('captures/remove', { captureId: 'none' })).rejects.toMatchObject({
      code: 'captureUnknown',
    });
    await expect(client.request('captures/import', { file: 'relative' })).rejects.toMatchObject({
      code: 'badRequest',
      message: 'params.file has to be an absolute path',
    });
    expect(await client.request('host/state', {})).toMatchObject({ clients: 1, notices: [] });
    expect(said()).toBe('');
  });

  test('keeps its data for its owner, and has it again after a kill', async () => {
    const data = path.join(temporaryFolder(), 'data');
    const first = await startedHost(['--data', data]);
    const file = path.join(temporaryFolder(), 'mine.heapsnapshot');
    writeFileSync(file, snapshotText());
    const { client } = await clientTo(first.address);
    const job = await imported(client, file);
    expect(job).toMatchObject({ state: 'done' });
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const captures = await client.request('captures/list', {});
    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    const partial = path.join(data, 'captures', `partial-${first.child.pid}-9.heapsnapshot`);
    writeFileSync(partial, 'half');
    const second = await startedHost(['--data', data]);
    const again = await clientTo(second.address);
    expect(await again.client.request('captures/list', {})).toEqual(captures);
    expect(() => statSync(partial)).toThrow('ENOENT');
  });

  test('two windows share one store', async () => {
    const data = temporaryFolder();
    const [one, other] = [await startedHost(['--data', data]), await startedHost(['--data', data])];
    const file = path.join(temporaryFolder(), 'mine.heapsnapshot');
    writeFileSync(file, snapshotText());
    const [first, second] = [await clientTo(one.address), await clientTo(other.address)];
    const told = new Promise((resolve) => {
      second.client.onEvent('captures/changed', resolve);
    });
    await imported(first.client, file);
    const captures = await first.client.request('captures/list', {});
    expect(captures).toHaveLength(1);
    expect(await second.client.request('captures/list', {})).toEqual(captures);
    expect(await told).toEqual({ captures });
    expect(`${one.said()}${other.said()}`).toBe('');
  });

  test('a store from a newer version is left alone, and said', async () => {
    const data = temporaryFolder();
    const file = path.join(data, 'pitstop.sqlite');
    const newer = new Database(file);
    newer.exec('create table of_the_future (id)');
    newer.pragma('user_version = 99');
    newer.close();
    const before = readFileSync(file);
    const { address } = await startedHost(['--data', data]);
    const { client } = await clientTo(address);
    const { notices } = await client.request('host/state', {});
    expect(notices).toEqual([expect.stringContaining('format 99')]);
    await expect(client.request('captures/list', {})).resolves.toEqual([]);
    await client.request('host/shutdown', {});
    expect(readFileSync(file)).toEqual(before);
  });

  test('a damaged store is set aside, and said', async () => {
    const data = temporaryFolder();
    writeFileSync(path.join(data, 'pitstop.sqlite'), 'not a database, '.repeat(500));
    const { address } = await startedHost(['--data', data]);
    const { client } = await clientTo(address);
    const { notices, storeBytes } = await client.request('host/state', {});
    expect(notices).toEqual([expect.stringContaining('pitstop.sqlite.corrupt-')]);
    expect(storeBytes).toBeGreaterThan(0);
  });

  test.each([
    ['a missing file', 'none', undefined, 'fileMissing'],
    ['a folder', '.', undefined, 'fileUnreadable'],
    ['0 bytes', 'empty', '', 'notASnapshot'],
    ['text', 'text', 'hello', 'notASnapshot'],
  ])('%s is refused, and the host lives', async (_name, name, content, code) => {
    const folder = temporaryFolder();
    const file = path.join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    const { address, said } = await startedHost(['--temporary']);
    const { client } = await clientTo(address);
    expect(await imported(client, file)).toMatchObject({ state: 'failed', failure: { code } });
    expect(await client.request('captures/list', {})).toEqual([]);
    expect(said()).toBe('');
  });
});
