import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RequestContext } from '../../src/host/channel/handlers.ts';
import { openJobs } from '../../src/host/jobs/openJobs.ts';
import { plansPart } from '../../src/host/plans/plansPart.ts';
import { databasePart } from '../../src/host/postgres/databasePart.ts';
import { openStore } from '../../src/host/store/openStore.ts';
import type { ExplainRequest } from '../../src/protocol/hostChannel.ts';
import type { Job } from '../../src/protocol/jobs.ts';
import type { QueryPlan } from '../../src/protocol/plans.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const postgres = embeddedPostgres(`
  create table threads (id int primary key, owner text not null, secret text, at timestamptz);
  insert into threads select g, case when g % 4 = 0 then 'anna' else 'owner ' || g % 100 end, 'token-' || g,
    timestamptz '2026-01-01' + g * interval '1 minute' from generate_series(1, 4000) g;
  create table fresh ("Größe" int);
  insert into fresh values (7);
  create table guarded (id int);
  alter table guarded enable row level security;
  create role app_user;
  grant select on threads, guarded to app_user;
  create policy own on guarded using (id < 10);
  create table notes (id serial, text text);
  create table visits (page text, at int, pad text default repeat('x', 200));
  insert into visits select case when g % 20 = 0 then 'page ' || g else 'home' end, g from generate_series(1, 10000) g;
  create index on visits (page);
  create index on visits (at);
  analyze visits;
  analyze threads;
  analyze guarded;
