import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { Agent, type TurnEvents, type TurnResult } from './agent.ts';
import { endScript, startScript } from './childProcess.ts';
import { faults } from './faults.ts';
import { History } from './history.ts';
import { openKnowledgeBase } from './knowledge.ts';
import { ModelClient } from './modelClient.ts';
import { Tools } from './tools.ts';

/*
 * The gateway of the sample agent system: customers come in over HTTP (POST /turns) or over a WebSocket (/chat), and an
 * agent answers. A line on standard output when it listens, and one for each turn.
 *
 *   DATABASE_URL            PostgreSQL with the history; needed
 *   PORT                    where to listen on the loopback; a free port where it is not set
 *   PITSTOP_SAMPLE_FAULTS   bugs to run with: see faults.ts
 */
const messageBytesMax = 64 * 1024;
const turnsAtOnceMax = 64;
const articleCount = 6_000;
const turnsKept = 8;
const shutdownMsMax = 2_000;

/** A customer's visit: who it is, the last few turns, and their record for the help desk. */
class Session {
  readonly id: string;
  readonly customer: number;
  readonly openedAt = new Date();
  private readonly turns: { readonly question: string; readonly result: TurnResult; readonly at: Date }[] = [];
  /** A JSON line for each turn, as the help desk reads it when it takes over. */
  private readonly record: string[] = [];

  constructor(id: string, customer: number) {
    this.id = id;
    this.customer = customer;
  }

  note(question: string, result: TurnResult): void {
    const at = new Date();
    this.turns.push({ question, result, at });
    this.record.push(JSON.stringify({ session: this.id, customer: this.customer, at, question, ...result }));
    if (this.turns.length <= turnsKept) return;
    this.turns.shift();
    this.record.shift();
  }
}

/** Open sessions by id, so that a customer who comes back finds the visit as it was. */
const sessions = new Map<string, Session>();
let sessionCount = 0;

function openSession(customer: number): Session {
  sessionCount += 1;
  const session = new Session(`s${sessionCount}-${customer}`, customer);
  sessions.set(session.id, session);
  return session;
}

function closeSession(session: Session): void {
  if (faults.has('session-map')) return;
  sessions.delete(session.id);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
/** Aborted when the gateway ends: every turn listens. */
const closing = new AbortController();
let turnsRunning = 0;
let turnsDone = 0;

/** A mistake of the client; its text goes back with the status. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function questionOf(text: string): { readonly question: string; readonly customer: number } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Refusal(400, 'the body is not JSON');
  }
  const { message, customer = 1 } = (given ?? {}) as { message?: unknown; customer?: unknown };
  if (typeof message !== 'string' || message.trim() === '') throw new Refusal(400, 'message has to be a text');
  if (typeof customer !== 'number' || !Number.isInteger(customer) || customer < 0)
    throw new Refusal(400, 'customer has to be a whole number');
  return { question: message, customer };
}

async function runTurn(agent: Agent, history: History, session: Session, question: string, events: TurnEvents) {
  if (turnsRunning >= turnsAtOnceMax) throw new Refusal(503, 'too many turns at once; try again in a moment');
  const startedAt = performance.now();
  turnsRunning += 1;
  try {
    const conversation = history.conversationFor(session.customer);
    const result: TurnResult = await agent.turn({ conversation, question }, events);
    session.note(question, result);
    turnsDone += 1;
    say(`turn ${turnsDone} ${result.toolNames.join('+') || 'no-tool'} ${Math.round(performance.now() - startedAt)} ms`);
    return { turn: turnsDone, session: session.id, ...result };
  } finally {
    turnsRunning -= 1;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > messageBytesMax) throw new Refusal(413, `a message has at most ${messageBytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function failureOf(error: unknown): { readonly status: number; readonly error: string } {
  if (error instanceof Refusal) return { status: error.status, error: error.message };
  say(`error: ${error instanceof Error ? error.message : String(error)}`);
  return { status: 500, error: 'the turn failed' };
}

function answerWith(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

async function serve(agent: Agent, history: History, request: IncomingMessage, response: ServerResponse) {
  if (request.method === 'GET' && request.url === '/health') {
    const { total, idle, waiting } = history.figures();
    answerWith(response, 200, { turns: turnsDone, sessions: sessions.size, pool: { total, idle, waiting } });
    return;
  }
  if (request.method !== 'POST' || request.url !== '/turns')
    throw new Refusal(404, 'there are POST /turns and /health');
  const { question, customer } = questionOf(await bodyOf(request));
  const session = openSession(customer);
  try {
    const nothing = () => undefined;
    answerWith(response, 200, await runTurn(agent, history, session, question, { onText: nothing, onTool: nothing }));
  } finally {
    closeSession(session);
  }
}

/** Text of a frame; the library gives buffers unless it is told otherwise. */
const textOf = (data: RawData) => (Buffer.isBuffer(data) ? data.toString('utf8') : '');

function talk(agent: Agent, history: History, socket: WebSocket, request: IncomingMessage): void {
  const session = openSession(Number(new URL(request.url ?? '/', 'http://gateway').searchParams.get('customer') ?? 1));
  const send = (event: unknown) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(event));
  };
  const events: TurnEvents = {
    onText: (text) => send({ type: 'text', text }),
    onTool: (name) => send({ type: 'tool', name }),
  };
  // Turns of one visit run one after the other.
  let last = Promise.resolve();
  socket.on('message', (data) => {
    last = last.then(async () => {
      try {
        const { question } = questionOf(textOf(data));
        send({ type: 'done', ...(await runTurn(agent, history, session, question, events)) });
      } catch (error) {
        const { status, error: message } = failureOf(error);
        send({ type: 'failed', status, error: message });
        if (status >= 500) socket.close(1011, message);
      }
    });
  });
  socket.on('error', (error) => say(`error: ${error.message}`));
  socket.on('close', () => closeSession(session));
}

