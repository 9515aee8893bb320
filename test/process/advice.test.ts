import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { advise, type Advised } from '../../src/host/advice/advise.ts';
import { verifyAdvice } from '../../src/host/advice/verifyAdvice.ts';
import { seededRandom } from '../../src/analysis/experiment/seededRandom.ts';
import type { Finding } from '../../src/protocol/findings.ts';
import type { Proof } from '../../src/protocol/proofs.ts';
import type { DatabaseAccess } from '../../src/host/postgres/database.ts';
import { databasePart } from '../../src/host/postgres/databasePart.ts';
import type { RequestContext } from '../../src/host/channel/handlers.ts';
import { redactedQueryPlan } from '../support/queryPlan.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';

const rows = 60_000;
const postgres = embeddedPostgres(`
  begin;
  create table threads (id int primary key, owner text not null);
  insert into threads select i, 'owner ' || i % 400 from generate_series(1, 2000) i;
  create table messages (id int primary key, thread_id int not null references threads, role varchar(20) not null,
    body text not null, created_at timestamptz not null) with (fillfactor = 70);
  insert into messages select i, 1 + i % 2000, case when i % 1000 = 0 then 'tool' else 'user' end, repeat('x', 40),
    '2026-01-01'::timestamptz + i * interval '1 minute' from generate_series(1, ${rows}) i;
  create table small as select i as id, 'n' || i as name from generate_series(1, 300) i;
  create schema "Odd Schema";
  create table "Odd Schema"."Order Items" as select i as "Id", i % 3000 as "Order Id", 'u' || i % 20000 as "select"
    from generate_series(1, 80000) i;
  create index on "Odd Schema"."Order Items" ("select", "Order Id");
  create table events (id int, agent_id int, at date) partition by range (at);
  create table events_one partition of events for values from ('2026-01-01') to ('2026-02-01');
  create table events_two partition of events for values from ('2026-02-01') to ('2026-03-01');
  insert into events select i, i % 900, '2026-01-01'::date + i % 59 from generate_series(1, 40000) i;
  commit;
  analyze`);

async function connected(): Promise<DatabaseAccess> {
  const part = databasePart({
    embedded: () => Promise.resolve(postgres.server()),
    broadcast: () => undefined,
    environment: {},
    now: Date.now,
  });
  onTestFinished(() => part.close());
  // The handler needs nothing of its caller.
  const context = {} as RequestContext;
  await part.handlers['database/connect']({ candidateId: null, url: null, allowRemote: false }, context);
  return part.database;
}

type Asked = {
  readonly values?: readonly unknown[];
  readonly prove?: boolean;
  readonly onStep?: () => void;
  readonly signal?: AbortSignal;
  readonly isWrite?: boolean;
};

async function advised(sql: string, asked: Asked = {}): Promise<Advised> {
  const { values = [], prove = true, isWrite = false, onStep, signal } = asked;
  const access = await connected();
  return advise(
    { plan: redactedQueryPlan(sql), statement: { sql, values, settings: {}, isWrite }, isRun: true },
    prove,
    {
      access,
      control: { signal: signal ?? new AbortController().signal, progress: () => onStep?.() },
      clock: Date.now,
      newId: () => 'experiment',
      random: seededRandom(1),
    },
  );
}

test('a delete is advised to have its foreign key indexed, and deletes nothing', async () => {
  await postgres.run(`create table notes (id int primary key, parent int references notes on delete cascade);
    insert into notes select i, null from generate_series(1, 4000) i;
    insert into notes select i, 1 + i % 4000 from generate_series(4001, 24000) i; analyze notes`);
  const { trials } = await advised('delete from notes where id <= 20', { isWrite: true });
  expect(trials[0]).toMatchObject({ rule: 'fk-without-index', what: 'index on notes (parent)' });
  expect(trials[0]?.ratio).toBeGreaterThan(1);
  expect(await postgres.run('select count(*)::int as count from notes')).toEqual([{ count: 24_000 }]);
});

