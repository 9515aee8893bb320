import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHostLink, type HostLink } from '../../src/probe/hostLink.ts';
import { selfTime } from '../../src/probe/selfTime.ts';
import { limits } from '../../src/protocol/limits.ts';
import { lengthPrefix, messageSplitter } from '../../src/protocol/messageFrames.ts';
import { probeProtocol, type ProbeMessage, type ProbeWish } from '../../src/protocol/probeChannel.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const hello: ProbeMessage = { type: 'bye', left: ['stands for a hello'] };
const tick = (at: number): ProbeMessage => ({
  type: 'tick',
  at,
  values: [],
  collections: Array.from({ length: 50 }, () => [1_700_000_000_000, 1, 0.5] as const),
  dropped: 0,
  droppedCollections: 0,
  hasHeapdump: false,
});

let socketPath: string;
let server: Server;
let link: HostLink | undefined;
const ends: Socket[] = [];

beforeEach(() => {
  socketPath = path.join(temporaryFolder(), 's');
  server = createServer((socket) => ends.push(socket));
});
afterEach(() => {
  link?.close(undefined);
  for (const end of ends.splice(0)) end.destroy();
  server.close();
});

async function opened(onWish: (wish: ProbeWish) => void = () => undefined) {
  server.listen(socketPath);
  await once(server, 'listening');
  const happened: string[] = [];
  const waiters = new Set<() => void>();
  const note = (what: string) => {
    happened.push(what);
    for (const wake of waiters) wake();
  };
  const connected = once(server, 'connection');
  link = openHostLink(
    { socket: socketPath, hello: () => hello },
    selfTime((error) => note(String(error))),
    { onWelcome: () => note('welcome'), onWish, onGivenUp: () => note('given up') },
  );
  const [socket]: Socket[] = await connected;
  const until = (what: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (happened.includes(what)) resolve();
      };
      waiters.add(look);
      look();
    });
  return { socket, happened, until };
}

const say = (socket: Socket, wish: ProbeWish) => {
  const body = Buffer.from(JSON.stringify(wish));
  socket.write(Buffer.concat([lengthPrefix(body.byteLength), body]));
};

/** Reads messages as a host does; `next` gives them one by one. */
function reading(socket: Socket) {
  const splitter = messageSplitter(limits.probeMessageBytesMax.value);
  const queue: ProbeMessage[] = [];
  let wake = () => undefined as void;
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    queue.push(...splitter.accept(chunk).map((message) => JSON.parse(Buffer.from(message).toString()) as ProbeMessage));
    wake();
  });
  const next = async (): Promise<ProbeMessage> => {
    for (;;) {
      const message = queue.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { next, bytes: () => bytes };
}

test('nothing but hello is said before the welcome, and then all in order', async () => {
  const { socket, until } = await opened();
  const { next } = reading(socket);
  link?.send(tick(1));
  expect(await next()).toEqual(hello);
  say(socket, { type: 'welcome', protocol: probeProtocol, intervalMs: 100 });
  await until('welcome');
  link?.send(tick(2));
  expect([(await next()) as { at?: number }, (await next()) as { at?: number }].map(({ at }) => at)).toEqual([1, 2]);
});

test('a host that does not read gets a bounded part; the oldest of the rest is dropped and counted', async () => {
  const { socket, until } = await opened();
  const { next, bytes } = reading(socket);
  say(socket, { type: 'welcome', protocol: probeProtocol, intervalMs: 100 });
  await until('welcome');
  const sent = 1_000;
  for (let at = 0; at < sent; at += 1) link?.send(tick(at));
  await next();
  const first = (await next()) as { at: number };
  expect(first.at).toBe(0);
  const dropped = link?.droppedTicks() ?? 0;
  const taken = sent - dropped - limits.probeBacklogMessagesMax.value;
  expect(taken).toBeGreaterThan(10);
  for (let index = 1; index < taken; index += 1) expect(((await next()) as { at: number }).at).toBe(index);
  expect(bytes()).toBeLessThanOrEqual(limits.probeUnreadBytesMax.value + 4_096);
  // The host reads on: what waited comes, from the oldest that was kept.
  say(socket, { type: 'taken', messages: taken + 1 });
  expect(((await next()) as { at: number }).at).toBe(sent - limits.probeBacklogMessagesMax.value);
});

test('a refusal ends the line at once', async () => {
  const { socket, until } = await opened();
  say(socket, { type: 'refuse', reason: 'no' });
  await until('given up');
  link = undefined;
});

test('another protocol number ends the line', async () => {
  const { socket, until, happened } = await opened();
  say(socket, { type: 'welcome', protocol: probeProtocol + 1, intervalMs: 100 });
  await until('given up');
  expect(happened).not.toContain('welcome');
});

test('a broken line is opened again, and given up in time when nobody is there', async () => {
  const { socket, until } = await opened();
  const again = once(server, 'connection');
  socket.destroy();
  const [second]: Socket[] = await again;
  const startedAt = performance.now();
  server.close();
  second.destroy();
  await until('given up');
  expect(performance.now() - startedAt).toBeLessThan(limits.probeLeaveMs.value);
});
