import type { Frame } from 'playwright-core';
import { runCommand } from './commands.ts';
import type { EditorWindow } from './editorWindow.ts';
import { until } from './until.ts';
import { webviewWith } from './webviews.ts';

/** The panel's tabs, by the ids of their buttons. */
type PanelTab = 'overview' | 'memory' | 'gc-loop' | 'queries' | 'experiments';

/** Opens the panel, or brings it to the front, and gives its frame once it has drawn its tabs. */
export async function openPanel(window: EditorWindow): Promise<Frame> {
  await runCommand(window, 'Pitstop: Open Panel');
  return panelFrame(window);
}

/** Opens the panel in the whole width of the editor, without anything beside it. */
export async function openPanelAlone(window: EditorWindow): Promise<Frame> {
  await runCommand(window, 'View: Close All Editors');
  return openPanel(window);
}

/** The frame of the panel that is open; after a reload it comes late. */
export async function panelFrame(window: EditorWindow): Promise<Frame> {
  return webviewWith(window, 'pit-panel [role=tab]', 60_000);
}

/** Shows a tab of the panel. */
export async function showTab(panel: Frame, tab: PanelTab): Promise<void> {
  await panel.locator(`#tab-${tab}`).click();
  await panel.locator(`#tab-${tab}[aria-selected=true]`).waitFor();
}

/** Shows what grew between the snapshots of the first finding, by its link in the overview. */
export async function showDiff(panel: Frame): Promise<void> {
  await showTab(panel, 'overview');
  await panel.locator('button.link', { hasText: 'Show Path' }).first().click();
  await panel.locator('#tab-memory[aria-selected=true]').waitFor();
  // The filter stands over the list of what grew, which comes after all else of the tab.
  await panel.locator('pit-memory input').first().waitFor();
}

/** Waits until the panel shows a text, and gives all it shows. */
export async function panelShows(panel: Frame, text: string | RegExp, withinMs = 15_000): Promise<string> {
  const matches = (shown: string) => (typeof text === 'string' ? shown.includes(text) : text.test(shown));
  return until(
    `the panel to show ${String(text)}`,
    async () => {
      const shown = await panelText(panel);
      return matches(shown) && shown;
    },
    withinMs,
  );
}

/** All text that the panel shows now, with that in shadow roots. */
export async function panelText(panel: Frame): Promise<string> {
  return panel.locator('pit-panel').evaluate((root) => {
    const textOf = (node: Node): string => {
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
      if (node instanceof Element && (node.localName === 'style' || !node.checkVisibility())) return '';
      const inner = node instanceof Element && node.shadowRoot !== null ? textOf(node.shadowRoot) : '';
      return [inner, ...[...node.childNodes].map(textOf)].join(' ');
    };
    return textOf(root).replaceAll(/\s+/g, ' ').trim();
  });
}
