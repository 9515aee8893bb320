import type { Frame } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openPanel, openPanelAlone, showDiff, showTab } from '../../support/editor/panel.ts';
import { need, type Stage } from '../../support/editor/stage.ts';
import { until } from '../../support/editor/until.ts';

/** The element that has the focus, through shadow roots: its tag, id, role and text. */
async function focused(panel: Frame): Promise<string> {
  return panel.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (element === null) return '';
    return `${element.localName}#${element.id} ${element.getAttribute('role') ?? ''} ${(element.textContent ?? '').trim().slice(0, 40)}`;
  });
}

export function keyboard(stage: () => Stage): void {
  describe('by keyboard alone', () => {
    test('tabs turn by Ctrl+PageDown and by arrows, and the focus stays in the panel', async () => {
      need(stage(), 'compared');
      const { page } = stage().window;
      const panel = await openPanel(stage().window);
      await showTab(panel, 'overview');
      await page.keyboard.press('Control+PageDown');
      await panel.locator('#tab-memory[aria-selected=true]').waitFor();
      await panel.locator('#tab-memory').focus();
      await page.keyboard.press('ArrowRight');
      await panel.locator('#tab-gc-loop[aria-selected=true]').waitFor();
      await expect.poll(() => focused(panel), { timeout: 20_000 }).toContain('tab-gc-loop');
      await page.keyboard.press('Control+PageUp');
      await panel.locator('#tab-memory[aria-selected=true]').waitFor();
      expect(await focused(panel)).not.toMatch(/^body/);
    });

    test('the list of what grew is walked and opened', async () => {
      need(stage(), 'compared');
      const { page } = stage().window;
      const panel = await openPanelAlone(stage().window);
      await showDiff(panel);
      // The link that led here is gone with its tab; the focus is on what took its place.
      await expect.poll(() => focused(panel), { timeout: 20_000 }).toMatch(/^div#view/);
      await page.keyboard.press('/');
      await expect.poll(() => focused(panel), { timeout: 20_000 }).toMatch(/^input/);
      await page.keyboard.type('sessions');
      await until('the filtered list', async () => (await panel.locator('[role=row]').count()) >= 2);
      await page.keyboard.press('Tab');
      await expect.poll(() => focused(panel), { timeout: 20_000 }).toMatch(/grid|row|cell/);
      await page.keyboard.press('ArrowDown');
      expect(await focused(panel)).not.toMatch(/^body/);
    });

    test('? shows the keys and Escape closes them', async () => {
      need(stage(), 'compared');
      const { page } = stage().window;
      const panel = await openPanel(stage().window);
      await showTab(panel, 'overview');
      await page.keyboard.press('?');
      const dialog = panel.locator('dialog[open]');
      await dialog.waitFor();
      expect(await dialog.innerText()).toContain('Ctrl');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    });
  });
}
