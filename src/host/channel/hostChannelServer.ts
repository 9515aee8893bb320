import { randomBytes } from 'node:crypto';
import { createServer, STATUS_CODES, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { hostProtocol, type HostAddress, type HostMethod } from '../../protocol/hostChannel.ts';
import { limits } from '../../protocol/limits.ts';
import { serveClient, type ClientConnection } from './clientConnection.ts';
import { dispatchOver } from './dispatch.ts';
import { refusalOf, type Refusal } from './gate.ts';
import type { Broadcast, Handlers } from './handlers.ts';

/** The host's end of the host channel. Parts may broadcast before it is open: nobody hears it then. */
export type HostChannelServer = {
  readonly broadcast: Broadcast;
  readonly clientCount: () => number;
  /** Live blocks not sent because a client was slow, over all clients so far. */
  readonly droppedBlocks: () => number;
  /** What the user should know of it: that some live samples are missing. */
  readonly notice: () => string | undefined;
  /** Opens a random port of 127.0.0.1 and lets clients in. */
  readonly open: (handlers: Partial<Handlers<HostMethod>>) => Promise<HostAddress>;
  readonly close: () => Promise<void>;
};

const tokenBytes = 16;
/** How long a client may take to answer the closing handshake. */
const closeGraceMs = 200;

function refuse(socket: Duplex, { status, reason }: Refusal): void {
  const body = `${reason}\n`;
  socket.on('error', () => undefined);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Closes clients that have not answered the last ping. Returns its stop. */
function watchForDeadClients(sockets: ReadonlySet<WebSocket>, pingMs: number): () => void {
  const awaited = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (awaited.has(socket)) {
        socket.terminate();
        continue;
      }
      awaited.add(socket);
      socket.once('pong', () => awaited.delete(socket));
      socket.ping();
    }
  }, pingMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** A server that is not open yet. `report` hears of our own mistakes while a request is served. */
export function hostChannelServer(
  report: (error: unknown) => void,
  pingMs: number = limits.clientPingMs.value,
): HostChannelServer {
  const token = randomBytes(tokenBytes).toString('base64url');
  const http = createServer((_request, response) => {
    response
      .writeHead(426, { connection: 'close', 'content-type': 'text/plain' })
      .end('the host channel is a WebSocket\n');
  });
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.hostFrameBytesMax.value,
    perMessageDeflate: false,
  });
  const clients = new Map<WebSocket, ClientConnection>();
  let nextClientId = 1;
  let droppedByGone = 0;
  let stopWatching = () => {};

  const open: HostChannelServer['open'] = async (handlers) => {
    const dispatch = dispatchOver(handlers);
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen({ port: 0, host: '127.0.0.1' }, resolve);
    });
    // A listening TCP server has an address of this kind.
    const { port } = http.address() as AddressInfo;
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const isFull = clients.size >= limits.hostClientsMax.value;
      const refusal =
        refusalOf(request, { port, token }) ??
        (isFull ? ({ status: 503, reason: 'the host has as many clients as it serves' } as const) : undefined);
      if (refusal !== undefined) return refuse(socket, refusal);
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = serveClient(webSocket, nextClientId, dispatch, report);
        nextClientId += 1;
        clients.set(webSocket, connection);
        webSocket.on('close', () => {
          clients.delete(webSocket);
          droppedByGone += connection.droppedBlocks();
        });
      });
    });
    stopWatching = watchForDeadClients(webSockets.clients, pingMs);
    return { port, token, protocol: hostProtocol };
  };

  const droppedBlocks = () => [...clients.values()].reduce((sum, one) => sum + one.droppedBlocks(), droppedByGone);
  return {
    open,
    droppedBlocks,
    notice: () => {
      const dropped = droppedBlocks();
      return dropped === 0
        ? undefined
        : `${dropped} blocks of live samples were not sent: a client was too slow for them.`;
    },
    broadcast: (name, event) => {
      for (const connection of clients.values()) connection.sendEvent(name, event);
    },
    clientCount: () => clients.size,
    close: async () => {
      stopWatching();
      for (const connection of clients.values()) connection.end();
      webSockets.close();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      const gone = [...webSockets.clients].map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      );
      const giveUp = setTimeout(() => {
        for (const socket of webSockets.clients) socket.terminate();
      }, closeGraceMs);
      await Promise.all([closed, ...gone]);
      clearTimeout(giveUp);
    },
  };
}
