import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { evaluateOnce, inspectorUrl } from '../../../src/host/session/inspectorSession.ts';

/** A server that looks like an inspector from outside, and gives these answers. */
async function impostor(list: string, messages: readonly string[] = []): Promise<number> {
  const server = createServer((_request, response) => response.end(list));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    for (const message of messages) socket.send(message);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  // A listening TCP server has an address of this kind.
  return (server.address() as AddressInfo).port;
}

test.each(['hello', '{}', '[]', '[{"webSocketDebuggerUrl":7}]', '[{"webSocketDebuggerUrl":"no address"}]'])(
  'a server that answers %s is no inspector',
  async (list) => {
    expect(await inspectorUrl(await impostor(list), 2_000)).toBeUndefined();
  },
);

test('what is no answer is passed over, and the answer taken', async () => {
  const answer = JSON.stringify({ id: 1, result: { result: { value: 'started' } } });
  const port = await impostor('[]', ['not JSON', '7', '{"method":"Runtime.executionContextCreated"}', answer]);
  expect(await evaluateOnce(`ws://127.0.0.1:${port}/`, '1', 2_000)).toEqual({ value: 'started' });
});

test('a promise that is not kept in time is late; where nothing answers, nothing is known', async () => {
  const listening = JSON.stringify({ id: 2, result: { result: { value: 0 } } });
  const busy = await impostor('[]', [listening]);
  expect(await evaluateOnce(`ws://127.0.0.1:${busy}/`, '1', 200)).toEqual({ isLate: true });
  expect(await evaluateOnce(`ws://127.0.0.1:${await impostor('[]')}/`, '1', 200)).toBeUndefined();
});
