import { describe, expect, test } from 'vitest';
import { isOffered, pickRow, runCommand, typeQuickInput } from '../../support/editor/commands.ts';
import { openPanel, panelFrame, panelShows, panelText, showTab } from '../../support/editor/panel.ts';
import { need, type Stage } from '../../support/editor/stage.ts';
import { until } from '../../support/editor/until.ts';
import { statusItem, treeRows } from '../../support/editor/workbench.ts';

/** Attaches to the stage's program by the quick pick, and waits until it is watched and shown. */
export async function attach({ window, program, reached }: Stage): Promise<void> {
  await runCommand(window, 'Pitstop: Attach to Running Process…');
  // Filtered before picking: a busy machine has more Node processes than the list shows at once.
  await typeQuickInput(window.page, `pid ${program.pid}`);
  await pickRow(window.page, `pid ${program.pid} `);
  await statusItem(window, 'watched').waitFor({ timeout: 20_000 });
  // The panel opens at the end of it and takes the focus: what is done before would be undone.
  await panelShows(await panelFrame(window), `pid ${program.pid}`);
  reached.add('watching');
}

export function watching(stage: () => Stage): void {
  describe('watching', () => {
    test('a running program is picked from a list, and is watched without a change to it', async () => {
      const { window, program } = stage();
      await runCommand(window, 'View: Show Pitstop');
      await attach(stage());
      await until('the target in its list', async () =>
        (await treeRows(window, 'Targets')).some(
          (row) => row.includes('leakyProgram') && row.includes(`${program.pid}`),
        ),
      );
      expect(await program.grow(10)).toBe(10);
    });

    test('the status bar shows heap and loop delay', async () => {
      need(stage(), 'watching');
      const item = statusItem(stage().window, 'watched');
      await until('figures in the status bar', async () =>
        /\d MB · loop [\d.]+ ms/.test(((await item.textContent()) ?? '').replaceAll('\u00a0', ' ')),
      );
    });

    test('figures in the panel move by themselves', async () => {
      need(stage(), 'watching');
      const panel = await openPanel(stage().window);
      await showTab(panel, 'overview');
      await panelShows(panel, 'leakyProgram');
      await panel.locator('pit-strips').waitFor();
      const seen = new Set<string>();
      await until('five states of the live figures', async () => seen.add(await panelText(panel)).size >= 5);
    });

    test('collections and loop delay have their own tab', async () => {
      need(stage(), 'watching');
      const panel = await openPanel(stage().window);
      await showTab(panel, 'gc-loop');
      await stage().program.grow(20_000);
      await panelShows(panel, /scavenge/i, 20_000);
    });

    test('commands for a watched program are offered now', async () => {
      need(stage(), 'watching');
      expect(await isOffered(stage().window, 'Take Heap Snapshot')).toBe(true);
      expect(await isOffered(stage().window, 'Detach')).toBe(true);
    });
  });
}
