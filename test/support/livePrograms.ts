import { createRequire } from 'node:module';

const fileOf = (name: string) => JSON.stringify(createRequire(import.meta.url).resolve(name));

/** A program with a pool of `pg` in use, and ten places that each take a client and keep it. `leak N` runs the place N. */
export function leakingProgram(url: string, kind: 'cjs' | 'mjs'): string {
  const load =
    kind === 'cjs'
      ? `const { Pool } = require(${fileOf('pg')}); const { createInterface } = require('node:readline');`
      : `import pg from ${fileOf('pg')}; const { Pool } = pg; import { createInterface } from 'node:readline';`;
  const places = Array.from(
    { length: 10 },
    (_, index) => `async function place${index}(isKept) {
  const client = await pool.connect();
  await client.query('select ${index}');
  if (!isKept) client.release();
}`,
  );
  return `${load}
const pool = new Pool({ connectionString: ${JSON.stringify(url)}, max: 20 });
pool.on('error', () => undefined);
const connectOf = () => Object.getPrototypeOf(Object.getPrototypeOf(pool)).connect;
const connectBefore = connectOf();
${places.join('\n')}
const places = [${places.map((_, index) => `place${index}`).join(', ')}];
setInterval(() => { for (const place of places) place(false); }, 100);
createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, value] = line.split(' ');
  if (word === 'leak') places[Number(value)](true).then(() => console.log('leaked ' + value));
  if (word === 'state') console.log('state ' + JSON.stringify({
    isConnectOwn: connectOf() === connectBefore,
    listeners: ['acquire', 'release'].map((name) => pool.listenerCount(name)),
  }));
});
console.log('ready');`;
}

/** A program that asks once for each row of another statement, in a loop, and once for many, elsewhere. */
export function loopingProgram(url: string): string {
  return `const { Pool } = require(${fileOf('pg')}); const { createInterface } = require('node:readline');
const pool = new Pool({ connectionString: ${JSON.stringify(url)}, max: 4 });
pool.on('error', () => undefined);
const queryOf = () => require(${fileOf('pg')}).Client.prototype.query;
const queryBefore = queryOf();
async function textOf(id) {
  const { rows } = await pool.query('select $1::int as id', [id]);
  return rows[0].id;
}
async function looping() {
  const { rows } = await pool.query('select i from generate_series(1, 12) i');
  const texts = [];
  for (const { i } of rows) texts.push(await textOf(i));
  return texts;
}
async function well() {
  const { rows } = await pool.query('select i from generate_series(20, 31) as other (i)');
  await pool.query('select * from unnest($1::int[])', [rows.map(({ i }) => i)]);
}
async function failing() {
  const client = await pool.connect();
  try {
    await client.query("select nothing, 'a secret'");
    return 'no error';
  } catch (error) {
    return error.code;
  } finally {
    client.release();
  }
}
setInterval(() => { void looping(); void well(); }, 60);
createInterface({ input: process.stdin }).on('line', async () => {
  const called = await new Promise((resolve) => pool.query({ text: 'select 7 as n' }, (error, result) => resolve(result.rows[0].n)));
  console.log('state ' + JSON.stringify({ isQueryOwn: queryOf() === queryBefore, failed: await failing(), called, texts: (await looping()).length }));
});
console.log('ready');`;
}

/** A program that uses everything else that is handed out: fetch, http, WebSockets, and worker threads. */
export function connectingProgram(kind: 'cjs' | 'mjs'): string {
  const load =
    kind === 'cjs'
      ? `const http = require('node:http'); const WebSocket = require(${fileOf('ws')}); const { WebSocketServer } = WebSocket;
const { Piscina } = require(${fileOf('piscina')}); const { createInterface } = require('node:readline');`
      : `import http from 'node:http'; import WebSocket, { WebSocketServer } from ${fileOf('ws').replace('index.js', 'wrapper.mjs')};
import piscina from ${fileOf('piscina')}; const { Piscina } = piscina; import { createInterface } from 'node:readline';`;
  const task = 'module.exports = (ms) => { const end = Date.now() + ms; while (Date.now() < end); };';
  return `${load}
const task = process.argv[1] + '.task.cjs';
process.getBuiltinModule('fs').writeFileSync(task, ${JSON.stringify(task)});
const pingBefore = WebSocket.prototype.ping;
const server = http.createServer((request, response) => response.end('ok'));
new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const address = '127.0.0.1:' + port;
  const kept = new http.Agent({ keepAlive: true, maxSockets: 2 });
  setInterval(() => fetch('http://' + address).then((answer) => answer.text()), 20);
  setInterval(() => http.get({ host: 'localhost', family: 4, port, agent: false }, (answer) => answer.resume()), 20);
  setInterval(() => http.get({ host: '127.0.0.1', port, agent: kept }, (answer) => answer.resume()), 20);
  const client = new WebSocket('ws://' + address + '/chat?token=secret');
  client.on('open', () => setInterval(() => { if (client.readyState === 1) { client.send('x'.repeat(500)); client.ping(); } }, 50));
  const pool = new Piscina({ filename: task, minThreads: 2, maxThreads: 2 });
  setInterval(() => pool.run(4), 20);
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (line === 'close') client.close(4001);
    if (line === 'state') console.log('state ' + JSON.stringify({ isPingOwn: WebSocket.prototype.ping === pingBefore }));
  });
  console.log('ready ' + port);
});`;
}
