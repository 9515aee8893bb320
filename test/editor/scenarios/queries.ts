import { describe, expect, test } from 'vitest';
import { goTo, openFile, pickRow, runCommand } from '../../support/editor/commands.ts';
import { codeLenses, lineEnds, pressCodeLens } from '../../support/editor/inline.ts';
import { clearNotifications, notification } from '../../support/editor/notifications.ts';
import { panelFrame, panelShows } from '../../support/editor/panel.ts';
import { need, type Stage } from '../../support/editor/stage.ts';
import { until } from '../../support/editor/until.ts';

const file = 'history.ts';
/** Lines of the fixture: where the query is handed over, where it names its table, and the two that are refused. */
const lines = { call: 5, table: 7, misspelt: 11, writes: 13 } as const;

export function queries(stage: () => Stage): void {
  describe('what is slow', () => {
    test('without a database, explaining offers one, and leads to the plan', async () => {
      const { window, reached } = stage();
      await openFile(window, file);
      await goTo(window, lines.table, 10);
      await runCommand(window, 'Pitstop: Explain Analyze Query at Cursor');
      await pickRow(window.page, 'embedded server');
      const panel = await panelFrame(window);
      await panel.locator('#tab-queries[aria-selected=true]').waitFor({ timeout: 60_000 });
      const shown = await panelShows(panel, 'pg_namespace', 30_000);
      expect(shown).toContain(`${file}:6`);
      reached.add('explained');
    });

    test('the time of the run stands where the query is handed over', async () => {
      need(stage(), 'explained');
      const { window } = stage();
      await openFile(window, file);
      await until('a lens with the time', async () =>
        (await codeLenses(window)).some((lens) => /^[\d.,]+ ms · [\d,]+ buffers$/.test(lens)),
      );
      const ends = await until('a time at the end of the line', async () => {
        const found = await lineEnds(window);
        return found.length > 0 && found;
      });
      expect(ends).toEqual([
        { line: lines.call, source: expect.stringContaining('db.query'), text: expect.stringMatching(/ms · .* % in /) },
      ]);
    });

    test('a changed statement dims its time, and unsaved text is what is explained', async () => {
      need(stage(), 'explained');
      const { window } = stage();
      await openFile(window, file);
      await goTo(window, lines.table, 1);
      await window.page.keyboard.press('End');
      await window.page.keyboard.type(' join pg_am on relam = pg_am.oid');
      await until('a lens that says the statement changed', async () =>
        (await codeLenses(window)).some((lens) => lens.includes('has changed since')),
      );
      await pressCodeLens(window, 'Explain Analyze');
      await panelShows(await panelFrame(window), 'pg_am', 30_000);
      await openFile(window, file);
      await runCommand(window, 'File: Revert File');
    });

    test('a mistake is shown at its place', async () => {
      need(stage(), 'explained');
      const { window } = stage();
      await openFile(window, file);
      await goTo(window, lines.misspelt, 60);
      await runCommand(window, 'Pitstop: Explain Query at Cursor');
      expect(await notification(window, /syntax|pg_class/)).toContain(`${file}:${lines.misspelt}`);
      await clearNotifications(window);
      await openFile(window, file);
      await until('a squiggle', async () => (await window.page.locator('.squiggly-error').count()) > 0);
    });

    test('a statement that writes is refused, with the reason', async () => {
      need(stage(), 'explained');
      const { window } = stage();
      await openFile(window, file);
      await goTo(window, lines.writes, 75);
      await runCommand(window, 'Pitstop: Explain Analyze Query at Cursor');
      expect(await notification(window, /writes/)).toContain('one statement that reads');
      await clearNotifications(window);
    });
  });
}
