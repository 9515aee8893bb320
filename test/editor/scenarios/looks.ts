import { describe, expect, test } from 'vitest';
import { axeViolations, colourViolations } from '../../support/editor/accessibility.ts';
import { openFile, runCommand } from '../../support/editor/commands.ts';
import { codeLenses, lineEnds } from '../../support/editor/inline.ts';
import { leak } from '../../support/editor/leakyProgram.ts';
import { openPanelAlone, panelShows, showDiff, showTab } from '../../support/editor/panel.ts';
import { need, type Stage } from '../../support/editor/stage.ts';
import { themes, useTheme } from '../../support/editor/themes.ts';
import { until } from '../../support/editor/until.ts';
import { takePicture } from '../../support/editor/workbench.ts';

/** Tabs of a watched program, and what each shows when it is whole; the others are looked at where they hold a proof. */
const shownIn = [
  ['overview', 'pit-strips canvas'],
  ['memory', 'pit-grid [role=row]'],
  ['gc-loop', 'canvas'],
] as const;

export function looks(stage: () => Stage): void {
  describe.each(themes)('looks in $kind', ({ kind }) => {
    test('no tab has an accessibility violation', async () => {
      need(stage(), 'compared');
      const { window } = stage();
      await useTheme(window, kind);
      const panel = await openPanelAlone(window);
      await showDiff(panel);
      await panelShows(panel, leak.container);
      const found: Record<string, readonly string[]> = {};
      for (const [tab, whole] of shownIn) {
        await showTab(panel, tab);
        await panel.locator(whole).first().waitFor();
        found[tab] = await (kind === 'dark' ? axeViolations : colourViolations)(panel);
        await takePicture(window, `${tab}-${kind}`);
      }
      expect(found).toEqual({ overview: [], memory: [], 'gc-loop': [] });
    });

    test('the source shows its results', async () => {
      need(stage(), 'compared');
      const { window } = stage();
      await runCommand(window, 'View: Close All Editors');
      await openFile(window, leak.file);
      await until(
        'results in the source',
        async () => (await codeLenses(window)).length > 0 && (await lineEnds(window)).length > 0,
      );
      await takePicture(window, `inline-${kind}`);
    });
  });

  describe('back to dark', () => {
    test('the theme is as it was', async () => {
      await useTheme(stage().window, 'dark');
    });
  });
}
