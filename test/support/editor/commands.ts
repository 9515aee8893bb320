import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { EditorWindow } from './editorWindow.ts';
import { until } from './until.ts';

const widget = '.quick-input-widget';

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

/** Types into the open quick input, replacing what is there. */
export async function typeQuickInput(page: Page, text: string): Promise<void> {
  const box = page.locator(`${widget} input.input`).first();
  await box.waitFor({ state: 'visible' });
  await box.fill(text);
}

/**
 * Answers the input box with that prompt. It is waited for: what is typed while the box before it still closes would go
 * into that one.
 */
export async function answerPrompt(page: Page, prompt: RegExp, text: string): Promise<void> {
  await page.locator(`${widget} .quick-input-message`, { hasText: prompt }).first().waitFor({ timeout: 20_000 });
  await typeQuickInput(page, text);
  await page.keyboard.press('Enter');
}

/** Rows of the open quick pick whose whole text contains `text`. */
export function quickPickRows(page: Page, text: string | RegExp): Locator {
  return page.locator(`${widget} .monaco-list-row`).filter({ hasText: text });
}

/** Labels of the rows the open quick pick shows now. */
export async function quickPickLabels(page: Page): Promise<readonly string[]> {
  return page.locator(`${widget} .monaco-list-row .label-name`).allTextContents();
}

/** Takes the first row with that text, when it is there. */
export async function pickRow(page: Page, text: string | RegExp): Promise<void> {
  const row = quickPickRows(page, text).first();
  await row.waitFor({ state: 'visible' });
  await row.click();
}

/**
 * Runs a command by its whole title through the command palette, as a person would: the row is clicked, since the list
 * filters with delay and Enter would take whatever stands first. The palette is opened anew while the command is not in
 * it, because an open one does not see what extensions add.
 */
export async function runCommand(window: EditorWindow, title: string): Promise<void> {
  const { page } = window;
  const label = page.locator('.label-name', { hasText: exactly(title) });
  const row = page.locator(`${widget} .monaco-list-row`).filter({ has: label }).first();
  await until(
    `the command ${title}`,
    async () => {
      await openPalette(page, title);
      await row.click({ timeout: 8_000 });
      return true;
    },
    30_000,
  );
  // What the command opens takes the place of the palette: what is typed before would go into the palette, and be lost.
  const box = page.locator(`${widget} input.input`).first();
  await until('the palette to go', async () => !(await box.isVisible()) || !(await box.inputValue()).startsWith('>'));
}

async function openPalette(page: Page, text: string): Promise<void> {
  await openQuickInput(page, 'F1', `>${text}`);
}

/**
 * Opens a quick input by its key and types into it. A key that is pressed in a webview reaches the editor by a detour,
 * and none at all while that webview goes away; then the focus is taken back to the workbench and the key pressed again.
 */
async function openQuickInput(page: Page, key: string, text: string): Promise<void> {
  const box = page.locator(`${widget} input.input`).first();
  await until(
    `the quick input of ${key}`,
    async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press(key);
      try {
        await box.waitFor({ state: 'visible', timeout: 3_000 });
      } catch (error) {
        await page.locator('.part.titlebar .window-title').click({ force: true, timeout: 3_000 });
        throw error;
      }
      await box.fill(text, { timeout: 3_000 });
      return true;
    },
    25_000,
  );
}

/** Titles that the command palette offers for a text. `waitFor` is a title that shows that filtering is done. */
export async function offeredCommands(window: EditorWindow, text: string): Promise<readonly string[]> {
  const { page } = window;
  await openPalette(page, text);
  // The list is settled when two looks in a row see the same.
  let before: string | undefined;
  const labels = await until('a settled command list', async () => {
    const now = await quickPickLabels(page);
    const same = before === now.join('\n');
    before = now.join('\n');
    return same && now.length > 0 ? now : undefined;
  });
  await page.keyboard.press('Escape');
  return labels;
}

/** True where the palette offers one of our commands now. It is asked by its whole name: a list shows a page at a time. */
export async function isOffered(window: EditorWindow, title: string): Promise<boolean> {
  const label = `Pitstop: ${title}`;
  return (await offeredCommands(window, label)).includes(label);
}

/** Opens a file of the workspace by its name and waits for its editor. */
export async function openFile(window: EditorWindow, file: string): Promise<void> {
  const { page } = window;
  await openQuickInput(page, 'Control+P', file);
  await pickRow(page, path.basename(file));
  await page
    .locator(`.tab.active[aria-label*="${path.basename(file)}"]`)
    .first()
    .waitFor();
}

/** Puts the cursor of the active editor at a line and column, counted from 1. */
export async function goTo(window: EditorWindow, line: number, column = 1): Promise<void> {
  const { page } = window;
  await openQuickInput(page, 'Control+G', `:${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator(widget).waitFor({ state: 'hidden' });
}