/** Indexes, temporary tables, locks and sessions that a proof might have left. */
const leftSql = `
  select (select count(*)::int from pg_class where relkind = 'i' and relnamespace = 'public'::regnamespace) as indexes,
    (select count(*)::int from pg_class where relname like 'pitstop%') as copies,
    (select count(*)::int from pg_stat_activity where application_name = 'pitstop' and state <> 'idle') as sessions,
    (select count(*)::int from pg_locks l join pg_stat_activity a using (pid)
      where a.application_name = 'pitstop' and a.state <> 'idle' and l.locktype = 'relation') as locks`;
const left = () => postgres.run(leftSql);

/** Runs statements on a connection of its own, which is closed with the test. */
async function session(): Promise<Client> {
  const client = new Client({ connectionString: postgres.server().url });
  await client.connect();
  client.on('error', () => undefined);
  onTestFinished(() => client.end());
  return client;
}

const newest = 'select role, body from messages where thread_id = $1 order by created_at desc limit $2';

describe('an index is proven', () => {
  test('for the newest rows of one value: with its order, the same rows, its costs, and nothing left', async () => {
    const before = await left();
    const { findings, experiments, changedNodes, trials } = await advised(newest, { values: [42, 12] });
    expect(await left()).toEqual(before);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding).toMatchObject({
      rule: 'missing-index',
      state: 'proven',
      confidence: 'measured',
      experimentId: 'experiment',
    });
    expect(finding?.advice?.sql).toBe(
      'CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_thread_id_created_at_idx ON public.messages (thread_id, created_at DESC);\n' +
        '-- down\nDROP INDEX CONCURRENTLY IF EXISTS public.messages_thread_id_created_at_idx;\n',
    );
    const { proof } = finding ?? {};
    expect(proof).toMatchObject({ isDecided: true, sameResult: true, unit: 'ms' });
    expect(proof?.interval[0]).toBeGreaterThan(3);
    expect(proof?.runs.before).toHaveLength(proof?.pairs ?? 0);
    const buffers = proof?.rows.find(({ name }) => name === 'buffers touched');
    expect(buffers?.before).toBeGreaterThan(10 * (buffers?.after ?? Number.POSITIVE_INFINITY));
    const costs = Object.fromEntries((finding?.advice?.costs ?? []).map(({ name, value }) => [name, value]));
    expect(costs['index size']).toBeGreaterThan(rows * 8);
    expect(costs['build']).toBeGreaterThan(0);
    expect(experiments).toMatchObject([{ kind: 'index', verdict: 'better', findingId: finding?.findingId }]);
    expect(changedNodes?.some(({ nodeType }) => nodeType === 'Index Scan')).toBe(true);
    expect(trials[0]?.outcome).toMatch(/^proven: /);
  });

  test('for rows read again for each row around, with the highest value wanted', async () => {
    const { findings } = await advised(
      'select t.id, (select max(created_at) from messages m where m.thread_id = t.id) from threads t where t.id < 6',
    );
    expect(findings[0]).toMatchObject({ rule: 'missing-index-in-loop', proof: { sameResult: true } });
    expect(findings[0]?.advice?.sql).toContain('ON public.messages (thread_id, created_at);');
  });

  test('for names that need quotes, and beside an index in another order', async () => {
    const { findings } = await advised(`select * from "Odd Schema"."Order Items" where "Order Id" = 7`);
    expect(findings[0]?.advice?.sql).toMatch(/ON "Odd Schema"\."Order Items" \("Order Id"\);/);
  });

  test('once for all partitions of a table, and not concurrently', async () => {
    const { findings } = await advised('select * from events where agent_id = 5');
    expect(findings.map(({ advice }) => advice?.sql?.split('\n')[0])).toEqual([
      'CREATE INDEX IF NOT EXISTS events_agent_id_idx ON public.events (agent_id);',
    ]);
  });

  test('without comparing rows where they differ each time', async () => {
    const { findings } = await advised('select *, random() from messages where thread_id = 42');
    expect(findings[0]?.proof).toMatchObject({ sameResult: null });
    expect(findings[0]?.proof?.method).toMatch(/gives other rows each time/);
  });
});

