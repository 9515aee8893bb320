import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RequestContext } from '../../src/host/channel/handlers.ts';
import { databasePart, type DatabasePart } from '../../src/host/postgres/databasePart.ts';
import type { Database } from '../../src/protocol/plans.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';

const postgres = embeddedPostgres('create database shop_prod');

/** The part over our server; `changes` are the labels it told. */
function opened(environment: Record<string, string> = {}): DatabasePart & { readonly changes: (Database | null)[] } {
  const changes: (Database | null)[] = [];
  const part = databasePart({
    embedded: () => Promise.resolve(postgres.server()),
    broadcast: (name, event) => {
      if (name === 'database/changed' && 'database' in event) changes.push(event.database);
    },
    environment,
    now: () => 1,
  });
  onTestFinished(() => part.close());
  return { ...part, changes };
}

// The handlers need nothing of their caller.
const context = {} as RequestContext;
const connect = (part: DatabasePart, params: { candidateId?: string; url?: string; allowRemote?: boolean } = {}) =>
  part.handlers['database/connect'](
    { candidateId: params.candidateId ?? null, url: params.url ?? null, allowRemote: params.allowRemote ?? false },
    context,
  );

function urlWith(change: { password?: string; pathname?: string; port?: string }): string {
  return Object.assign(new URL(postgres.server().url), change).href;
}

describe('connecting', () => {
  test('to our own server, which is told to all', async () => {
    const part = opened();
    expect(part.database.current()).toBeNull();
    const database = await connect(part);
    expect(database).toMatchObject({ isEmbedded: true, isLoopback: true, mayRun: true, version: '18.4' });
    expect(part.changes).toEqual([database]);
    expect(await part.database.ask('select 1 as one')).toEqual([{ one: 1 }]);
    expect(part.database.pools().map(({ name, capacity }) => `${name} ${capacity}`)).toEqual([
      'catalogue connections 2',
      'analysis connections 3',
    ]);
    await part.handlers['database/disconnect']({}, context);
    expect(part.changes.at(-1)).toBeNull();
    await expect(part.database.ask('select 1')).rejects.toMatchObject({ code: 'databaseNone' });
  });

  test('to a candidate of the environment', async () => {
    const { url } = postgres.server();
    const part = opened({ DATABASE_URL: url });
    const found = await part.handlers['database/candidates']({ folder: null, setting: null }, context);
    expect(found[0]?.source).toBe('the environment variable DATABASE_URL');
    const database = await connect(part, { candidateId: found[0]?.candidateId ?? '' });
    expect(database).toMatchObject({ isEmbedded: false, source: 'the environment variable DATABASE_URL' });
    expect(JSON.stringify([found, database, part.changes])).not.toContain(new URL(url).password);
    await expect(connect(part, { candidateId: 'gone' })).rejects.toMatchObject({ code: 'badRequest' });
  });

  test('fails with a plain reason, which does not hold the password', async () => {
    const part = opened();
    const { port, password } = new URL(postgres.server().url);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const freePort = String((closed.address() as AddressInfo).port);
    await new Promise((resolve) => closed.close(resolve));
    const attempts = [
      [urlWith({ password: 'guess' }), `pitstop@127.0.0.1:${port}/postgres refused the password`],
      [urlWith({ pathname: '/nowhere' }), `there is no such database: pitstop@127.0.0.1:${port}/nowhere`],
      [urlWith({ port: freePort }), `no PostgreSQL answers at pitstop@127.0.0.1:${freePort}/postgres`],
    ] as const;
    for (const [url, message] of attempts) {
      const error: unknown = await Promise.resolve(connect(part, { url })).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'databaseRefused', message });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(password);
    }
    expect(part.database.current()).toBeNull();
  });

  test('to a server elsewhere needs to be allowed', async () => {
    const url = 'postgres://app:hidden@db.example.invalid/shop_prod';
    await expect(connect(opened(), { url })).rejects.toMatchObject({
      code: 'databaseRemote',
      message:
        'app@db.example.invalid:5432/shop_prod (an address) is not on this machine, and it looks like production: its database is called shop_prod',
    });
  });

  test('to one that looks like production only lets plan, unless that is confirmed', async () => {
    const part = opened();
    const url = urlWith({ pathname: '/shop_prod' });
    expect(await connect(part, { url })).toMatchObject({
      mayRun: false,
      productionReason: 'its database is called shop_prod',
    });
    expect(await connect(part, { url, allowRemote: true })).toMatchObject({ mayRun: true });
  });
});

const backends = async () =>
  (
    await postgres.run(
      `select pid from pg_stat_activity where application_name = 'pitstop' and query like '%pg_sleep%'`,
    )
  ).length;

describe('a connection for one analysis', () => {
  test('is destroyed afterwards, with what was set and locked on it', async () => {
    const part = opened();
    await connect(part);
    const pid = await part.database.withClient(async ({ client, backendPid }) => {
      await client.query('select pg_advisory_lock(7)');
      return backendPid;
    });
    await expect
      .poll(() => postgres.run(`select 1 from pg_stat_activity where pid = ${pid}`), { timeout: 5_000 })
      .toEqual([]);
    expect(await postgres.run('select pg_try_advisory_lock(7) as free')).toEqual([{ free: true }]);
  });

  test('that is cancelled ends its statement on the server, at once', async () => {
    const part = opened();
    await connect(part);
    const cancel = new AbortController();
    const startedAt = performance.now();
    const running = part.database.withClient(
      ({ client }) => {
        const asked = client.query('select pg_sleep(30)');
        setImmediate(() => cancel.abort());
        return asked;
      },
      { signal: cancel.signal },
    );
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(await backends()).toBe(0);
    expect(part.database.pools()[1]).toMatchObject({ busy: 0, failed: 1 });
  });

  test('that the server ends is told as lost, and the next one works', async () => {
    const part = opened();
    await connect(part);
    const cut = part.database.withClient(async ({ client, backendPid }) => {
      await Promise.all([
        client.query('select pg_sleep(30)'),
        postgres.run(`select pg_terminate_backend(${backendPid})`),
      ]);
    });
    await expect(cut).rejects.toMatchObject({ code: 'databaseGone', message: expect.stringContaining('was lost') });
    expect(await part.database.withClient(({ client }) => client.query('select 1'))).toMatchObject({ rowCount: 1 });
  });

  test('waits where three are in use, and is counted', async () => {
    const part = opened();
    await connect(part);
    let release = () => undefined as void;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held = [1, 2, 3, 4].map(() => part.database.withClient(() => gate));
    expect(part.database.pools()[1]).toMatchObject({ busy: 3, waiters: 1, idle: 0 });
    release();
    await Promise.all(held);
    expect(part.database.pools()[1]).toMatchObject({ busy: 0, waiters: 0, completed: 4 });
  });
});
