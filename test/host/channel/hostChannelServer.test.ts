import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/protocol/failures.ts';
import type { Handlers } from '../../../src/host/channel/handlers.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { deferred } from '../../support/deferred.ts';
import { until } from '../../support/until.ts';
import { openChannel, refusedStatus, socketTo } from '../../support/openChannel.ts';

const jobsList: Handlers<'jobs/list'> = { 'jobs/list': () => [] };

describe('the host channel', () => {
  test('answers a client that knows the token, and refuses others before the handshake', async () => {
    const { address, connect } = await openChannel(jobsList);
    const { client } = await connect();
    await expect(client.request('jobs/list', {})).resolves.toEqual([]);
    expect(await refusedStatus(socketTo({ ...address, token: 'wrong' }))).toBe(401);
    expect(await refusedStatus(socketTo(address, { headers: { origin: 'http://127.0.0.1' } }))).toBe(403);
    expect(await refusedStatus(socketTo(address, { headers: { host: 'evil.example' } }))).toBe(403);
    expect(await refusedStatus(socketTo(address, {}, '/'))).toBe(404);
    const page = await fetch(`http://127.0.0.1:${address.port}/v1`);
    expect(page.status).toBe(426);
    await expect(client.request('jobs/list', {})).resolves.toEqual([]);
  });

  test('an event reaches every client', async () => {
    const { channel, connect } = await openChannel(jobsList);
    const clients = await Promise.all([connect(), connect(), connect()]);
    const heard = clients.map(
      ({ client }) =>
        new Promise((resolve) => {
          client.onEvent('captures/changed', resolve);
        }),
    );
    channel.broadcast('captures/changed', { captures: [] });
    expect(await Promise.all(heard)).toEqual([{ captures: [] }, { captures: [] }, { captures: [] }]);
    expect(channel.clientCount()).toBe(3);
  });

  test('a client that is gone without a word is found, and others stay', async () => {
    // Long enough that a busy machine answers in time.
    const { channel, connect } = await openChannel(jobsList, 500);
    const [gone, good] = [await connect(), await connect()];
    // It reads no more, and so answers no ping.
    gone.socket.pause();
    await until(
      () => channel.clientCount() === 1,
      5_000,
      () => `${channel.clientCount()} clients`,
    );
    await expect(good.client.request('jobs/list', {})).resolves.toEqual([]);
  });

  test('more clients than it serves are refused', async () => {
    const { address, connect } = await openChannel(jobsList);
    for (let index = 0; index < limits.hostClientsMax.value; index += 1) await connect();
    expect(await refusedStatus(socketTo(address))).toBe(503);
  });

  test.each([
    ['a frame that is too big', Buffer.alloc(limits.hostFrameBytesMax.value + 1, 'x').toString(), 1009],
    ['a frame that is no JSON', '{"jsonrpc"', 1007],
    ['a binary frame', Buffer.alloc(8), 1003],
  ])('%s closes the connection and nothing else', async (_name, frame, code) => {
    const { connect } = await openChannel(jobsList);
    const [bad, good] = [await connect(), await connect()];
    bad.socket.send(frame);
    const [closedWith] = await once(bad.socket, 'close');
    expect(closedWith).toBe(code);
    await expect(good.client.request('jobs/list', {})).resolves.toEqual([]);
  });

  test('a close tells the clients and leaves no port open', async () => {
    const { channel, address, connect } = await openChannel(jobsList);
    const { client } = await connect();
    const told = new Promise<void>((resolve) => {
      client.onClose(resolve);
    });
    await channel.close();
    await told;
    await expect(fetch(`http://127.0.0.1:${address.port}/`)).rejects.toThrow('fetch failed');
  });

  test('a request under way ends with the connection', async () => {
    let aborted = (_reason: string) => {};
    const abortedWith = new Promise<string>((resolve) => {
      aborted = resolve;
    });
    const asked = deferred<void>();
    const { connect } = await openChannel({
      'targets/candidates': (_params, { signal }) => {
        signal.addEventListener('abort', () => aborted('left'));
        asked.resolve();
        return new Promise(() => undefined);
      },
    });
    const { client, socket } = await connect();
    client.request('targets/candidates', {}).catch(() => undefined);
    await asked.promise;
    socket.terminate();
    expect(await abortedWith).toBe('left');
  });

  test('failures cross with their code, what to do and the cause', async () => {
    const { connect, reported } = await openChannel({
      'targets/list': () => {
        throw new Failure('targetGone', 'process 4711 has ended', new Error('ESRCH'));
      },
      'jobs/list': () => {
        throw new TypeError('our own mistake');
      },
    });
    const { client } = await connect();
    const gone = await client.request('targets/list', {}).catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(Failure);
    expect(gone).toMatchObject({ code: 'targetGone', message: 'process 4711 has ended', cause: { message: 'ESRCH' } });
    await expect(client.request('jobs/list', {})).rejects.toMatchObject({ code: 'internal' });
    expect(reported).toEqual([new TypeError('our own mistake')]);
    await expect(client.request('heap/node', { captureId: 'x', nodeId: 1 })).rejects.toMatchObject({
      code: 'badRequest',
      message: "the host has no method 'heap/node'",
    });
  });
});
