import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtFile } from '../support/builtProgram.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const postgres = embeddedPostgres(`
  create table threads (id int primary key, owner text);
  insert into threads select g, 'owner ' || g % 10 from generate_series(1, 3000) g;
  analyze threads;
`);

type Ran = { readonly code: number; readonly out: string; readonly error: string };

function explain(args: readonly string[], stdin = '', environment: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const command = [builtFile('cli.js'), 'explain', ...args];
    const child = execFile(
      process.execPath,
      command,
      { env: { ...process.env, ...environment } },
      (failed, out, error) => {
        resolve({ code: failed === null ? 0 : Number(failed.code), out, error });
      },
    );
    child.stdin?.end(stdin);
  });
}

describe('pitstop explain', () => {
  test('gives the plan of the statement at a line of a program as one document', async () => {
    const file = path.join(temporaryFolder(), 'app.ts');
    writeFileSync(file, 'const a = 1;\npool.query(`\n  select * from threads\n  where owner = ${owner}`);\n');
    const { code, out } = await explain([
      '--file',
      file,
      '--line',
      '4',
      '--analyze',
      '--json',
      '--url',
      postgres.server().url,
    ]);
    expect(code).toBe(0);
    const document: Record<string, unknown> = JSON.parse(out);
    expect(document).toMatchObject({
      format: 1,
      kind: 'queryPlan',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      place: { file, line: 3, column: 3 },
      isAnalyzed: true,
      plan: { nodeType: 'Seq Scan', subject: 'threads', actualRows: 300, rowsRemoved: 2700, children: [] },
      parameters: [{ number: 1, text: 'owner', from: 'statistics' }],
      problems: [],
    });
    expect(out).not.toMatch(/owner \d/);
    expect(out).not.toContain(new URL(postgres.server().url).password);
  });

  test('reads standard input and the server of the environment, and prints a tree for people', async () => {
    const sql = 'select * from threads where id = $1';
    const { code, out, error } = await explain(['-', '--params', '[7]', '--analyze'], sql, {
      DATABASE_URL: postgres.server().url,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/Index Scan {2}threads_pkey on threads/);
    expect(out).toContain('$1 (integer): given with the request');
    expect(error).toMatch(/^pitstop@127\.0\.0\.1:\d+\/postgres, PostgreSQL 18/);
  });

  test('ends with 2 and says what is wrong where', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'broken.sql');
    writeFileSync(file, 'select 1;\nselect *\nform threads;\nselect 2;');
    const url = ['--url', postgres.server().url];
    const attempts = [
      [['--file', file, '--line', '3', ...url], `${file}:3:1: syntax error at or near "form"`],
      [['--file', file, ...url], '2 statements; name one by --line (1, 4'],
      [['--sql', 'delete from threads', '--analyze', ...url], 'the statement writes'],
      [['--sql', 'select 1', '--url', 'postgres://u:hidden@127.0.0.1:1/d'], 'no PostgreSQL answers at u@127.0.0.1:1/d'],
      [['--sql', 'select 1', '--params', '{', ...url], '--params takes JSON'],
      [['--sql', 'select 1', '-', ...url], 'give the statement by one of'],
    ] as const;
    const results = await Promise.all(attempts.map(([args]) => explain(args)));
    for (const [index, [, words]] of attempts.entries()) {
      expect(results[index]?.error).toContain(words);
      expect(results[index]?.code).toBe(2);
      expect(results[index]?.error).not.toContain('hidden');
    }
  });
});
