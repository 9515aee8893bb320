import { describe, expect, test } from 'vitest';
import { offeredCommands, pickRow, quickPickRows, runCommand } from '../../support/editor/commands.ts';
import { openPanel, panelShows, showTab } from '../../support/editor/panel.ts';
import type { Stage } from '../../support/editor/stage.ts';
import { until } from '../../support/editor/until.ts';
import { statusItem, treeRows } from '../../support/editor/workbench.ts';

/** Attaches to the stage's program by the quick pick, and waits until it is watched. */
export async function attach({ window, program }: Stage): Promise<void> {
  await runCommand(window, 'Pitstop: Attach to Running Process…');
  const row = new RegExp(`\\b${program.pid}\\b`);
  await quickPickRows(window.page, row).first().waitFor({ timeout: 20_000 });
  await pickRow(window.page, row);
  await statusItem(window, 'watched').waitFor({ timeout: 20_000 });
}

export function watching(stage: () => Stage): void {
  describe('watching', () => {
    test('a running program is picked from a list, and is watched without a change to it', async () => {
      await attach(stage());
      const { window, program } = stage();
      await until('the target in its list', async () =>
        (await treeRows(window, 'Targets')).some(
          (row) => row.includes('leakyProgram') && row.includes(`${program.pid}`),
        ),
      );
      expect(await program.grow(10)).toBe(10);
    });

    test('the status bar shows heap and loop delay', async () => {
      const item = statusItem(stage().window, 'watched');
      await until('figures in the status bar', async () =>
        /\d MB · loop [\d.]+ ms/.test(((await item.textContent()) ?? '').replaceAll('\u00a0', ' ')),
      );
    });

    test('figures in the panel move by themselves', async () => {
      const panel = await openPanel(stage().window);
      await showTab(panel, 'overview');
      await panelShows(panel, 'leakyProgram');
      const strips = panel.locator('pit-strips');
      await strips.waitFor();
      const seen = new Set<string>();
      await until('five states of the live charts', async () => seen.add(await strips.innerText()).size >= 5);
    });

    test('collections and loop delay have their own tab', async () => {
      const panel = await openPanel(stage().window);
      await showTab(panel, 'gc-loop');
      await stage().program.grow(20_000);
      await panelShows(panel, /scavenge/i, 20_000);
    });

    test('commands for a watched program are offered now', async () => {
      const offered = await offeredCommands(stage().window, 'Pitstop: ');
      expect(offered).toContain('Pitstop: Take Heap Snapshot');
      expect(offered).toContain('Pitstop: Detach');
    });
  });
}
