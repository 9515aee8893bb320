import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { quickPickRows, runCommand, typeQuickInput } from '../../support/editor/commands.ts';
import { leak } from '../../support/editor/leakyProgram.ts';
import { clearNotifications, notification } from '../../support/editor/notifications.ts';
import { openPanel, openPanelAlone, panelFrame, panelShows, showDiff, showTab } from '../../support/editor/panel.ts';
import { isRunning } from '../../support/editor/processTree.ts';
import { need, type Stage } from '../../support/editor/stage.ts';
import { until } from '../../support/editor/until.ts';
import { treeRows } from '../../support/editor/workbench.ts';
import { attach } from './watching.ts';

const hostWords = /Host pid (\d+)/;

/**
 * The pid of the host that the panel speaks with. A window that was reloaded can leave its former extension host behind
 * for a while, which keeps a host of its own.
 */
async function hostPid(panel: Frame): Promise<number> {
  await showTab(panel, 'overview');
  return Number(hostWords.exec(await panelShows(panel, hostWords))?.[1]);
}

export function recovery(stage: () => Stage): void {
  describe('when things go wrong', () => {
    test('a file that is no snapshot is refused with what to do', async () => {
      const { window, workspace } = stage();
      const file = path.join(workspace.folder, 'broken.heapsnapshot');
      writeFileSync(file, 'this is no snapshot');
      await runCommand(window, 'Pitstop: Import Snapshot…');
      // The dialogue writes its own folder into the field when it is ready, over what was typed before.
      await until('the file in the dialogue', async () => {
        await typeQuickInput(window.page, file);
        await quickPickRows(window.page, 'broken.heapsnapshot').first().waitFor({ timeout: 3_000 });
        return true;
      });
      await window.page.keyboard.press('Enter');
      expect(await notification(window, 'broken.heapsnapshot')).toMatch(/snapshot file|\.heapsnapshot/);
      await clearNotifications(window);
      expect((await treeRows(window, 'Captures')).some((row) => row.includes('broken'))).toBe(false);
    });

    test('detach leaves the program as it was', async () => {
      await attach(stage());
      const { window, program } = stage();
      await runCommand(window, 'Pitstop: Detach');
      await until('no watched target', async () =>
        (await treeRows(window, 'Targets')).every((row) => !row.includes('loop')),
      );
      expect(isRunning(program.pid)).toBe(true);
      expect(await program.grow(1)).toBeGreaterThan(1);
    });
  });
}

/** What has to come back by itself: the panel with its window, and the host. */
export function reconnection(stage: () => Stage): void {
  describe('when a line is cut', () => {
    test('the panel shows the same after the window was reloaded', async () => {
      need(stage(), 'compared');
      const { window } = stage();
      const panel = await openPanelAlone(window);
      await showDiff(panel);
      await panelShows(panel, leak.container);
      // By the editor's own command: it writes down what is open before the page goes.
      const loaded = window.page.waitForEvent('load', { timeout: 60_000 });
      await runCommand(window, 'Developer: Reload Window');
      await loaded;
      await window.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
      const again = await panelFrame(window);
      await again.locator('#tab-memory[aria-selected=true]').waitFor({ timeout: 30_000 });
      await panelShows(again, leak.container, 30_000);
    });

    test('a killed host is told, comes back, and has kept captures and findings', async () => {
      need(stage(), 'compared');
      await attach(stage());
      const { window } = stage();
      const panel = await openPanel(window);
      const before = await hostPid(panel);
      process.kill(before, 'SIGKILL');
      await panelShows(panel, 'The host was restarted', 40_000);
      expect(await hostPid(panel)).not.toBe(before);
      await showTab(panel, 'memory');
      await panelShows(panel, leak.container, 20_000);
      expect(isRunning(stage().program.pid)).toBe(true);
    });
  });
}
