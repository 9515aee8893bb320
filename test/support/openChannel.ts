import 'vscode-jsonrpc/node';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { hostClientOver, type HostClient } from '../../src/channel/hostClient.ts';
import { webSocketPort } from '../../src/channel/webSocketPort.ts';
import type { Handlers } from '../../src/host/channel/handlers.ts';
import { hostChannelServer, type HostChannelServer } from '../../src/host/channel/hostChannelServer.ts';
import type { HostAddress, HostMethod } from '../../src/protocol/hostChannel.ts';

/** A WebSocket to a host, with headers of choice. */
export function socketTo({ port, token }: HostAddress, options: WebSocket.ClientOptions = {}, path = '/v1'): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    perMessageDeflate: false,
    ...options,
    headers: { authorization: `Bearer ${token}`, ...options.headers },
  });
}

/** The HTTP status with which a host refuses a WebSocket. */
export async function refusedStatus(socket: WebSocket): Promise<number> {
  const [, response] = await once(socket, 'unexpected-response');
  socket.on('error', () => undefined);
  socket.terminate();
  return response.statusCode;
}

/** A client of a host, on a socket that a test can look at. */
export async function clientTo(address: HostAddress): Promise<{ client: HostClient; socket: WebSocket }> {
  const socket = socketTo(address);
  await once(socket, 'open');
  return { client: hostClientOver(webSocketPort(socket)), socket };
}

export type OpenChannel = {
  readonly channel: HostChannelServer;
  readonly address: HostAddress;
  readonly connect: () => Promise<{ client: HostClient; socket: WebSocket }>;
  /** What was reported as a mistake of the host. */
  readonly reported: readonly unknown[];
};

/** A real channel in this process, with some handlers; closed after the test. */
export async function openChannel(handlers: Partial<Handlers<HostMethod>>, pingMs?: number): Promise<OpenChannel> {
  const reported: unknown[] = [];
  const channel = hostChannelServer((error) => reported.push(error), pingMs);
  const address = await channel.open(handlers);
  onTestFinished(channel.close);
  return { channel, address, reported, connect: () => clientTo(address) };
}
