import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { bundleSample } from '../../src/build/bundle.ts';
import { startEmbeddedServer, type EmbeddedServer } from '../../src/host/postgres/embeddedServer.ts';

const root = path.resolve(import.meta.dirname, '../..');
const meter = path.join(root, 'test/fixtures/sampleMeter/meter.cjs');
let folder = '';
let server: EmbeddedServer;
const gateways: Gateway[] = [];

type Gateway = { readonly child: ChildProcess; readonly url: string; readonly lines: readonly string[] };
type Health = { turns: number; sessions: number; pool: { total: number; idle: number; waiting: number } };
type Meter = { abortListeners: number; scriptsStarted: number; longestJson: number };

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-'));
  chmodSync(folder, 0o711);
  [server] = await Promise.all([
    startEmbeddedServer({
      chosenFolder: null,
      dataFolder: path.join(folder, 'data'),
      isTemporary: true,
      programFolder: path.join(root, 'dist'),
    }),
    bundleSample(folder),
  ]);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const { child } of gateways.splice(0)) await end(child, 'SIGKILL');
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
  return child.exitCode;
}

async function startGateway(environment: Readonly<Record<string, string>> = {}): Promise<Gateway> {
  const child = spawn(process.execPath, ['--require', meter, path.join(folder, 'sample', 'gateway.cjs')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, DATABASE_URL: server.url, PORT: '0', SAMPLE_TOKEN_MS: '1', ...environment },
  });
  if (child.stdout === null) throw new TypeError('no output');
  const lines: string[] = [];
  const reading = createInterface({ input: child.stdout });
  reading.on('line', (line) => lines.push(line));
  await once(reading, 'line');
  const url = /http:\S+/.exec(lines[0] ?? '')?.[0];
  if (url === undefined) throw new Error(`the first line is ${lines[0]}`);
  const gateway = { child, url, lines };
  gateways.push(gateway);
  return gateway;
}