/** Starts the stub model and gives its address, and its end. */
async function startModel(): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const child = startScript(path.join(__dirname, 'stubModel.cjs'));
  const [port] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the stub model ended at its start'))),
  ]);
  return { url: `http://127.0.0.1:${port}`, close: () => endScript(child, 1000) };
}

/** Starts everything and gives its end. */
async function start(): Promise<() => Promise<void>> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl === undefined || databaseUrl === '')
    throw new Error('DATABASE_URL is not set: the gateway keeps its history in PostgreSQL and does not run without it');
  const history = await History.open(databaseUrl, say);
  const model = await startModel();
  const tools = new Tools(path.join(__dirname, 'toolServer.cjs'));
  const knowledge = openKnowledgeBase(articleCount);
  const agent = new Agent({ model: new ModelClient(model.url), tools, history, knowledge, shutdown: closing.signal });

  const server = createServer((request, response) => {
    serve(agent, history, request, response).catch((error: unknown) => {
      const { status, error: message } = failureOf(error);
      if (response.headersSent) response.destroy();
      else answerWith(response, status, { error: message });
    });
  });
  const front = new WebSocketServer({ server, path: '/chat', maxPayload: messageBytesMax });
  front.on('connection', (socket, request) => talk(agent, history, socket, request));
  server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is an object.
  say(`gateway listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  const close = async () => {
    closing.abort();
    server.close();
    for (const socket of front.clients) socket.close(1001, 'the gateway is shutting down');
    server.closeIdleConnections();
    await Promise.all([model.close(), tools.close(), history.close()]);
    server.closeAllConnections();
  };
  return close;
}

/** Ends in order at the usual signals, and when a parent that talks to us by IPC is gone; by force when that hangs. */
function endWith(close: () => Promise<void>): void {
  const end = () => {
    setTimeout(() => process.exit(1), shutdownMsMax).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        say(`error: ${String(error)}`);
        process.exit(1);
      },
    );
  };
  for (const name of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(name, end);
}

/** heapdump writes a snapshot on SIGUSR2. It is there only where it was built for this very Node; nothing needs it. */
function loadHeapdump(): void {
  try {
    require('heapdump');
  } catch {
    // Not built for this Node: the gateway runs as well without.
  }
}

loadHeapdump();
start().then(endWith, (error: unknown) => {
  process.stderr.write(`gateway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
});
