import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { webSocketPort } from '../../src/channel/webSocketPort.ts';

async function socketPair(): Promise<{ near: WebSocket; far: WebSocket }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  await once(server, 'listening');
  const connected = once(server, 'connection');
  const address = server.address();
  if (typeof address === 'string' || address === null) throw new TypeError('a TCP server has a port');
  const near = new WebSocket(`ws://127.0.0.1:${address.port}`);
  await once(near, 'open');
  const [far] = await connected;
  onTestFinished(() => near.terminate());
  return { near, far };
}

describe('a port over a WebSocket', () => {
  test('carries text as text and binary as an ArrayBuffer of its own', async () => {
    const { near, far } = await socketPair();
    const frames: (string | ArrayBuffer)[] = [];
    const both = new Promise<void>((resolve) => {
      webSocketPort(near).listen({
        onFrame: (frame) => {
          frames.push(frame);
          if (frames.length === 2) resolve();
        },
        onClose: () => undefined,
      });
    });
    const port = webSocketPort(far);
    port.send('grüß');
    port.send(Uint8Array.of(1, 2, 3).buffer);
    await both;
    expect(frames).toEqual(['grüß', Uint8Array.of(1, 2, 3).buffer]);
  });

  test('tells its end with the reason, and sends nothing after it', async () => {
    const { near, far } = await socketPair();
    const port = webSocketPort(near);
    const reason = new Promise<string>((resolve) => {
      port.listen({ onFrame: () => undefined, onClose: resolve });
    });
    far.close(1001, 'the host ends');
    expect(await reason).toBe('the host ends');
    expect(() => port.send('late')).not.toThrow();
    port.close();
    const { near: other, far: killed } = await socketPair();
    const broken = new Promise<string>((resolve) => {
      webSocketPort(other).listen({ onFrame: () => undefined, onClose: resolve });
    });
    killed.terminate();
    expect(await broken).toBe('code 1006');
  });
});
