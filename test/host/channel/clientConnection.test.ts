import { describe, expect, test } from 'vitest';
import type { Client } from '../../../src/host/channel/handlers.ts';
import type { ColumnBlock } from '../../../src/protocol/columnBlock.ts';
import type { Progress } from '../../../src/protocol/jobs.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { deferred } from '../../support/deferred.ts';
import { openChannel } from '../../support/openChannel.ts';

const followed = { targetId: 't' };
const liveBlock = (bytes: number): ColumnBlock => ({
  head: { kind: 'samples', targetId: 't' },
  columns: [{ name: 'at', values: new Float64Array(bytes / 8) }],
});

describe('one client', () => {
  test('a cancelled request aborts its work and rejects at once', async () => {
    const begun = deferred<AbortSignal>();
    const { connect, reported } = await openChannel({
      'targets/candidates': (_params, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped half way')));
          begun.resolve(signal);
        }),
      'jobs/list': () => [],
    });
    const { client } = await connect();
    const controller = new AbortController();
    const request = client.request('targets/candidates', {}, { signal: controller.signal });
    const signal = await begun.promise;
    expect(signal.aborted).toBe(false);
    controller.abort();
    await expect(request).rejects.toMatchObject({ name: 'AbortError' });
    expect(signal.aborted).toBe(true);
    expect(reported).toEqual([]);
    await expect(client.request('jobs/list', {})).resolves.toEqual([]);
  });

  test('progress goes to the client that asked, and to no other', async () => {
    const { connect } = await openChannel({
      'heap/figures': (_params, { progress }) => {
        for (let done = 0; done <= 100; done += 1) progress({ label: 'reading', done, total: 100, unit: 'count' });
        return {
          fileBytes: 1,
          nodeCount: 1,
          edgeCount: 1,
          shallowSize: 1,
          classCount: 1,
          problems: [],
        };
      },
    });
    const [asking, other] = [await connect(), await connect()];
    const heard: Progress[] = [];
    const overheard: unknown[] = [];
    other.client.onEvent('progress', (event) => overheard.push(event));
    await asking.client.request('heap/figures', { captureId: 'c' }, { onProgress: (progress) => heard.push(progress) });
    expect(heard.at(-1)).toEqual({ label: 'reading', done: 100, total: 100, unit: 'count' });
    expect(heard.length).toBeLessThan(20);
    await expect(other.client.request('heap/figures', { captureId: 'c' })).resolves.toMatchObject({ nodeCount: 1 });
    expect(overheard).toEqual([]);
  });

  test('rows come as a block with the answer', async () => {
    const { connect } = await openChannel({
      'collections/range': (_params, { client }) => ({
        blockId: client.sendAnswerBlock([{ name: 'at', values: Float64Array.of(1, 2, 3) }]),
        length: 3,
        dropped: 0,
      }),
    });
    const { client } = await connect();
    const asked = { targetId: 't', fromAt: 0, toAt: 9 };
    const both = await Promise.all([
      client.requestBlock('collections/range', asked),
      client.requestBlock('collections/range', asked),
    ]);
    expect(both.map(({ block }) => block.columns)).toEqual([
      [{ name: 'at', values: Float64Array.of(1, 2, 3) }],
      [{ name: 'at', values: Float64Array.of(1, 2, 3) }],
    ]);
    expect(both[0].answer.blockId).not.toBe(both[1].answer.blockId);
  });

  test('a slow client loses live blocks, which are counted, and no result', async () => {
    const blockBytes = 1024 * 1024;
    const sent = 64;
    const { channel, connect } = await openChannel({
      'live/follow': (_params, { client }) => {
        for (let index = 0; index < sent; index += 1) client.sendLiveBlock(liveBlock(blockBytes));
        return {};
      },
      'collections/range': (_params, { client }) => ({
        blockId: client.sendAnswerBlock([{ name: 'at', values: Float64Array.of(7) }]),
        length: 1,
        dropped: 0,
      }),
    });
    const { client, socket } = await connect();
    let received = 0;
    client.onBlock(() => {
      received += 1;
    });
    socket.pause();
    const follow = client.request('live/follow', followed);
    const rows = client.requestBlock('collections/range', { targetId: 't', fromAt: 0, toAt: 9 });
    socket.resume();
    await follow;
    expect((await rows).block.columns[0].values).toEqual(Float64Array.of(7));
    // The system's own buffers take a few MB more.
    expect(received * blockBytes).toBeGreaterThanOrEqual(limits.clientBufferBytesMax.value);
    expect(received).toBeLessThan(sent / 2);
    expect(channel.droppedBlocks()).toBe(sent - received);
    expect(channel.notice()).toContain(`${sent - received} blocks`);
    socket.terminate();
    await new Promise<void>((resolve) => {
      client.onClose(resolve);
    });
    expect(channel.droppedBlocks()).toBe(sent - received);
  });

  test('more open requests than a client may have are refused', async () => {
    const release = deferred<[]>();
    const { connect } = await openChannel({ 'targets/candidates': () => release.promise, 'jobs/list': () => [] });
    const { client } = await connect();
    const open = Array.from({ length: limits.clientRequestsMax.value }, () => client.request('targets/candidates', {}));
    await expect(client.request('jobs/list', {})).rejects.toMatchObject({ code: 'limitReached' });
    release.resolve([]);
    expect(await Promise.all(open)).toHaveLength(limits.clientRequestsMax.value);
    await expect(client.request('jobs/list', {})).resolves.toEqual([]);
  });

  test('who holds something for a client hears of its end', async () => {
    const ends: number[] = [];
    let known: Client | undefined;
    const ended = deferred<void>();
    const { connect } = await openChannel({
      'live/follow': (_params, { client }) => {
        known = client;
        client.onClose(() => {
          ends.push(client.clientId);
          ended.resolve();
        });
        return {};
      },
    });
    const { client } = await connect();
    await client.request('live/follow', followed);
    client.close();
    await ended.promise;
    known?.onClose(() => ends.push(-1));
    expect(ends).toEqual([known?.clientId, -1]);
    known?.sendLiveBlock(liveBlock(8));
    expect(known?.sendAnswerBlock([])).toBeGreaterThan(0);
  });
});
