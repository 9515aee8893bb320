import { describe, expect, test } from 'vitest';
import { commands, views } from '../../../src/extension/contributions.ts';
import { isOffered, runCommand } from '../../support/editor/commands.ts';
import { openPanel, panelShows } from '../../support/editor/panel.ts';
import { extensionStartup } from '../../support/editor/startup.ts';
import type { Stage } from '../../support/editor/stage.ts';
import { descendantsOf } from '../../support/editor/processTree.ts';
import { until } from '../../support/editor/until.ts';
import { view } from '../../support/editor/workbench.ts';

const extensionId = 'pitstop.pitstop';

export function firstLook(stage: () => Stage): void {
  describe('first look', () => {
    test('nothing of Pitstop runs before it is asked for', async () => {
      const { window, server } = stage();
      expect(await extensionStartup(window, extensionId)).toBeUndefined();
      expect(descendantsOf(server.pid).filter(({ command }) => command.includes('host.cjs'))).toEqual([]);
    });

    test('the palette offers what can be done now, and nothing else', async () => {
      const { window } = stage();
      expect(await isOffered(window, commands.openPanel.title)).toBe(true);
      expect(await isOffered(window, commands.attach.title)).toBe(true);
      expect(await isOffered(window, commands.detach.title)).toBe(false);
      expect(await isOffered(window, commands.compareSnapshots.title)).toBe(false);
      expect(await isOffered(window, commands.dismissFinding.title)).toBe(false);
    });

    test('its lists say what they are for and how to begin', async () => {
      const { window } = stage();
      await runCommand(window, 'View: Show Pitstop');
      for (const { name, welcome } of Object.values(views)) {
        const firstWords = welcome[0].text.split(/[.\n[]/)[0] ?? '';
        const shown = view(window, name);
        await shown.waitFor();
        await until(`the welcome of ${name}`, async () => {
          const text = await shown.innerText();
          return welcome.some((entry) => text.includes(entry.text.split(/[.\n[]/)[0] ?? firstWords));
        });
      }
    });

    test('seeing one of its lists activates it', async () => {
      const startup = await until(
        'the activation in the report',
        async () => extensionStartup(stage().window, extensionId),
        60_000,
      );
      // How long that may take is held by the benchmark; here it only has to have been measured.
      expect(startup.activateMs).toBeGreaterThanOrEqual(0);
    });

    test('the panel opens with what it answers and one way to begin', async () => {
      const { window } = stage();
      const panel = await openPanel(window);
      await panelShows(panel, 'Attach to Process…');
      await panelShows(panel, 'Open the Sample');
    });
  });
}
