import 'vscode-jsonrpc/node';
import { describe, expect, test } from 'vitest';
import { frameConnection } from '../../src/channel/frameConnection.ts';
import type { FramePort } from '../../src/channel/framePort.ts';
import { limits } from '../../src/protocol/limits.ts';
import { framePipe } from '../support/framePipe.ts';

describe('JSON-RPC over frames', () => {
  test('text frames are messages, binary frames pass beside them in order', async () => {
    const [near, far] = framePipe();
    const seen: string[] = [];
    const asking = frameConnection(near, (frame) => seen.push(`binary ${frame.byteLength}`));
    const answering = frameConnection(far, () => undefined);
    answering.onRequest('double', (value: number) => {
      far.send(new ArrayBuffer(8));
      return value * 2;
    });
    asking.listen();
    answering.listen();
    seen.push(`answer ${await asking.sendRequest<number>('double', 21)}`);
    expect(seen).toEqual(['binary 8', 'answer 42']);
  });

  test('messages of one turn travel in one frame, and arrive one by one', async () => {
    const [near, far] = framePipe();
    const frames: (string | ArrayBuffer)[] = [];
    const counted: FramePort = { ...near, send: (frame) => (frames.push(frame), near.send(frame)) };
    const telling = frameConnection(counted, () => undefined);
    const hearing = frameConnection(far, () => undefined);
    const heard: number[] = [];
    const all = new Promise<void>((resolve) => {
      hearing.onNotification('number', (value: number) => {
        heard.push(value);
        if (value === 99) resolve();
      });
    });
    telling.listen();
    hearing.listen();
    for (let value = 0; value < 100; value += 1) void telling.sendNotification('number', value);
    await all;
    expect(heard).toEqual(Array.from({ length: 100 }, (_, value) => value));
    expect(frames).toHaveLength(1);
    const long = 'x'.repeat(limits.panelFrameBytesMax.value / 4);
    for (let part = 0; part < 8; part += 1) void telling.sendNotification('text', long);
    await telling.sendNotification('text', '');
    expect(frames.length).toBeGreaterThan(2);
    for (const frame of frames)
      expect(typeof frame === 'string' ? frame.length : 0).toBeLessThan(limits.panelFrameBytesMax.value + 100);
  });

  test('a frame that is no JSON is an error, and not the end', async () => {
    const [near, far] = framePipe();
    const connection = frameConnection(near, () => undefined);
    const errors: string[] = [];
    connection.onError(([error]) => errors.push(error.name));
    const told = new Promise((resolve) => {
      connection.onNotification('hello', resolve);
    });
    connection.listen();
    far.send('{"jsonrpc"');
    far.send(JSON.stringify({ jsonrpc: '2.0', method: 'hello', params: ['there'] }));
    expect(await told).toBe('there');
    expect(errors).toEqual(['SyntaxError']);
  });

  test('the end of the port is the end of the connection', () => {
    const [near, far] = framePipe();
    const connection = frameConnection(near, () => undefined);
    let closed = 0;
    connection.onClose(() => {
      closed += 1;
    });
    connection.listen();
    far.close();
    expect(closed).toBe(1);
  });
});