`);

// The handlers need nothing of their caller but the signal.
const context = { signal: new AbortController().signal } as Partial<RequestContext> as RequestContext;
const request = { isAnalyzed: true, params: null, settings: {}, allowWrites: false } as const;

/** The part over a server and a store, as the host wires it; jobs run for real. */
async function opened(change: { readonly pathname?: string; readonly storeFile?: string } = {}) {
  const store = openStore(change.storeFile ?? ':memory:', new Date(0));
  const ended = new Map<string, (job: Job) => void>();
  const told: string[] = [];
  const jobs = openJobs(
    (job) => {
      if (job.state !== 'running') ended.get(job.jobId)?.(job);
    },
    (error) => told.push(String(error)),
  );
  const broadcast = (name: string) => void told.push(name);
  const database = databasePart({
    embedded: () => Promise.reject(new Error('not asked for')),
    broadcast,
    environment: {},
    now: () => 1,
  });
  const url = Object.assign(new URL(postgres.server().url), change).href;
  await database.handlers['database/connect']({ candidateId: null, url, allowRemote: false }, context);
  const part = plansPart({
    store,
    broadcast,
    jobs,
    workers: { run: () => Promise.reject(new Error('the sources here are small')) },
    database: database.database,
    now: Date.now,
  });
  const close = async () => {
    await jobs.close();
    await part.close();
    await database.close();
    store.close();
  };
  onTestFinished(close);
  /** Explains as a job, and gives the kept plan; rejects with the job's failure. */
  const explain = async (asked: Partial<ExplainRequest> & Pick<ExplainRequest, 'source'>): Promise<QueryPlan> => {
    const { jobId } = await part.handlers['plans/explain']({ ...request, ...asked }, context);
    const job = await new Promise<Job>((resolve) => {
      ended.set(jobId, resolve);
    });
    if (job.state !== 'done') throw job.failure ?? job.state;
    return part.handlers['plans/get']({ planId: job.made[0] ?? '' }, context);
  };
  return { part, explain, jobs, ended, told };
}

const sql = (text: string) => ({ source: { kind: 'sql', sql: text, place: null } }) as const;
const inSource = (text: string, line: number) =>
  ({ source: { kind: 'source', file: '/app/a.ts', text, line, column: null } }) as const;

describe('a plan', () => {
  test('of the statement in a program takes values from the statistics, which it does not keep', async () => {
    const { explain, part, told } = await opened();
    const text = 'pool.query(\n  `select * from threads where owner = ${owner} and at > ${since} limit ${n}`)';
    const plan = await explain(inSource(text, 1));
    expect(plan).toMatchObject({
      isAnalyzed: true,
      place: { file: '/app/a.ts', line: 2, column: 4 },
      sql: 'select * from threads where owner = $1 and at > $2 limit $3',
      problems: [],
    });
    expect(plan.parameters.map(({ text: source, type, from, note }) => [source, type, from, note])).toEqual([
      ['owner', 'text', 'statistics', 'the most common value of threads.owner'],
      [
        'since',
        'timestamp with time zone',
        'statistics',
        'a value that 10 % of threads.at are above, by its histogram',
      ],
      ['n', 'bigint', 'none', 'assumed: 50 rows'],
    ]);
    expect(plan.nodes[0]?.nodeType).toBe('Limit');
    expect(plan.nodes[0]?.actualRows).toBe(50);
    expect(JSON.stringify([plan, part.plans.list()])).not.toMatch(/anna|2026-0/);
    expect(told).toContain('plans/changed');
  });

  test('keeps no literal of the statement either', async () => {
    const { explain } = await opened();
    const plan = await explain(sql(`select * from threads where secret = 'token-17' /* token-17 */ and id <> 4711`));
    expect(plan.sql).toBe('select * from threads where secret = ?  and id <> ?');
    expect(JSON.stringify(plan)).not.toMatch(/token-17|4711/);
  });

  test('takes given values, and says where one is missing', async () => {
    const { explain } = await opened();
    const given = await explain({ ...sql('select * from threads where owner = $1'), params: ['anna'] });
    expect(given.nodes[0]?.actualRows).toBe(1000);
    expect(given.parameters[0]?.from).toBe('given');
    await expect(explain({ ...sql('select $1::int'), params: [] })).rejects.toMatchObject({
      code: 'badRequest',
      message: 'the statement takes 1 values and 0 are given',
    });
    const wrong = explain({ ...sql('select * from threads where id = $1'), params: ['sesame'] });
    await expect(wrong).rejects.toMatchObject({
      code: 'statementFailed',
      message: expect.not.stringMatching('sesame'),
    });
  });

  test('is compared with those for rare and absent values and for all values, none of which are kept', async () => {
    const { explain } = await opened();
    const plan = await explain(sql('select * from threads where owner = $1'));
    const skewed = await explain(sql('select * from visits where page = $1 and at between $2 and $3'));
    expect(plan.variants?.map(({ kind, isSame, nodes }) => [kind, isSame, nodes])).toEqual([
      ['rare', true, null],
      ['absent', true, null],
      ['generic', true, null],
    ]);
    expect(skewed.parameters.map(({ note }) => note)).toEqual([
      'the most common value of visits.page',
      'an end of the middle 10 % of visits.at, by its histogram',
      'an end of the middle 10 % of visits.at, by its histogram',
    ]);
    expect(skewed.variants?.filter(({ isSame }) => !isSame)).toMatchObject([
      {
        kind: 'rare',
        note: expect.stringContaining('$1: a rare value of visits.page'),
        shape: expect.stringContaining('visits_page_idx'),
      },
      { kind: 'absent' },
    ]);
    expect(JSON.stringify(skewed)).not.toMatch(/home|page 1/);
    const given = await explain({ ...sql('select * from visits where page = $1'), params: ['home'] });
    expect(given.variants).toMatchObject([{ kind: 'generic', isSame: false, note: 'any values' }]);
  });

  test('takes JSON that is given as the type of the value says', async () => {
    const { explain } = await opened();
    const text = sql('select $1::jsonb, $2::int[], $3::jsonb');
    const plan = await explain({ ...text, params: [[{ a: 1 }], [1, 2], '{"b":2}'] });
    expect(plan.parameters.map(({ type }) => type)).toEqual(['jsonb', 'integer[]', 'jsonb']);
  });

  test('without a known value is the one for all values, and not run', async () => {
    const { explain } = await opened();
    const plan = await explain(sql('select * from threads where id = $1::int + $2::int'));
    expect(plan).toMatchObject({ isAnalyzed: false, executionMs: null });
    expect(plan.nodes[0]).toMatchObject({ nodeType: 'Index Scan', actualRows: null });
    expect(plan.problems.map(({ where }) => where)).toEqual(['$1', '$2']);
  });

  test('of a table without statistics takes a value that stands in it', async () => {
    const { explain } = await opened();
    const plan = await explain(sql('explain analyze select * from fresh where "Größe" = $1'));
    expect(plan.parameters[0]?.note).toBe('a value of fresh.Größe, which has no statistics');
    expect(plan.nodes[0]?.actualRows).toBe(1);
  });

  test('of a table with row security says whom it does not apply to, and can be asked as another', async () => {
    const { explain } = await opened();
    const own = await explain(sql('select * from guarded'));
    expect(own.problems).toMatchObject([{ where: 'guarded' }]);
    const theirs = await explain({ ...sql('select * from guarded'), settings: { role: 'app_user' } });
    expect(theirs.problems).toEqual([]);
    expect(theirs.nodes[0]?.details).toContain('Filter: (id < ?)');
  });

  test('is kept over restarts, and told when it is gone', async () => {
    const storeFile = path.join(temporaryFolder(), 'store.sqlite');
    const { explain } = await opened({ storeFile });
    const { planId } = await explain(sql('select 1'));
    const { part } = await opened({ storeFile });
    expect(part.handlers['plans/list']({}, context)).toMatchObject([{ planId }]);
    expect(() => part.handlers['plans/get']({ planId: 'other' }, context)).toThrow(/not kept any more/);
    expect(readFileSync(storeFile).includes('token-')).toBe(false);
  });
});

describe('a plan that was pasted', () => {
  const statements = [
    'select * from threads t left join visits v on v.at = t.id where t.owner = $$anna$$ order by t.at desc limit 5',
    'with x as materialized (select owner, count(*) from threads group by owner) select * from x where owner > (select min(page) from visits)',
    'select id, (select max(at) from visits v where v.at = t.id) from threads t where id < 9 union all select 1, 2',
    `delete from threads where id in (select at from visits where page = 'home')`,
  ];

  test.each(statements)('is read the same from text, YAML and JSON: %s', async (statement) => {
    const { part } = await opened();
    const rowsOf = async (form: string) =>
      (await postgres.run(`explain (verbose, format ${form}) ${statement}`)).map((row) => row['QUERY PLAN']);
    const nodesOf = async (text: string) => {
      const { planId } = await part.handlers['plans/read']({ text }, context);
      const { nodes } = part.handlers['plans/get']({ planId }, context) as QueryPlan;
      // The text form does not print what says nothing.
      return nodes.map((node) => ({
        ...node,
        details: node.details.filter((line) => !/^(Inner Unique|Strategy)/.test(line)),
      }));
    };
    const wanted = await nodesOf(JSON.stringify((await rowsOf('json'))[0]));
    const text = await rowsOf('text');
    expect(await nodesOf(text.join('\n'))).toEqual(wanted);
    expect(await nodesOf(String(await rowsOf('yaml')))).toEqual(wanted);
    const width = Math.max(...text.map((line) => String(line).length));
    const framed = [
      ' QUERY PLAN',
      '-'.repeat(width + 2),
      ...text.map((line) => ` ${String(line).padEnd(width)} `),
      `(${text.length} Zeilen)`,
    ];
    expect(await nodesOf(framed.join('\r\n'))).toEqual(wanted);
  });

  test('is kept without its literals, and compared with another', async () => {
    const { part, explain, told } = await opened();
    const text = `Seq Scan on threads  (cost=0.00..99.00 rows=1000 width=40) (actual time=0.010..9.000 rows=1000 loops=1)\n  Filter: (owner = 'anna'::text)\nExecution Time: 9.5 ms`;
    const { planId } = await part.handlers['plans/read']({ text }, context);
    const after = await explain({ ...sql('select * from threads where id = 3') });
    const compared = await part.handlers['plans/compare']({ before: planId, after: after.planId }, context);
    expect(compared).toMatchObject({ isSameShape: false, isSameStatement: false, executionMs: { before: 9.5 } });
    expect(compared.rows[0]?.changes[0]).toBe('Seq Scan threads → Index Scan threads_pkey on threads');
    expect(JSON.stringify([part.handlers['plans/get']({ planId }, context), told])).not.toContain('anna');
    await expect(async () =>
      part.handlers['plans/read']({ text: 'nothing of the kind' }, context),
    ).rejects.toMatchObject({
      code: 'planUnreadable',
    });
  });
});

describe('a statement is refused', () => {
  test.each([
    ['delete from threads', 'the statement writes: it is planned, but not run unless writes are allowed'],
    ['with x as (insert into notes (text) values (1) returning 1) select * from x', 'the statement writes'],
    ['select * from threads for update skip locked', 'the statement locks rows'],
    ['select pg_terminate_backend(1)', 'whose effects no rollback takes back'],
    ['create table x as select 1', 'only SELECT, INSERT'],
    ['select 1; delete from threads', '2 statements'],
    ['-- nothing', 'no statement'],
  ])('%s', async (text, words) => {
    const { explain } = await opened();
    await expect(explain(sql(text))).rejects.toMatchObject({
      code: 'statementRefused',
      message: expect.stringContaining(words),
    });
  });

  test('but planned, and run where that is allowed: then it is rolled back', async () => {
    const { explain } = await opened();
    const text = `insert into notes (text) values ('x')`;
    expect(await explain({ ...sql(text), isAnalyzed: false })).toMatchObject({ isAnalyzed: false });
    const plan = await explain({ ...sql(text), allowWrites: true });
    expect(plan.nodes[0]).toMatchObject({ nodeType: 'Insert', loops: 1 });
    expect(plan.problems[0]?.what).toMatch(/rolled back; what stays are numbers taken from sequences/);
    expect(await postgres.run('select count(*)::int as count from notes')).toEqual([{ count: 0 }]);
  });

  test('in production is only planned', async () => {
    await postgres.run('create database live');
    const { explain } = await opened({ pathname: '/live' });
    const plan = await explain(sql('select 1'));
    expect(plan.isAnalyzed).toBe(false);
    expect(plan.problems[0]?.what).toBe(
      'only planned, not run: it looks like production, because its database is called live',
    );
  });
});

describe('a mistake is told at its place in the program', () => {
  const text =
    'const x = 1;\r\npool.query(`\r\n  select ü, ${x} from threads\r\n  where ownr = 1`);\npool.query(`select from form where`);';

  test.each([
    [2, '/app/a.ts:3:10: column "ü" does not exist', { file: '/app/a.ts', line: 3, column: 10 }],
    [5, '/app/a.ts:5:35: syntax error at end of input', { file: '/app/a.ts', line: 5, column: 35 }],
  ])('line %d: %s', async (line, message, place) => {
    const { explain } = await opened();
    await expect(explain(inSource(text, line))).rejects.toMatchObject({ code: 'statementFailed', message, place });
  });

  test('or in the text, where there is no program', async () => {
    const { explain } = await opened();
    await expect(explain(sql('select *\nfrom nowhere'))).rejects.toMatchObject({
      message: 'line 2, column 6: relation "nowhere" does not exist',
    });
  });
});

test('a job that is cancelled ends its statement', async () => {
  const { part, jobs, ended } = await opened();
  const { jobId } = await part.handlers['plans/explain']({ ...request, ...sql('select pg_sleep(60)') }, context);
  const over = new Promise<Job>((resolve) => {
    ended.set(jobId, resolve);
  });
  const sleeping = `select pid from pg_stat_activity where query like 'explain%pg_sleep(60)' and state = 'active'`;
  await expect.poll(async () => (await postgres.run(sleeping)).length, { timeout: 10_000 }).toBe(1);
  jobs.cancel(jobId);
  expect((await over).state).toBe('cancelled');
  expect(await postgres.run(sleeping)).toEqual([]);
});

test('a server that was stopped is told, before and during an analysis', async () => {
  const { explain } = await opened();
  const running = explain(sql('select pg_sleep(60)')).catch((failure: unknown) => failure);
  const sleeping = `select pid from pg_stat_activity where query like 'explain%pg_sleep(60)' and state = 'active'`;
  await expect.poll(async () => (await postgres.run(sleeping)).length, { timeout: 10_000 }).toBe(1);
  await postgres.server().stop();
  expect(await running).toMatchObject({ code: 'databaseGone' });
  await expect(explain(sql('select 1'))).rejects.toMatchObject({
    code: expect.stringMatching(/^database(Gone|Refused)$/),
    message: expect.not.stringContaining(new URL(postgres.server().url).password),
  });
});
