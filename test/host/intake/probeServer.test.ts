import { once } from 'node:events';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProbeServer, type ProbeHello, type ProbeServer } from '../../../src/host/intake/probeServer.ts';
import { socketPlace } from '../../../src/host/intake/socketPlace.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { metricIds } from '../../../src/protocol/metrics.ts';
import { lengthPrefix, messageSplitter } from '../../../src/protocol/messageFrames.ts';
import { probeProtocol, type ProbeMessage, type ProbeWish } from '../../../src/protocol/probeChannel.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

let server: ProbeServer;
let refusal: string | undefined;
let happened: string[];
const sockets: Socket[] = [];

beforeEach(async () => {
  refusal = undefined;
  happened = [];
  server = await openProbeServer({
    onHello: ({ hello }) => {
      happened.push(`hello ${hello.pid}`);
      return refusal;
    },
    onReport: ({ hello }, report) => happened.push(`${report.type} of ${hello.pid}`),
    onClose: ({ hello }) => happened.push(`close ${hello.pid}`),
    onTurnedAway: (reason) => happened.push(`away: ${reason}`),
  });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

const helloOf = (change: Partial<ProbeHello> = {}): ProbeHello => ({
  type: 'hello',
  protocol: probeProtocol,
  token: server.token,
  pid: 7,
  threadId: 0,
  startedAt: 1,
  nodeVersion: '24.0.0',
  v8Version: '13',
  command: ['node'],
  folder: '/',
  way: 'launched',
  hasHeapdump: false,
  ...change,
});
const tick: ProbeMessage = {
  type: 'tick',
  at: 1,
  values: metricIds.map(() => 1),
  collections: [],
  dropped: 0,
  droppedCollections: 0,
  hasHeapdump: false,
};
const framed = (value: unknown) => {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return Buffer.concat([lengthPrefix(body.byteLength), body]);
};

async function connected() {
  const socket = connect({ path: server.socket });
  sockets.push(socket);
  const wishes: ProbeWish[] = [];
  const splitter = messageSplitter(1_000_000);
  socket.on('data', (chunk) => {
    for (const message of splitter.accept(chunk)) wishes.push(JSON.parse(Buffer.from(message).toString()));
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, wishes, closed: once(socket, 'close') };
}

test('the socket stands in a folder that only its owner may enter, and goes with the server', async () => {
  const folder = path.dirname(server.socket);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  await server.close();
  expect(existsSync(folder)).toBe(false);
  server = await openProbeServer({
    onHello: () => undefined,
    onReport: () => undefined,
    onClose: () => undefined,
    onTurnedAway: () => undefined,
  });
});

test('folders of hosts that were killed are removed, and those of running ones are not', () => {
  const folder = temporaryFolder();
  // No system gives out a pid this large.
  const abandoned = path.join(folder, 'pitstop-probe-99999999-aaaaaa');
  const running = path.join(folder, `pitstop-probe-${process.ppid}-aaaaaa`);
  for (const each of [abandoned, running, path.join(folder, 'other')]) mkdirSync(each);
  const place = socketPlace(folder);
  expect([existsSync(abandoned), existsSync(running), existsSync(path.join(folder, 'other'))]).toEqual([
    false,
    true,
    true,
  ]);
  place.remove();
  expect(existsSync(path.dirname(place.socket))).toBe(false);
});

test('a probe is welcomed, heard, and told what was read', async () => {
  const { socket, wishes, closed } = await connected();
  socket.write(framed(helloOf()));
  for (let sent = 0; sent < 15; sent += 1) socket.write(framed(tick));
  await expect.poll(() => wishes.filter(({ type }) => type === 'taken')).not.toEqual([]);
  await expect.poll(() => happened.length).toBe(16);
  expect(wishes[0]).toEqual({ type: 'welcome', protocol: probeProtocol, intervalMs: limits.sampleIntervalMs.value });
  const taken = wishes.reduce((sum, wish) => sum + (wish.type === 'taken' ? wish.messages : 0), 0);
  expect(taken).toBeGreaterThanOrEqual(8);
  expect(taken).toBeLessThanOrEqual(16);
  socket.end();
  await closed;
  await expect.poll(() => happened.at(-1)).toBe('close 7');
});

test.each([
  ['a wrong token', () => helloOf({ token: 'x'.repeat(32) }), 'a probe with a wrong token'],
  ['another protocol', () => helloOf({ protocol: 99 }), 'process 7 has a probe of protocol 99'],
  ['a report before hello', () => tick, 'a report before hello'],
  ['what is not JSON', () => 'xx', 'not JSON'],
])('%s is refused with a plain word, and the connection ends', async (_name, message, reason) => {
  const { socket, wishes, closed } = await connected();
  socket.write(framed(message()));
  await closed;
  expect(happened).toEqual([expect.stringContaining(`away: ${reason}`)]);
  expect(wishes).toEqual([{ type: 'refuse', reason: expect.stringContaining(reason) }]);
});

test('a message over the limit closes the connection before its bytes are read', async () => {
  const { socket, closed } = await connected();
  socket.write(framed(helloOf()));
  await expect.poll(() => happened).toEqual(['hello 7']);
  socket.write(lengthPrefix(limits.probeMessageBytesMax.value + 1));
  await closed;
  await expect.poll(() => happened).toEqual(['hello 7', expect.stringMatching(/^away: a message of/), 'close 7']);
});

test('a refused probe hears why, and its going is not told', async () => {
  refusal = 'full';
  const { socket, wishes, closed } = await connected();
  socket.write(framed(helloOf()));
  await closed;
  expect(wishes).toEqual([{ type: 'refuse', reason: 'full' }]);
  expect(happened).toEqual(['hello 7', 'away: full']);
});

test('a connection that says nothing is hung up on', async () => {
  const { closed } = await connected();
  await closed;
  expect(happened).toEqual(['away: a connection that never said hello']);
});
