import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EmbeddedPostgres } from '../../support/embeddedPostgres.ts';
import { goTo, openFile, pickRow, runCommand } from '../../support/editor/commands.ts';
import { codeLenses, lineEnds, pressCodeLens } from '../../support/editor/inline.ts';
import { panelFrame, panelShows } from '../../support/editor/panel.ts';
import { need, type Stage } from '../../support/editor/stage.ts';
import { until } from '../../support/editor/until.ts';
import { takePicture, treeRows } from '../../support/editor/workbench.ts';

/** Orders without an index for the newest ones of a customer. */
export const ordersTable = `
  begin;
  create table orders (id int primary key, customer int not null, made timestamptz not null, body text not null);
  insert into orders select n, n % 500, now() - n * interval '1 second', repeat('x', 80) from generate_series(1, 60000) n;
  commit;
  analyze orders;`;

const source = `type Database = { query(text: string, values: readonly unknown[]): Promise<unknown> };

export const newest = (db: Database, customer: number) =>
  db.query(\`
    select id, body from orders where customer = $1 order by made desc limit 10\`,
    [customer]);
`;
const callLine = 4;

const migrations = ({ workspace }: Stage) =>
  globSync('**/*orders*.sql', { cwd: workspace.folder }).map((file) => path.join(workspace.folder, file));

const rowWith = (stage: Stage, words: RegExp) =>
  until(
    `a finding that says ${words}`,
    async () => (await treeRows(stage.window, 'Findings')).some((row) => words.test(row)),
    60_000,
  );

/** From a slow query to an index that is proven, applied, verified and taken back, on a server of the user's. */
export function proving(stage: () => Stage, database: EmbeddedPostgres): void {
  describe('a slow query', () => {
    test('an index for it is proven, and said where the query is handed over', async () => {
      const { window, workspace, reached } = stage();
      writeFileSync(path.join(workspace.folder, '.env'), `DATABASE_URL=${database.server().url}\n`);
      writeFileSync(path.join(workspace.folder, 'src', 'orders.ts'), source);
      await openFile(window, 'orders.ts');
      await goTo(window, callLine + 1, 20);
      await runCommand(window, 'Pitstop: Find and Prove an Index');
      await pickRow(window.page, '.env');
      await rowWith(stage(), /orders.*proven/);
      reached.add('proven');
      const shown = await panelShows(await panelFrame(window), /Proven/, 30_000);
      expect(shown).toContain('Median of');
      await takePicture(window, 'queries-dark');
      await openFile(window, 'orders.ts');
      await until('lenses of the finding and of the time', async () => {
        const lenses = await codeLenses(window);
        return lenses.some((lens) => /^[\d,.]+x .* proven$/.test(lens)) && lenses.some((lens) => / ms · /.test(lens));
      });
      expect(await lineEnds(window)).toEqual([expect.objectContaining({ line: callLine })]);
    });

    test('applied, its migration is a new file; run on the server it is verified; undone the file is gone', async () => {
      need(stage(), 'proven');
      const { window } = stage();
      await pressCodeLens(window, 'Apply…');
      await pickRow(window.page, /^Apply/);
      const file = await until('the migration', () => migrations(stage()).at(0));
      await until('its text', () => readFileSync(file, 'utf8').includes('CREATE INDEX CONCURRENTLY'));
      await rowWith(stage(), /orders.*applied/);
      await database.run(readFileSync(file, 'utf8').split('-- down')[0] ?? '');
      await runCommand(window, 'Pitstop: Verify');
      await rowWith(stage(), /orders.*verified/);
      await runCommand(window, 'Pitstop: Undo');
      await until('the migration gone', () => migrations(stage()).length === 0);
      await until('its folder gone', () => !existsSync(path.dirname(file)));
    });
  });
}