describe('nothing is said', () => {
  test.each([
    'select * from messages where id = 5',
    'select role, count(*) from messages group by role',
    `select count(*) from messages where role = 'user'`,
    `select * from small where name = 'n7'`,
    'select t.owner, count(*) from threads t join messages m on m.thread_id = t.id group by t.owner',
    'select * from messages where id between 100 and 120 order by id',
  ])('about a healthy statement: %s', async (sql) => {
    expect(await advised(sql)).toEqual({
      findings: [],
      experiments: [],
      trials: [],
      changedNodes: null,
      instead: new Map(),
    });
  });

  test('is claimed without a proof: what might help is listed', async () => {
    const { findings, trials } = await advised(newest, { values: [42, 12], prove: false });
    expect(findings).toEqual([]);
    expect(trials[0]).toMatchObject({ what: 'index on messages (thread_id, created_at DESC)', ratio: null });
    expect(trials[0]?.outcome).toMatch(/^not proven: /);
  });
});

describe('whatever happens, nothing is left', () => {
  /** Asks for advice, and does something as soon as the measuring has begun. */
  async function disturbed(
    disturb: () => Promise<unknown>,
    signal?: AbortSignal,
  ): Promise<PromiseSettledResult<Advised>> {
    let begun: Promise<unknown> | undefined;
    const onStep = () => (begun ??= disturb());
    const before = await left();
    const [outcome] = await Promise.allSettled([
      advised(newest, { values: [42, 12], onStep: () => void onStep(), ...(signal === undefined ? {} : { signal }) }),
    ]);
    await begun;
    expect(begun).toBeDefined();
    expect(await left()).toEqual(before);
    return outcome;
  }

  test('a connection that is cut in mid-proof', async () => {
    const outcome = await disturbed(() =>
      postgres.run(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pitstop'`),
    );
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'databaseGone' } });
  });

  test('a cancel in mid-proof', async () => {
    const controller = new AbortController();
    const outcome = await disturbed(async () => controller.abort(), controller.signal);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
  });

  test('somebody who writes meanwhile is let through, and the proof goes on', async () => {
    const writer = await session();
    const outcome = await disturbed(() =>
      writer.query(`insert into messages values (${rows + 1}, 1, 'user', 'written meanwhile', now())`),
    );
    expect(outcome).toMatchObject({ status: 'fulfilled', value: { findings: [{ rule: 'missing-index' }] } });
    await postgres.run(`delete from messages where id > ${rows}`);
  });

  test('old versions of rows that somebody still needs: it says that it cannot be proven', async () => {
    const reader = await session();
    await reader.query('begin isolation level repeatable read');
    await reader.query('select count(*) from messages');
    await postgres.run(`update messages set body = body || 'y' where id % 50 = 0`);
    const { findings, trials } = await advised(newest, { values: [42, 12] });
    expect(findings).toEqual([]);
    expect(trials[0]?.outcome).toMatch(/a transaction that has been open for long/);
  });
});

