import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { RequestContext } from '../../src/host/channel/handlers.ts';
import { isLoopback, loadHandlers, openLoads } from '../../src/host/load/loadHandlers.ts';
import type { LoadPlan } from '../../src/protocol/loadRun.ts';

const workerFile = new URL('../../src/host/load/loadWorker.ts', import.meta.url);
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const plan: LoadPlan = {
  url: '',
  connections: 4,
  ratePerSecond: null,
  arrivals: 'fixed',
  seconds: 0.5,
  warmupSeconds: 0,
  iterationsMax: null,
  method: 'GET',
  headers: {},
  body: null,
  script: null,
  timeoutSeconds: 2,
};

function load(change: Partial<LoadPlan>, signal = new AbortController().signal, allowRemote = false) {
  const seen: number[] = [];
  // The driver uses nothing of a client but its signal and its progress.
  const context = { signal, progress: ({ done }) => seen.push(done) } as Partial<RequestContext> as RequestContext;
  const running = loadHandlers(openLoads(workerFile))['load/run'](
    { plan: { ...plan, ...change }, allowRemote },
    context,
  );
  return { running: Promise.resolve(running), seen };
}

describe('the load driver', () => {
  test('closed, over connections that are kept', async () => {
    const ports = new Set<number | undefined>();
    let count = 0;
    const address = await serve(
      createServer((request, response) => {
        count += 1;
        ports.add(request.socket.remotePort);
        response.end('ok');
      }),
    );
    const { running, seen } = load({ url: `http://${address}/` });
    const run = await running;
    expect(run.errors).toBe(0);
    expect(run.completed).toBe(count);
    expect(run.completed).toBeGreaterThan(50);
    expect(ports.size).toBe(4);
    expect(run.latencyMs?.p50).toBeLessThanOrEqual(run.latencyMs?.p99 ?? 0);
    expect(run.latencyMs?.p999).toBeLessThanOrEqual(run.latencyMs?.max ?? 0);
    expect(run.notes.join()).toMatch(/share \d+ cores/);
    expect(seen.length).toBeGreaterThan(0);
  });

  test('open: a server that stands still once shows it in the high percentiles', async () => {
    let count = 0;
    const address = await serve(
      createServer((_, response) => {
        count += 1;
        if (count !== 10) {
          response.end('ok');
          return;
        }
        const until = performance.now() + 300;
        while (performance.now() < until) response.getHeaderNames();
        response.end('ok');
      }),
    );
    const run = await load({ url: `http://${address}/`, ratePerSecond: 100, connections: 2, seconds: 1 }).running;
    expect(run).toMatchObject({ offered: 100, completed: 100, corrected: true });
    // About 30 of 100 were due while it stood still, though only two connections met it.
    expect(run.latencyMs?.p90).toBeGreaterThan(100);
    expect(run.latencyMs?.max).toBeGreaterThan(290);
  });

  test('a script over HTTP sends its alternatives in turn and demands an answer', async () => {
    const bodies = new Set<string>();
    const address = await serve(
      createServer((request, response) => {
        let body = '';
        request.on('data', (part) => (body += part));
        request.on('end', () => {
          bodies.add(body);
          response.end(`got ${body}`);
        });
      }),
    );
    const run = await load({
      url: `http://${address}/turns`,
      connections: 1,
      iterationsMax: 4,
      script: [{ send: ['one ${n}', 'two ${n}'] }, { await: 'got (one|two) \\d' }, { think: 5 }, { get: '/health' }],
    }).running;
    expect(run).toMatchObject({ completed: 4, errors: 0 });
    expect(bodies).toEqual(new Set(['one 0', 'two 1', 'one 2', 'two 3', '']));
  });

  test('a script over a WebSocket has a connection for each iteration', async () => {
    const server = createServer();
    const front = new WebSocketServer({ server });
    let connections = 0;
    front.on('connection', (socket) => {
      connections += 1;
      socket.on('message', (data: Buffer) => {
        for (const part of ['a', 'b', `done ${data.toString('utf8')}`]) socket.send(part);
      });
    });
    const address = await serve(server);
    const run = await load({
      url: `ws://${address}/chat`,
      iterationsMax: 12,
      script: [{ send: 'turn ${n}' }, { await: '^done turn' }, { send: 'again' }, { await: '^done again' }],
    }).running;
    expect(run).toMatchObject({ offered: 12, completed: 12, errors: 0 });
    expect(connections).toBe(12);
    front.close();
  });

  test('refusals and silence are errors with their reason', async () => {
    const address = await serve(
      createServer((request, response) => {
        if (request.url === '/silent') return;
        response.writeHead(503).end();
      }),
    );
    const refused = await load({ url: `http://${address}/`, iterationsMax: 3 }).running;
    expect(refused).toMatchObject({ completed: 0, errors: 3, errorKinds: [{ what: 'status 503', count: 3 }] });
    const silent = await load({ url: `http://${address}/silent`, iterationsMax: 2, timeoutSeconds: 0.2 }).running;
    expect(silent).toMatchObject({ errors: 2, errorKinds: [{ what: 'no answer within 0.2 s', count: 2 }] });
  });

  test('a server that is not there, or not here, is a failure', async () => {
    const address = await serve(createServer());
    const [gone] = servers.splice(0);
    await new Promise((resolve) => gone.close(resolve));
    await expect(load({ url: `http://${address}/` }).running).rejects.toMatchObject({
      code: 'loadFailed',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await expect(load({ url: 'http://example.com/' }).running).rejects.toMatchObject({
      code: 'loadFailed',
      message: expect.stringContaining('example.com is not this machine'),
    });
  });

  test('a cancelled load ends at once and lets go of its connections', async () => {
    const server = createServer((_, response) => response.end('ok'));
    const address = await serve(server);
    const cancelling = new AbortController();
    const first = new Promise((resolve) => server.once('request', resolve));
    const { running } = load({ url: `http://${address}/`, seconds: 60 }, cancelling.signal);
    await first;
    const sockets = new Promise<void>((resolve) => {
      server.on('connection', () => undefined);
      const look = () => server.getConnections((_, count) => (count === 0 ? resolve() : void setImmediate(look)));
      void running.catch(look);
    });
    cancelling.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await sockets;
  });

  test('only addresses of this machine are taken for it', () => {
    expect(['localhost', '127.0.0.1', '127.8.9.1', '[::1]'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['127.0.0.1.example.com', '10.0.0.1', 'host', '[::2]'].map(isLoopback)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('pitstop load', () => {
  const cli = (args: readonly string[]) => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, '../../dist/cli.js'), 'load', ...args]);
    const said = { out: '', error: '' };
    child.stdout.on('data', (part) => (said.out += part));
    child.stderr.on('data', (part) => (said.error += part));
    return once(child, 'close').then(([code]) => ({ code, ...said }));
  };

  test('prints one document with the figures, and tells errors by its exit code', async () => {
    const address = await serve(createServer((request, response) => response.end(request.url)));
    const { code, out } = await cli([`http://${address}/`, '--rate', '50', '--for', '1', '--json']);
    expect(code).toBe(0);
    const document = JSON.parse(out);
    expect(document).toMatchObject({
      format: 1,
      kind: 'loadRun',
      offered: 50,
      completed: 50,
      errors: 0,
      corrected: true,
    });
    expect(Object.keys(document.latencyMs)).toEqual(['p50', 'p90', 'p99', 'p999', 'max']);
    const failing = await serve(createServer((_, response) => response.writeHead(500).end()));
    const failed = await cli([`http://${failing}/`, '--count', '3', '--for', '5']);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('3 × status 500');
  });

  test('says what is wrong with its call, its file or its server, and exits with 2', async () => {
    expect(await cli([])).toMatchObject({ code: 2, error: expect.stringContaining('there is no address to load') });
    expect(await cli(['http://127.0.0.1:1/', '--for', '1'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await cli(['ws://127.0.0.1:1/'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('plan.script has to be a list of steps'),
    });
  });
});
