import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtFile } from '../support/builtProgram.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const postgres = embeddedPostgres(`
  begin;
  create table notes (id int primary key, owner int not null, text text not null, at timestamptz not null);
  insert into notes select i, i % 3000, repeat('n', 60), '2026-01-01'::timestamptz + i * interval '1 minute'
    from generate_series(1, 60000) i;
  commit;
  analyze notes`);

type Ran = { readonly code: number; readonly out: string; readonly error: string };

function advise(args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const command = [builtFile('cli.js'), 'advise', ...args, '--url', postgres.server().url];
    execFile(process.execPath, command, (failed, out, error) => {
      resolve({ code: failed === null ? 0 : Number(failed.code), out, error });
    });
  });
}

/** A program with migrations, and the line of its statement. */
function program(): readonly string[] {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'package.json'), '{}');
  mkdirSync(path.join(folder, 'migrations'));
  writeFileSync(path.join(folder, 'migrations', '0007_notes.sql'), 'create table notes ();\n');
  const file = path.join(folder, 'notes.ts');
  writeFileSync(file, 'db.query(`\n  select text from notes where owner = ${owner} order by at desc limit 10`);\n');
  return ['--file', file, '--line', '2'];
}

describe('pitstop advise', () => {
  test('--prove gives findings with their proof as one document, and says so by its exit code', async () => {
    const source = program();
    const { code, out } = await advise([...source, '--prove', '--json']);
    expect(code).toBe(1);
    const document: Record<string, unknown> = JSON.parse(out);
    expect(document).toMatchObject({
      format: 1,
      kind: 'queryAdvice',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      findings: [
        {
          rule: 'missing-index',
          place: { file: source[1], line: 2 },
          advice: {
            sql: expect.stringMatching(
              /^CREATE INDEX CONCURRENTLY IF NOT EXISTS \w+ ON public\.notes \(owner, at DESC\);\n-- down\n/,
            ),
            changes: [
              {
                kind: 'newFile',
                file: path.join(path.dirname(source[1] ?? ''), 'migrations', '0008_notes_owner_at_idx.sql'),
              },
            ],
          },
          proof: { unit: 'ms', isDecided: true, sameResult: true, method: expect.stringMatching(/alternating runs/) },
        },
      ],
      problems: [],
    });
    expect(out).not.toContain(new URL(postgres.server().url).password);
  });

  test('without a proof claims nothing, and lists what could be tried', async () => {
    const { code, out } = await advise([...program(), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      findings: [],
      trials: [{ what: 'index on notes (owner, at DESC)', outcome: expect.stringMatching(/^not proven/) }, {}],
    });
  });

  test('prints the proof card for people', async () => {
    const { code, out, error } = await advise(['--sql', 'select * from notes where owner = 7', '--prove']);
    expect(error).toContain('PostgreSQL 18');
    expect(code).toBe(1);
    for (const part of [
      /Faster with an index on notes \(owner\)/,
      /→ .* {3}.*x \(.*–.*\) {3}the same rows/,
      /buffers touched/,
      /against itself: /,
      /index size: /,
      /build: /,
      /insert of 2000 more rows: /,
      /CREATE INDEX CONCURRENTLY/,
      /-- down/,
    ])
      expect(out).toMatch(part);
  });

  test('says nothing about a healthy statement', async () => {
    const { code, out } = await advise(['--sql', 'select * from notes where id = 7', '--prove']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Nothing to advise: it took /);
  });

  test('refuses a statement that writes, and what is no statement', async () => {
    const writing = await advise(['--sql', 'delete from notes', '--prove']);
    expect(writing.code).toBe(2);
    expect(writing.error).toMatch(/the statement writes/);
    const two = await advise(['--sql', 'select 1; select 2', '--prove']);
    expect(two.code).toBe(2);
  });
});