describe('verifying', () => {
  const sql = 'select * from messages where role = $1';
  const index =
    'create index concurrently if not exists by_role on public.messages (role);\n-- down\ndrop index by_role;';

  /** Verifies a finding with such advice; `proof` is the one from before the change. */
  async function verified(advised = index, text = sql, values: readonly unknown[] = ['tool'], proof?: Proof) {
    const access = await connected();
    const statement = { sql: text, values, settings: {}, isWrite: false };
    const advice = { text: '', sql: advised, changes: [], effort: 'line', costs: [], risks: [] } as const;
    const finding: Finding = {
      findingId: 'f',
      rule: 'missing-index',
      title: 'Faster',
      severity: 'warning',
      place: null,
      evidence: [],
      saving: null,
      confidence: 'measured',
      disprovedBy: '',
      state: 'applied',
      foundAt: 0,
      advice,
      ...(proof === undefined ? {} : { proof }),
    };
    const context = {
      access,
      statement,
      signal: new AbortController().signal,
      now: () => performance.now(),
      clock: Date.now,
      machine: 'here',
      random: seededRandom(1),
      onPair: () => undefined,
    };
    return verifyAdvice(finding, { statement, instead: null }, context);
  }
  const refused = (what: RegExp) => ({ code: 'proofFailed', message: expect.stringMatching(what) });

  test('says to run the migration first', async () => {
    await expect(verified()).rejects.toMatchObject({
      code: 'proofFailed',
      message: expect.stringMatching(/run the migration/),
    });
  });

  test('measures with and without the index that is there, and leaves it', async () => {
    await postgres.run('create index by_role on messages (role)');
    const before = await left();
    const proof = await verified();
    expect(proof).toMatchObject({ isDecided: true, sameResult: true });
    expect(proof.ratio).toBeGreaterThan(2);
    expect(await left()).toEqual(before);
    await postgres.run('drop index by_role');
  });

  test('finds an index of an expression by its name', async () => {
    const lower = index.replace('(role)', '(lower(role))').replaceAll('by_role', 'by_lower');
    await expect(verified(lower, 'select * from messages where lower(role) = $1')).rejects.toMatchObject(
      refused(/by_lower on messages is not there/),
    );
    await postgres.run('create index by_lower on messages (lower(role)); analyze messages');
    const proof = await verified(lower, 'select * from messages where lower(role) = $1');
    expect(proof).toMatchObject({ isDecided: true, sameResult: true });
    await postgres.run('drop index by_lower');
  });

  test('a rewritten statement is measured against the one it takes the place of', async () => {
    const slow = 'select count(*) from messages m where id not in (select id + $1 from messages where id < 3000)';
    const proof = await verified(
      'select count(*) from messages m where not exists (select from messages x where x.id < 3000 and x.id + $1 = m.id);\n-- down\n-- as it was',
      slow,
      [1],
    );
    expect(proof.sameResult).toBe(true);
    expect(proof.method).toContain('the two statements');
  });

  test('a setting and joint statistics have to be there, and are taken away for the runs without them', async () => {
    const memory = `set work_mem = '64MB';\n-- down\nreset work_mem;`;
    await expect(verified(memory)).rejects.toMatchObject(refused(/ALTER ROLE/));
    const together =
      'create statistics public.messages_both on role, thread_id from public.messages;\nanalyze public.messages;\n-- down\ndrop statistics public.messages_both;';
    await expect(verified(together)).rejects.toMatchObject(refused(/messages_both are not there/));
    const [{ name = '' } = {}] = await postgres.run('select current_user as name');
    await postgres.run(`alter role "${String(name)}" set work_mem = '64MB'`);
    await postgres.run('create statistics messages_both on role, thread_id from messages; analyze messages');
    const sorted = 'select * from messages where role = $1 order by body, id';
    expect(await verified(memory, sorted)).toMatchObject({ sameResult: true });
    expect(await verified(together)).toMatchObject({ sameResult: true });
    await postgres.run(`alter role "${String(name)}" reset work_mem; drop statistics messages_both`);
  });

  test('what cannot be taken back is compared with the runs from before it, and decided only where they lie far apart', async () => {
    const analyze = 'analyze public.messages;\n-- down\n-- nothing to undo';
    await expect(verified(analyze)).rejects.toMatchObject(refused(/is not kept/));
    const before = (times: readonly number[]): Proof => ({
      metric: 'execution time',
      unit: 'ms',
      before: 1,
      after: 1,
      ratio: 1,
      interval: [1, 1],
      sameAgain: null,
      isDecided: true,
      runs: { before: times, after: [] },
      pairs: times.length,
      sameResult: true,
      rows: [],
      method: '',
      machine: 'here',
      provenAt: 0,
    });
    expect(await verified(analyze, sql, ['tool'], before([90_000, 95_000, 99_000]))).toMatchObject({ isDecided: true });
    expect(await verified(analyze, sql, ['tool'], before([0.001, 99_000, 99_000]))).toMatchObject({ isDecided: false });
  });
});