async function turn({ url }: Gateway, message: string, customer = 1) {
  const response = await fetch(`${url}/turns`, { method: 'POST', body: JSON.stringify({ message, customer }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const health = async ({ url }: Gateway) => (await (await fetch(`${url}/health`)).json()) as Health;

async function metered({ child }: Gateway): Promise<Meter> {
  const answer = once(child, 'message');
  child.send('meter');
  const [counts] = await answer;
  return counts as Meter;
}

/** Pids of the processes that a process has started. */
function childrenOf(pid: number | undefined): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => existsSync(`/proc/${pid}`))) await new Promise((resolve) => setImmediate(resolve));
}

describe('the sample agent system', () => {
  test('answers over HTTP with a tool, and remembers the turn', async () => {
    const gateway = await startGateway();
    const { status, body } = await turn(gateway, 'Where is order 4712?', 4_000);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      turn: 1,
      toolNames: ['order_status'],
      answer: expect.stringContaining('Order 4712 is on its way, 1 parcels'),
      tokens: { input: expect.any(Number), output: expect.any(Number), cached: expect.any(Number) },
    });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query(
      `select role, content from messages where conversation_id = 4001 order by created_at desc, id desc limit 2`,
    );
    const { rows: counts } = await client.query('select count(*)::int as count from messages');
    await client.end();
    expect(new Set(rows.map((row) => row.role))).toEqual(new Set(['assistant', 'user']));
    expect(rows.map((row) => row.content)).toContain('Where is order 4712?');
    expect(counts[0].count).toBeGreaterThan(240_000);
    expect(gateway.lines[1]).toMatch(/^turn 1 order_status \d+ ms$/);
  });

  test('streams over a WebSocket, turn by turn', async () => {
    const gateway = await startGateway();
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/chat?customer=7`);
    const events: { type: string; text?: string; answer?: string }[] = [];
    const done = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        events.push(JSON.parse(data.toString('utf8')));
        if (events.filter(({ type }) => type === 'done').length === 2) resolve();
      });
    });
    await once(socket, 'open');
    for (const message of ['I want my money back for order 88', 'Is customs included?'])
      socket.send(JSON.stringify({ message }));
    await done;
    const first = events.slice(0, events.findIndex(({ type }) => type === 'done') + 1);
    expect(first.map(({ type }) => type)).toContain('tool');
    const text = first.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
    expect(first.at(-1)?.answer).toBe(text);
    expect(await health(gateway)).toMatchObject({ turns: 2, sessions: 1 });
    socket.close();
    await once(socket, 'close');
  });

  test('says what is wrong with a request', async () => {
    const { url } = await startGateway();
    const post = async (body: string) => {
      const response = await fetch(`${url}/turns`, { method: 'POST', body });
      return [response.status, await response.json()];
    };
    expect(await post('{')).toEqual([400, { error: 'the body is not JSON' }]);
    expect(await post('{"message":7}')).toEqual([400, { error: 'message has to be a text' }]);
    expect(await post(JSON.stringify({ message: 'x'.repeat(70_000) }))).toEqual([
      413,
      { error: 'a message has at most 65536 bytes' },
    ]);
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
  });

  test('without a database says so and does not start', async () => {
    const child = spawn(process.execPath, [path.join(folder, 'sample', 'gateway.cjs')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] },
    });
    let said = '';
    child.stderr.on('data', (part) => (said += part));
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    expect(said).toContain('DATABASE_URL is not set');
  });

  test('refuses a fault it does not know, with those it does', async () => {
    const child = spawn(process.execPath, [path.join(folder, 'sample', 'gateway.cjs')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], PITSTOP_SAMPLE_FAULTS: 'session-map,nothing' },
    });
    let said = '';
    child.stderr.on('data', (part) => (said += part));
    await once(child, 'close');
    expect(said).toContain('no fault is called nothing; there are session-map, abort-listeners');
  });

  test('ends in order when asked, and its helpers with it', async () => {
    const gateway = await startGateway();
    await turn(gateway, 'Where is order 1?');
    const helpers = childrenOf(gateway.child.pid);
    expect(helpers).toHaveLength(2);
    expect(await end(gateway.child, 'SIGTERM')).toBe(0);
    await gone(helpers);
  });

  test('leaves no helper when it is killed, and ends when its parent is gone', async () => {
    const killed = await startGateway();
    await turn(killed, 'Where is order 1?');
    const helpers = childrenOf(killed.child.pid);
    await end(killed.child, 'SIGKILL');
    await gone(helpers);
    const orphan = await startGateway();
    const ended = once(orphan.child, 'exit');
    orphan.child.disconnect();
    expect((await ended)[0]).toBe(0);
  });

  test('starts another tool server when the last one has died', async () => {
    const gateway = await startGateway();
    await turn(gateway, 'Where is order 1?');
    const server = childrenOf(gateway.child.pid).find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('toolServer'),
    );
    process.kill(server ?? 0, 'SIGKILL');
    await gone([server ?? 0]);
    expect((await turn(gateway, 'Where is order 2?')).body).toMatchObject({ toolNames: ['order_status'] });
    expect(readdirSync('/proc')).not.toContain(String(server));
  });
});

const questions = ['Where is order 11?', 'What is your policy?', 'Which receipt?', 'Refund for order 3?'];

/** Six turns at once, then six more: what the gateway holds afterwards, and what it did. */
async function afterTurns(environment: Readonly<Record<string, string>>) {
  const gateway = await startGateway(environment);
  for (const customer of [1, 2]) {
    const turns = [...questions, ...questions.slice(0, 2)].map((question) => turn(gateway, question, customer));
    expect((await Promise.all(turns)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  }
  return { health: await health(gateway), meter: await metered(gateway), gateway };
}

async function indexes(): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query(`select indexname as name from pg_indexes where tablename = 'messages'`);
  await client.end();
  return rows.map(({ name }) => name);
}

describe('the faults of the sample', () => {
  test('are all off by default', async () => {
    const { health: held, meter: did } = await afterTurns({ SAMPLE_REFUSALS: '5' });
    expect(held).toMatchObject({ turns: 12, sessions: 0 });
    expect(held.pool.total).toBeGreaterThan(2);
    expect(held.pool.idle).toBe(held.pool.total);
    expect(did.abortListeners).toBe(0);
    expect(did.scriptsStarted).toBe(1);
    expect(did.longestJson).toBeLessThan(100_000);
    expect(await indexes()).toContain('messages_by_conversation');
  });

  test('that keep, copy or have too little: each does its own beside the others', async () => {
    const faults = 'session-map,abort-listeners,pool-size,large-json';
    const { health: held, meter: did } = await afterTurns({ PITSTOP_SAMPLE_FAULTS: faults });
    expect(held, 'session-map keeps every session').toMatchObject({ turns: 12, sessions: 12 });
    expect(did.abortListeners, 'abort-listeners leaves a listener for every turn').toBe(12);
    expect(held.pool.total, 'pool-size has two connections for all').toBe(2);
    expect(did.longestJson, 'large-json copies the knowledge base on the loop').toBeGreaterThan(3_000_000);
    expect(did.scriptsStarted).toBe(1);
    expect(await indexes()).toContain('messages_by_conversation');
  });

  test('tool-per-turn starts a process for every turn that needs one', async () => {
    const { meter: did, gateway } = await afterTurns({ PITSTOP_SAMPLE_FAULTS: 'tool-per-turn' });
    // Six of the twelve ask for an order; one more server lists the tools.
    expect(did.scriptsStarted).toBe(7);
    expect(childrenOf(gateway.child.pid)).toHaveLength(2);
  });

  test('missing-index takes the index away; client-not-released loses a connection with a turn that is refused', async () => {
    const faults = 'missing-index,client-not-released';
    const gateway = await startGateway({ PITSTOP_SAMPLE_FAULTS: faults, SAMPLE_REFUSALS: '1' });
    expect(await indexes()).not.toContain('messages_by_conversation');
    expect((await turn(gateway, 'Which receipt?')).body).toMatchObject({ answer: null });
    const { pool } = await health(gateway);
    expect(pool.total - pool.idle).toBe(1);
    expect((await metered(gateway)).abortListeners).toBe(0);
  });
});
