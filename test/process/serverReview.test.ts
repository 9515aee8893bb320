import { execFile } from 'node:child_process';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { builtFile } from '../support/builtProgram.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';

const postgres = embeddedPostgres(`
  begin;
  create table parents (id int primary key, name text);
  insert into parents select i, 'p' || i from generate_series(1, 2000) i;
  create table kids (id int primary key, parent int references parents on delete cascade, a int, b int);
  insert into kids select i, 1 + i % 2000, i % 100, i from generate_series(1, 20000) i;
  create index kids_a on kids (a);
  create index kids_a_b on kids (a, b);
  create index kids_lasting on kids (b) where a > 5;
  create table neglected (id int) with (autovacuum_enabled = off);
  insert into neglected select generate_series(1, 12000);
  create schema well;
  create table well.owners (id int primary key);
  create table well.things (id int primary key, owner int references well.owners, name text unique);
  create index on well.things (owner);
  insert into well.owners select generate_series(1, 2000);
  insert into well.things select i, 1 + i % 2000, 'n' || i from generate_series(1, 12000) i;
  commit;
  analyze parents; analyze kids; analyze well.owners; analyze well.things`);

type Found = {
  readonly rule: string;
  readonly title: string;
  readonly evidence: readonly { readonly name: string; readonly value: number }[];
  readonly advice: { readonly text: string; readonly sql?: string };
};
type Review = {
  readonly kind: string;
  readonly findings: readonly Found[];
  readonly problems: readonly { what: string }[];
};

function reviewed(): Promise<{ readonly code: number; readonly review: Review }> {
  return new Promise((resolve, reject) => {
    const command = [builtFile('cli.js'), 'advise', '--json', '--url', postgres.server().url];
    execFile(process.execPath, command, (failed, out, error) => {
      if (out === '') reject(new Error(error));
      else resolve({ code: failed === null ? 0 : Number(failed.code), review: JSON.parse(out) });
    });
  });
}

async function session(): Promise<Client> {
  const client = new Client({ connectionString: postgres.server().url, application_name: 'agents' });
  await client.connect();
  client.on('error', () => undefined);
  onTestFinished(() => client.end());
  return client;
}

test('a server is told what is wrong with it as a whole, and statements that mend it run as they stand', async () => {
  const holder = await session();
  await holder.query('begin');
  await holder.query(`update parents set name = 'a secret' where id = 7`);
  const waiting = await session();
  const waited = waiting.query(`update parents set name = 'other' where id = 7`);
  // Somebody who waits is told from a second on.
  const since = `select extract(epoch from clock_timestamp() - state_change)::float8 as seconds from pg_stat_activity
    where state = 'idle in transaction'`;
  while (Number((await postgres.run(since))[0]?.['seconds']) < 1.1);

  const { code, review } = await reviewed();
  expect(code).toBe(1);
  expect(review.kind).toBe('serverAdvice');
  expect(review.findings.map(({ rule }) => rule).toSorted()).toEqual([
    'fk-without-index',
    'idle-in-transaction',
    'never-analyzed',
    'redundant-index',
  ]);
  const idle = review.findings.find(({ rule }) => rule === 'idle-in-transaction');
  expect(idle?.title).toContain('agents');
  expect(idle?.evidence).toContainEqual(expect.objectContaining({ name: 'sessions that wait for it', value: 1 }));
  expect(idle?.advice.text).toContain('rows that it wrote in public.parents');
  expect(idle?.advice.text).toContain('update parents set name = ? where id = ?');
  expect(JSON.stringify(review)).not.toContain('a secret');
  await holder.query('rollback');
  await waited;

  const mender = await session();
  for (const { rule, advice } of review.findings.filter((finding) => finding.rule !== 'idle-in-transaction')) {
    const [up = '', down = ''] = advice.sql?.split('\n-- down\n') ?? [];
    for (const text of [up, down, up]) {
      for (const statement of text.split(';\n').filter((each) => !each.trim().startsWith('--')))
        await mender.query(statement).catch((error: unknown) => expect.fail(`${rule}: ${statement}: ${String(error)}`));
    }
  }
  const after = await reviewed();
  expect(after.review.findings).toEqual([]);
  expect(after.code).toBe(0);
});
