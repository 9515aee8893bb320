import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bytes } from '../../protocol/units.ts';
import { findBinaries, readyBinaries, type Binaries } from './binaries.ts';
import { startGuarded, type GuardedProcess } from './guardedProcess.ts';
import { claimSlot, type ServerSlot } from './serverSlot.ts';
import { giveTo, serverUser, serversFolder, type ServerUser } from './serverUser.ts';

/** A PostgreSQL of our own, for this machine only. */
export type EmbeddedServer = {
  /** Holds the password: not to be logged or stored. */
  readonly url: string;
  readonly pid: number;
  readonly dataBytes: () => Promise<Bytes>;
  /** Settles when the server has ended, however that came about. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
};

export type EmbeddedServerOptions = Parameters<typeof findBinaries>[0] & {
  /** True where the data is removed with the host. */
  readonly isTemporary: boolean;
};

const superuser = 'pitstop';
/** What `initdb` and the server have to agree on: text in UTF-8, and an order that is the same on every machine. */
const initdbArgs = [
  `--username=${superuser}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--no-sync',
  '--no-instructions',
];
/** The first version that knows an order of its own, which sorts and folds letters beyond ASCII. */
const builtinLocaleSince = 17;
const builtinLocale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

const majorOf = ({ version }: Binaries) => Number(version.split('.')[0]);
const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_preload_libraries: 'pg_stat_statements,auto_explain',
  // The readiness line is read, whatever language the machine speaks.
  lc_messages: 'C',
};

/** Makes the data of a new server; what was cut short before is made anew. */
async function initialise(slot: ServerSlot, binaries: Binaries, user: ServerUser, password: string): Promise<void> {
  const partial = path.join(slot.folder, 'data.partial');
  const passwordFile = path.join(slot.folder, 'password');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  giveTo(user, partial);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveTo(user, passwordFile);
  try {
    const locale = majorOf(binaries) >= builtinLocaleSince ? builtinLocale : [];
    const args = [...initdbArgs, ...locale, `--pgdata=${partial}`, `--pwfile=${passwordFile}`];
    await promisify(execFile)(binaries.initdb, args, {
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      ...user,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(partial, slot.dataFolder);
}

/**
 * Gives the data of an earlier server a new password, in the single-user mode that needs none, so that no password is
 * ever kept. It travels by standard input: arguments are seen by everybody.
 */
async function renewPassword(slot: ServerSlot, binaries: Binaries, user: ServerUser, password: string): Promise<void> {
  const renewing = promisify(execFile)(binaries.postgres, ['--single', '-D', slot.dataFolder, 'postgres'], {
    cwd: '/',
    env: { LC_ALL: 'C' },
    ...user,
  });
  renewing.child.stdin?.end(`alter role ${superuser} password '${password}'\n`);
  await renewing;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      // A TCP server's address is an object.
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Waits until the server takes connections. Throws with its last words where it ends instead. */
async function whenReady(server: GuardedProcess): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const failed = (why: string) => new Failure('postgresFailed', why, new Error(server.lastLines()));
  try {
    await Promise.race([
      new Promise<void>((resolve) => {
        server.onLine((line) => {
          if (line.includes('database system is ready to accept connections')) resolve();
        });
      }),
      server.ended.then((code) =>
        Promise.reject(failed(`the embedded PostgreSQL ended with code ${code} at its start`)),
      ),
      new Promise<void>((_, reject) => {
        timer = setTimeout(
          () => reject(failed('the embedded PostgreSQL did not start in time')),
          limits.postgresStartMs.value,
        );
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks the server to end, and makes it end within the time of a shutdown. */
async function stopServer(server: GuardedProcess): Promise<void> {
  const send = (signal: NodeJS.Signals) => {
    try {
      process.kill(server.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  const total = limits.shutdownMs.value;
  // Fast: sessions are ended. Then at once: the next start repairs. Then by force.
  send('SIGINT');
  const harder = [setTimeout(() => send('SIGQUIT'), total * 0.25), setTimeout(() => send('SIGKILL'), total * 0.45)];
  await server.ended;
  for (const timer of harder) clearTimeout(timer);
}

async function folderBytes(folder: string): Promise<Bytes> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      // The server removes files meanwhile.
      .map((entry) =>
        stat(path.join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function startIn(slot: ServerSlot, binaries: Binaries, user: ServerUser): Promise<EmbeddedServer> {
  const password = randomBytes(18).toString('base64url');
  if (existsSync(slot.dataFolder)) await renewPassword(slot, binaries, user, password);
  else await initialise(slot, binaries, user, password);
  const port = await freePort();
  const settings = Object.entries({ ...serverSettings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await startGuarded(binaries.postgres, ['-D', slot.dataFolder, ...settings], user);
  const url = `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
  try {
    await whenReady(server);
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query('create extension if not exists pg_stat_statements');
    } finally {
      await client.end();
    }
  } catch (error) {
    await stopServer(server);
    throw error;
  }
  return {
    url,
    pid: server.pid,
    dataBytes: () => folderBytes(slot.dataFolder),
    ended: server.ended.then(slot.release),
    stop: () => stopServer(server).then(slot.release),
  };
}

/**
 * Starts a server: a second's work the first time, when its data are made, and less than half of one later. It listens
 * on a free loopback port, on no socket file, and ends when it is stopped or when this process is gone.
 * Throws the Failure `postgresFailed` with the reason.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const user = serverUser();
  const servers = serversFolder(options.dataFolder, user);
  const binaries = await readyBinaries(findBinaries(options), servers, user);
  const slot = await claimSlot(path.join(servers, String(majorOf(binaries))), user);
  try {
    const server = await startIn(slot, binaries, user);
    if (!options.isTemporary) return server;
    return { ...server, stop: () => server.stop().then(() => rm(servers, { recursive: true, force: true })) };
  } catch (error) {
    slot.release();
    if (error instanceof Failure) throw error;
    throw new Failure('postgresFailed', 'the embedded PostgreSQL did not start', error);
  }
}
