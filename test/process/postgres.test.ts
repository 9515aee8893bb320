import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postgresHandlers } from '../../src/host/postgres/postgresHandlers.ts';
import { startEmbeddedServer, type EmbeddedServer } from '../../src/host/postgres/embeddedServer.ts';
import type { RequestContext } from '../../src/host/channel/handlers.ts';

const programFolder = path.resolve(import.meta.dirname, '../../dist');
const keeper = path.resolve(import.meta.dirname, '../support/keepPostgres.ts');
let dataFolder = '';
const servers: EmbeddedServer[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  dataFolder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-'));
  // Open to the server's user, also where the tests run as root.
  chmodSync(dataFolder, 0o711);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dataFolder, { recursive: true, force: true });
});

const options = () => ({ chosenFolder: null, dataFolder, programFolder, isTemporary: false });

async function start(): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer(options());
  servers.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows;
  } finally {
    await client.end();
  }
}

const isRunning = (pid: number) => existsSync(`/proc/${pid}`);

/** Waits until the process is gone. */
async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
}

/** Starts a process that starts a server, and gives both. */
async function keptByChild(user: { uid?: number; gid?: number } = {}) {
  const child = spawn(process.execPath, [keeper, dataFolder, programFolder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...user,
  });
  children.push(child);
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the keeper ended'))),
  ]);
  const { pid, url }: { pid: number; url: string } = JSON.parse(String(line));
  return { child, pid, url };
}

describe('the embedded PostgreSQL', () => {
  test('is a whole server on the loopback, with statement statistics', async () => {
    const server = await start();
    const [settings] = await ask(
      server.url,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
         current_setting('shared_preload_libraries') as libraries, current_setting('server_encoding') as encoding`,
    );
    expect(settings).toEqual({
      addresses: '127.0.0.1',
      sockets: '',
      libraries: 'pg_stat_statements,auto_explain',
      encoding: 'UTF8',
    });
    expect(await ask(server.url, 'select count(*) > 0 as any from pg_stat_statements')).toEqual([{ any: true }]);
    expect(await server.dataBytes()).toBeGreaterThan(10_000_000);
  });

  test('lets nobody in without the password, and shows it nowhere', async () => {
    const server = await start();
    const address = new URL(server.url);
    const { password } = address;
    expect(password.length).toBeGreaterThanOrEqual(24);
    address.password = 'guess';
    await expect(ask(address.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    const commands = readdirSync('/proc').flatMap((pid) => {
      try {
        return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        // The process ended meanwhile.
        return [];
      }
    });
    expect(commands.filter((command) => command.includes(password))).toEqual([]);
    const files = readdirSync(dataFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const holders = files.filter((entry) => readFileSync(path.join(entry.parentPath, entry.name)).includes(password));
    expect(holders.map(({ name }) => name)).toEqual([]);
  });

  test('keeps its data closed to others, and for the next start', async () => {
    const first = await start();
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    expect(isRunning(first.pid)).toBe(false);
    const second = await start();
    expect(second.url).not.toBe(first.url);
    expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    const data = path.join(dataFolder, 'postgres', '18', '1', 'data');
    expect(statSync(data).mode & 0o077).toBe(0);
  });

  test('two hosts with one data folder have a server each', async () => {
    const [first, second] = [await keptByChild(), await start()];
    await ask(second.url, 'create table mine (id int)');
    expect(await ask(first.url, `select to_regclass('mine') is null as other`)).toEqual([{ other: true }]);
  });

  test('ends when its host is killed, and the next host gets the data', async () => {
    const kept = await keptByChild();
    await ask(kept.url, 'create table kept as select 42 as answer');
    kept.child.kill('SIGKILL');
    await gone(kept.pid);
    const next = await start();
    expect(await ask(next.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('a server that was killed is started again at the next wish', async () => {
    const postgres = postgresHandlers(options());
    // The handler needs nothing of its caller.
    const wish = () => postgres.handlers['postgres/startEmbedded']({}, {} as RequestContext);
    try {
      const [one, same] = await Promise.all([wish(), wish()]);
      expect(same.pid).toBe(one.pid);
      process.kill(one.pid, 'SIGKILL');
      await gone(one.pid);
      const again = await wish();
      expect(again.pid).not.toBe(one.pid);
      expect(await ask(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await postgres.close();
      expect(isRunning(again.pid)).toBe(false);
    } finally {
      await postgres.close();
    }
  });

  test.runIf(process.getuid?.() === 0)('runs as well for a user who is not root', async () => {
    const user = { uid: 65_534, gid: 65_534 };
    chownSync(dataFolder, user.uid, user.gid);
    const kept = await keptByChild(user);
    expect(await ask(kept.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    kept.child.stdin?.end();
    await once(kept.child, 'exit');
    expect(isRunning(kept.pid)).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)('as root, a closed data folder gets one beside it, gone with it', async () => {
    chmodSync(dataFolder, 0o700);
    const beside = () =>
      readdirSync('/var/tmp').filter((name) => {
        if (!name.startsWith('pitstop-postgres-')) return false;
        try {
          return readFileSync(path.join('/var/tmp', name, 'for'), 'utf8') === dataFolder;
        } catch {
          // Another host's, gone meanwhile.
          return false;
        }
      });
    expect(beside()).toEqual([]);
    const server = await startEmbeddedServer({ ...options(), isTemporary: true });
    servers.push(server);
    expect(beside()).toHaveLength(1);
    await server.stop();
    expect(beside()).toEqual([]);
  });
});
