import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { limits } from '../../protocol/limits.ts';
import { lengthPrefix, messageSplitter } from '../../protocol/messageFrames.ts';
import { probeProtocol, type ProbeMessage, type ProbeWish } from '../../protocol/probeChannel.ts';
import { probeMessage } from './probeMessage.ts';
import { socketPlace } from './socketPlace.ts';

export type ProbeHello = Extract<ProbeMessage, { type: 'hello' }>;
export type ProbeReport = Exclude<ProbeMessage, ProbeHello>;

/** A probe that has proven itself. */
export type ProbeConnection = {
  readonly hello: ProbeHello;
  readonly send: (wish: ProbeWish) => void;
  readonly close: () => void;
};

export type ProbeServerListener = {
  /** A probe came in. Gives the reason for refusing it, in a sentence, or undefined to welcome it. */
  readonly onHello: (connection: ProbeConnection) => string | undefined;
  readonly onReport: (connection: ProbeConnection, report: ProbeReport) => void;
  readonly onClose: (connection: ProbeConnection) => void;
  /** Something came that was no probe of ours, and was turned away. */
  readonly onTurnedAway: (reason: string) => void;
};

/** The door for probes. */
export type ProbeServer = {
  readonly socket: string;
  readonly token: string;
  /** Hangs up on all, and takes the socket away. */
  readonly close: () => Promise<void>;
};

/** How much is read before the probe is told so: each telling wakes the program. */
const takenEvery = { messages: 8, bytes: limits.probeUnreadBytesMax.value / 4 } as const;

const connectionsMax = limits.targetsMax.value * 4;

function send(socket: Socket, wish: ProbeWish): void {
  if (!socket.writable) return;
  const body = Buffer.from(JSON.stringify(wish), 'utf8');
  socket.write(Buffer.concat([lengthPrefix(body.byteLength), body]));
}

function isSame(token: string, given: string): boolean {
  const expected = Buffer.from(token);
  const actual = Buffer.from(given);
  return expected.byteLength === actual.byteLength && timingSafeEqual(expected, actual);
}

/** One connection from its first byte: nothing of it is believed before its hello is proven. */
function receive(socket: Socket, token: string, listener: ProbeServerListener): void {
  const splitter = messageSplitter(limits.probeMessageBytesMax.value);
  let connection: ProbeConnection | undefined;
  let untold = { messages: 0, bytes: 0 };
  const taken = (messages: number, bytes: number) => {
    untold = { messages: untold.messages + messages, bytes: untold.bytes + bytes };
    if (untold.messages < takenEvery.messages && untold.bytes < takenEvery.bytes) return;
    send(socket, { type: 'taken', messages: untold.messages });
    untold = { messages: 0, bytes: 0 };
  };
  const turnAway = (reason: string) => {
    listener.onTurnedAway(reason);
    send(socket, { type: 'refuse', reason });
    socket.destroySoon();
  };
  const greet = (hello: ProbeHello) => {
    // A wrong token learns nothing, not even our protocol.
    if (!isSame(token, hello.token)) return turnAway('a probe with a wrong token');
    if (hello.protocol !== probeProtocol)
      return turnAway(
        `process ${hello.pid} has a probe of protocol ${hello.protocol}; this host speaks ${probeProtocol}: restart the older of the two`,
      );
    const greeted: ProbeConnection = {
      hello,
      send: (wish) => send(socket, wish),
      close: () => socket.destroy(),
    };
    const refusal = listener.onHello(greeted);
    if (refusal !== undefined) return turnAway(refusal);
    connection = greeted;
    return send(socket, {
      type: 'welcome',
      protocol: probeProtocol,
      intervalMs: limits.sampleIntervalMs.value,
    });
  };
  const deadline = setTimeout(() => turnAway('a connection that never said hello'), limits.probeLeaveMs.value);
  deadline.unref();
  socket.on('data', (chunk) => {
    try {
      const messages = splitter.accept(chunk);
      for (const bytes of messages) {
        if (socket.destroyed || !socket.writable) return;
        const message = probeMessage(bytes);
        if (message.type === 'hello') {
          clearTimeout(deadline);
          greet(message);
        } else if (connection === undefined) {
          turnAway('a report before hello');
        } else {
          listener.onReport(connection, message);
        }
      }
      taken(messages.length, chunk.byteLength);
    } catch (error) {
      // Too long, or not a message: the stream cannot be believed any more.
      turnAway(error instanceof Error ? error.message : String(error));
    }
  });
  // The close that follows says the same.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearTimeout(deadline);
    if (connection !== undefined) listener.onClose(connection);
  });
}

/** Opens the door for probes. Rejects where the socket cannot be made. */
export async function openProbeServer(listener: ProbeServerListener): Promise<ProbeServer> {
  const place = socketPlace();
  const token = randomBytes(16).toString('hex');
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    receive(socket, token, listener);
  });
  server.maxConnections = connectionsMax;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(place.socket, resolve);
    });
  } catch (error) {
    place.remove();
    throw error;
  }
  return {
    socket: place.socket,
    token,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      place.remove();
    },
  };
}
