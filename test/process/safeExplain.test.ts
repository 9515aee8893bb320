import { describe, expect, test } from 'vitest';
import { planNodes } from '../../src/analysis/plan/planNodes.ts';
import { inGuardedTransaction, type TransactionGuards } from '../../src/host/plans/guardedTransaction.ts';
import { parameterTypes, runExplain, type ExplainQuestion } from '../../src/host/plans/runExplain.ts';
import { withDedicatedClient } from '../../src/host/postgres/dedicatedClient.ts';
import { serverAddressOf } from '../../src/host/postgres/serverAddress.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';

const postgres = embeddedPostgres(`
  create table threads (id int primary key, owner text);
  insert into threads select g, 'owner ' || g % 10 from generate_series(1, 5000) g;
  create sequence tickets;
  create table notes (id int);
  create function keep_note() returns int language sql volatile as 'insert into notes values (1) returning id';
  analyze threads;
`);

type Asked = Partial<Pick<ExplainQuestion, 'values' | 'parameterCount' | 'analyze'>> & Partial<TransactionGuards>;

/** Explains a statement as the product does: guarded, on a connection of its own. */
function explain(statement: string, asked: Asked = {}, signal?: AbortSignal) {
  const { access = 'read only', timeoutMs = 5_000, settings = {}, values = [], parameterCount = 0 } = asked;
  return withDedicatedClient(
    serverAddressOf(postgres.server().url),
    ({ client, versionNumber }) =>
      inGuardedTransaction(client, { access, timeoutMs, settings }, () =>
        runExplain({ client, versionNumber, statement, values, parameterCount, analyze: asked.analyze ?? 'full' }),
      ),
    signal,
  );
}

const countOf = async (table: string) =>
  (await postgres.run(`select count(*)::int as count from ${table}`))[0]?.['count'];

describe('an analysis', () => {
  test('gives rows, times and buffers of what was run', async () => {
    const { tree, answeredMs } = await explain('select * from threads where owner = $1', { values: ['owner 3'] });
    expect(tree.nodes).toHaveLength(1);
    expect(tree.nodes[0]).toMatchObject({ nodeType: 'Seq Scan', totalRows: 500, rowsRemoved: 4500, loops: 1 });
    expect(tree.nodes[0]?.selfMs).toBeGreaterThan(0);
    expect(tree.nodesMs).toBeLessThan(answeredMs);
    expect(planNodes(tree)[0]?.details).toContain('Filter: (owner = ?::text)');
  });

  test('without values gives the plan for all of them, which is not run', async () => {
    const { tree } = await explain('select * from threads where id = $1', { values: null, parameterCount: 1 });
    expect(tree.nodes[0]).toMatchObject({ nodeType: 'Index Scan', loops: null, selfMs: null });
    expect(tree.nodes[0]?.fields['Index Cond']).toBe('(id = $1)');
  });

  test('that times no nodes still counts rows', async () => {
    const { tree } = await explain('select * from threads', { analyze: 'rows' });
    expect(tree.nodes[0]).toMatchObject({ totalRows: 5000, selfMs: null });
    expect(tree.executionMs).toBeGreaterThan(0);
  });

  test('uses the settings that are asked for, and says so', async () => {
    const { tree } = await explain('select * from threads where id = 1', { settings: { enable_indexscan: 'off' } });
    expect(tree.settings).toMatchObject({ enable_indexscan: 'off' });
    expect(tree.nodes[0]?.nodeType).not.toBe('Index Scan');
  });

  test('tells the types of values, and where the server sees a mistake', async () => {
    await withDedicatedClient(
      serverAddressOf(postgres.server().url),
      async ({ client }) => {
        expect(await parameterTypes(client, 'select * from threads where id = $1 and owner = any($2)')).toEqual([
          'integer',
          'text[]',
        ]);
        // In code points: the letter outside the first plane counts once.
        const statement = `select 'é𝒳', nothing from threads`;
        await expect(parameterTypes(client, statement)).rejects.toMatchObject({
          code: '42703',
          codePoints: statement.indexOf('nothing') - 1,
        });
      },
      undefined,
    );
  });
});

