import 'vscode-jsonrpc/node';
import { describe, expect, test } from 'vitest';
import { hostClientOver } from '../../src/channel/hostClient.ts';
import { encodeColumnBlock } from '../../src/protocol/columnBlock.ts';
import { Failure, failureErrorCode } from '../../src/protocol/failures.ts';
import { framePipe } from '../support/framePipe.ts';

type Message = { readonly id?: number; readonly method?: string; readonly params?: Record<string, unknown> };

/** A client whose far end the test plays itself, frame by frame. */
function playedHost(onMessage: (message: Message, send: (message: object) => void) => void) {
  const [near, far] = framePipe();
  const send = (message: object) => far.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  far.listen({
    onFrame: (frame) => {
      if (typeof frame === 'string') for (const message of [JSON.parse(frame)].flat()) onMessage(message, send);
    },
    onClose: () => undefined,
  });
  return { client: hostClientOver(near), far, send };
}

describe('a client of the host', () => {
  test('a failure arrives as a Failure with its cause', async () => {
    const { client } = playedHost(({ id }, send) => {
      const data = { code: 'diskFull', message: 'no space', next: 'Free some.', cause: 'ENOSPC' };
      send({ id, error: { code: failureErrorCode, message: 'no space', data } });
    });
    const error = await client.request('jobs/list', {}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: 'diskFull', message: 'no space', cause: { message: 'ENOSPC' } });
  });

  test('an error that is no failure stays what it is', async () => {
    const { client } = playedHost(({ id }, send) =>
      send({ id, error: { code: failureErrorCode, message: 'odd', data: { code: 'toString', message: '' } } }),
    );
    const error = await client.request('jobs/list', {}).catch((reason: unknown) => reason);
    expect(error).not.toBeInstanceOf(Failure);
    expect(error).toMatchObject({ message: 'odd' });
  });

  test('a cancelled request tells the host and rejects with the reason', async () => {
    const methods: (string | undefined)[] = [];
    const { client } = playedHost(({ id, method, params }, send) => {
      methods.push(method);
      if (method === '$/cancelRequest') send({ id: params?.['id'], error: { code: -32_800, message: 'cancelled' } });
      else methods.push(`id ${typeof id}`);
    });
    const controller = new AbortController();
    const request = client.request('jobs/list', {}, { signal: controller.signal });
    controller.abort(new Error('moved on'));
    await expect(request).rejects.toThrow('moved on');
    expect(methods).toEqual(['jobs/list', 'id number', '$/cancelRequest']);
    await expect(client.request('jobs/list', {}, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    );
    expect(methods).toHaveLength(3);
  });

  test('progress of one request is not heard by another', async () => {
    const { client } = playedHost(({ id, params }, send) => {
      const progress = { label: 'reading', done: Number(params?.['nodeId']), total: null, unit: 'count' };
      send({ method: 'progress', params: { token: params?.['progress'], progress } });
      send({ id, result: {} });
    });
    const heard: string[] = [];
    await Promise.all(
      [1, 2].map((nodeId) =>
        client.request(
          'heap/node',
          { captureId: 'c', nodeId },
          { onProgress: ({ done }) => heard.push(`${nodeId}: ${done}`) },
        ),
      ),
    );
    expect(heard.toSorted()).toEqual(['1: 1', '2: 2']);
  });

  test('answers of one kind find their own rows, live blocks go to their listeners', async () => {
    const block = (blockId: number) =>
      encodeColumnBlock({
        head: { kind: 'answer', blockId },
        columns: [{ name: 'at', values: Uint8Array.of(blockId) }],
      });
    let nextId = 1;
    const { client, far } = playedHost(({ id }, send) => {
      far.send(block(nextId).buffer);
      send({ id, result: { blockId: nextId, length: 1, dropped: 0 } });
      nextId += 1;
    });
    const live: string[] = [];
    const stop = client.onBlock(({ head }) => live.push(head.kind));
    const sample = encodeColumnBlock({ head: { kind: 'samples', targetId: 't' }, columns: [] }).buffer;
    far.send(sample);
    stop();
    far.send(sample);
    const asked = { targetId: 't', fromAt: 0, toAt: 1 };
    const rows = await Promise.all([
      client.requestBlock('collections/range', asked),
      client.requestBlock('collections/range', asked),
    ]);
    expect(rows.map(({ block: { columns } }) => columns[0].values[0])).toEqual([1, 2]);
    expect(live).toEqual(['samples']);
  });

  test('rows that did not come are a failure', async () => {
    const { client } = playedHost(({ id }, send) => send({ id, result: { blockId: 9, length: 1, dropped: 0 } }));
    const request = client.requestBlock('collections/range', { targetId: 't', fromAt: 0, toAt: 1 });
    await expect(request).rejects.toMatchObject({ code: 'internal' });
  });

  test('events are heard until stopped, and the end once', async () => {
    const { client, far, send } = playedHost(() => undefined);
    const heard: unknown[] = [];
    const twice = new Promise<void>((resolve) => {
      client.onEvent('captures/changed', (event) => {
        heard.push(event);
        if (heard.length === 2) resolve();
      });
    });
    const stop = client.onEvent('captures/changed', () => heard.push('stopped'));
    stop();
    send({ method: 'captures/changed', params: { captures: [] } });
    send({ method: 'captures/changed', params: { captures: [] } });
    await twice;
    expect(heard).toEqual([{ captures: [] }, { captures: [] }]);
    let closed = 0;
    client.onClose(() => {
      closed += 1;
    });
    const unanswered = client.request('jobs/list', {});
    const outcome = expect(unanswered).rejects.toMatchObject({ code: 'hostGone' });
    far.close();
    await outcome;
    expect(closed).toBe(1);
  });
});
