import { describe, expect, test } from 'vitest';
import { openFile, pickRow, runCommand } from '../../support/editor/commands.ts';
import { codeLenses, hoverAt, lineEnds, pressCodeLens, problems } from '../../support/editor/inline.ts';
import { leak } from '../../support/editor/leakyProgram.ts';
import { openPanel, panelFrame, panelShows, showTab } from '../../support/editor/panel.ts';
import { need, type Stage } from '../../support/editor/stage.ts';
import { until } from '../../support/editor/until.ts';
import { treeRows } from '../../support/editor/workbench.ts';

const sessionsOpened = 5_000;

/** Takes a snapshot of the watched program and waits until it is in the list of captures. */
export async function takeSnapshot({ window }: Stage): Promise<void> {
  const before = (await treeRows(window, 'Captures')).length;
  await runCommand(window, 'Pitstop: Take Heap Snapshot');
  await until('one capture more', async () => (await treeRows(window, 'Captures')).length > before, 30_000);
}

/** Compares the two snapshots through the command, and waits until the panel shows what grew. */
export async function compareNewest({ window }: Stage): Promise<void> {
  await runCommand(window, 'Pitstop: Compare Snapshots…');
  await pickRow(window.page, 'snapshot 1');
  await pickRow(window.page, 'snapshot 2');
  await panelShows(await panelFrame(window), /Snapshot 1 → 2/, 40_000);
}

export function growth(stage: () => Stage): void {
  describe('what grows', () => {
    test('two snapshots are taken with the program at work in between', async () => {
      need(stage(), 'watching');
      await runCommand(stage().window, 'View: Show Pitstop');
      await takeSnapshot(stage());
      await stage().program.grow(sessionsOpened);
      await takeSnapshot(stage());
      expect(await treeRows(stage().window, 'Captures')).toHaveLength(2);
    });

    test('compared, they name the container that grew', async () => {
      need(stage(), 'watching');
      await compareNewest(stage());
      const panel = await openPanel(stage().window);
      await showTab(panel, 'memory');
      const shown = await panelShows(panel, '+5,000', 40_000);
      stage().reached.add('compared');
      expect(shown).toContain(leak.container);
      expect(shown).toContain(`${leak.file}:${leak.line}`);
      await until('a finding in the list', async () =>
        (await treeRows(stage().window, 'Findings')).some((row) => row.includes(leak.container)),
      );
    });

    test('the growing container is shown at its line of the source', async () => {
      need(stage(), 'compared');
      const { window } = stage();
      await openFile(window, leak.file);
      await until('a lens with the growth', async () =>
        (await codeLenses(window)).some((lens) => /^\+[\d.]+ (KB|MB)/.test(lens)),
      );
      const ends = await until('marks at the ends of both lines', async () => {
        const found = await lineEnds(window);
        return found.length >= 2 && found;
      });
      expect(ends).toContainEqual({
        line: leak.line,
        source: expect.stringContaining('const sessions'),
        text: expect.stringMatching(/^\+\d.* · \+5,000 elements$/),
      });
      expect(ends).toContainEqual({
        line: leak.constructorLine,
        source: expect.stringContaining('constructor'),
        text: expect.stringMatching(/^\+\d.* · \+5,000 instances$/),
      });
    });

    test('hovering it tells who holds it', async () => {
      need(stage(), 'compared');
      const hover = await hoverAt(stage().window, leak.line, 9, /Held by/);
      expect(hover).toContain(leak.container);
      expect(hover).toMatch(/Disproved by/);
    });

    test('it stands among the problems', async () => {
      need(stage(), 'compared');
      const rows = await until('a problem', async () => {
        const found = await problems(stage().window);
        return found.some((row) => row.includes('between two snapshots')) && found;
      });
      expect(rows.join('\n')).toContain(`Ln ${leak.line}`);
      await runCommand(stage().window, 'View: Toggle Problems');
    });

    test('Show Diff leads from the line to the panel', async () => {
      need(stage(), 'compared');
      const { window } = stage();
      const panel = await openPanel(window);
      await showTab(panel, 'overview');
      await openFile(window, leak.file);
      await until('the lens', async () => (await codeLenses(window)).includes('Show Diff'));
      await pressCodeLens(window, 'Show Diff');
      const shown = await panelFrame(window);
      await shown.locator('#tab-memory[aria-selected=true]').waitFor();
      await panelShows(shown, leak.container);
    });

    test('a place in the panel leads to the line', async () => {
      need(stage(), 'compared');
      const { window } = stage();
      const panel = await openPanel(window);
      await showTab(panel, 'memory');
      await panel
        .locator('button.link', { hasText: `${leak.file}:${leak.line}` })
        .first()
        .click();
      await window.page.locator(`.tab.active[aria-label*="${leak.file}"]`).first().waitFor();
      await until('the cursor at the line', async () =>
        ((await window.page.locator('[id="status.editor.selection"]').textContent()) ?? '').includes(`Ln ${leak.line}`),
      );
    });

    test('inline results go and come by one command', async () => {
      need(stage(), 'compared');
      const { window } = stage();
      await openFile(window, leak.file);
      await runCommand(window, 'Pitstop: Toggle Inline Results');
      await until(
        'no results in the source',
        async () => (await codeLenses(window)).length === 0 && (await lineEnds(window)).length === 0,
      );
      await runCommand(window, 'Pitstop: Toggle Inline Results');
      await until(
        'results in the source',
        async () => (await codeLenses(window)).length > 0 && (await lineEnds(window)).length > 0,
      );
    });

    test('results of a file that changed say so, and follow their line', async () => {
      need(stage(), 'compared');
      const { window } = stage();
      await openFile(window, leak.file);
      await window.page.keyboard.press('Control+Home');
      await window.page.keyboard.type('\n');
      await until('a lens that says the file changed', async () =>
        (await codeLenses(window)).some((lens) => lens.includes('has changed')),
      );
      await until('the mark one line below', async () =>
        (await lineEnds(window)).some(({ line }) => line === leak.line + 1),
      );
      await runCommand(window, 'File: Revert File');
      await until('the mark back at its line', async () =>
        (await lineEnds(window)).some(({ line }) => line === leak.line),
      );
      await until('lenses of a file that is as it was', async () => {
        const lenses = await codeLenses(window);
        return lenses.length > 0 && !lenses.some((lens) => lens.includes('has changed'));
      });
    });
  });
}