describe('an analysis does no harm', () => {
  test.each(['select 1; delete from threads', 'select 1; commit; delete from threads', 'select 1;;select 2'])(
    'where a second statement is smuggled in: %s',
    async (statement) => {
      await expect(explain(statement)).rejects.toMatchObject({ code: '42601' });
      await expect(explain(statement, { values: null })).rejects.toMatchObject({ code: '42601' });
      expect(await countOf('threads')).toBe(5000);
    },
  );

  test('where a function writes', async () => {
    await expect(explain('select keep_note()')).rejects.toMatchObject({ code: '25006' });
    expect(await countOf('notes')).toBe(0);
  });

  test.each(['delete from threads', 'select * from threads for update', `select nextval('tickets')`])(
    'where the statement writes: %s',
    async (statement) => {
      await expect(explain(statement)).rejects.toMatchObject({ code: '25006' });
    },
  );

  test('where it is told to write after all', async () => {
    for (const escape of ['set transaction read write', `select set_config('transaction_read_only', 'off', true)`]) {
      const escaped = withDedicatedClient(
        serverAddressOf(postgres.server().url),
        ({ client }) =>
          inGuardedTransaction(client, { access: 'read only', timeoutMs: 5_000, settings: {} }, async () => {
            await client.query(escape);
            await client.query('delete from threads');
          }),
        undefined,
      );
      await expect(escaped).rejects.toThrow(/read-write mode must be set before any query|read-only transaction/);
    }
    expect(await countOf('threads')).toBe(5000);
  });

  test('where it writes with permission: that is rolled back, but a sequence has moved on', async () => {
    const { tree } = await explain('delete from threads', { access: 'read write' });
    expect(tree.nodes[1]?.totalRows).toBe(5000);
    expect(await countOf('threads')).toBe(5000);
    await explain(`select nextval('tickets')`, { access: 'read write' });
    expect(await postgres.run(`select nextval('tickets')::int as next`)).toEqual([{ next: 2 }]);
  });

  test('where it leaves a lock or a setting of the session behind', async () => {
    await explain(`select pg_advisory_lock(11), set_config('search_path', 'elsewhere', false)`);
    expect(await postgres.run('select pg_try_advisory_lock(11) as free')).toEqual([{ free: true }]);
    await expect
      .poll(() => postgres.run(`select 1 from pg_locks where locktype = 'advisory' and objid = 11 and granted`))
      .toEqual([]);
  });

  test('where it never ends', async () => {
    await expect(explain('select pg_sleep(30)', { timeoutMs: 150 })).rejects.toMatchObject({ code: '57014' });
  });

  test('where another session holds a lock: it gives up soon instead of queueing up', async () => {
    await withDedicatedClient(
      serverAddressOf(postgres.server().url),
      async ({ client }) => {
        await client.query('begin; lock table threads in access exclusive mode');
        await expect(explain('select * from threads')).rejects.toMatchObject({ code: '55P03' });
        await client.query('rollback');
      },
      undefined,
    );
  });

  test.each([
    ['statement_timeout', '0', /cannot be changed/],
    ['transaction_read_only', 'off', /cannot be changed/],
    ['session_replication_role', 'replica', /cannot be changed/],
    ['work_mem; drop table threads', '1', /has no setting/],
    ['work_mem', 'much', /cannot have that value/],
  ])('by a setting: %s = %s', async (name, value, message) => {
    await expect(explain('select 1', { settings: { [name]: value } })).rejects.toThrow(
      expect.objectContaining({ code: 'badRequest', message: expect.stringMatching(message) }),
    );
  });

  test('by a setting of the application, which its policies read', async () => {
    const { tree } = await explain(`select current_setting('app.tenant')`, { settings: { 'app.tenant': 'one' } });
    expect(tree.nodes).toHaveLength(1);
  });

  test('where it is cancelled or cut in the middle', async () => {
    const cancel = new AbortController();
    const running = explain('select pg_sleep(30)', {}, cancel.signal);
    const sleeping = `from pg_stat_activity where query like 'explain%pg_sleep%' and state = 'active' and pid <> pg_backend_pid()`;
    await expect.poll(async () => (await postgres.run(`select pid ${sleeping}`)).length).toBe(1);
    cancel.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    const cut = explain('select pg_sleep(30)').catch((error: unknown) => error);
    await expect.poll(async () => (await postgres.run(`select pg_terminate_backend(pid) ${sleeping}`)).length).toBe(1);
    expect(await cut).toMatchObject({ code: 'databaseGone' });
    expect(await postgres.run(`select pid ${sleeping}`)).toEqual([]);
  });
});
