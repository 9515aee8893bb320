import { runCommand } from './commands.ts';
import type { EditorWindow } from './editorWindow.ts';
import { until } from './until.ts';

/** How an extension started, in milliseconds, as the editor itself measured it. */
export type Startup = { readonly loadMs: number; readonly activateMs: number };

/** The extension's row of the editor's own startup report; undefined where it was not activated. */
export async function extensionStartup(window: EditorWindow, id: string): Promise<Startup | undefined> {
  const { page } = window;
  await runCommand(window, 'Developer: Startup Performance');
  const report = page.locator('.editor-group-container.active .monaco-editor').last();
  const line = (text: string) => report.locator('.view-line', { hasText: text }).first();
  await line('System Info').waitFor({ timeout: 20_000 });
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+F');
  await report.locator('.find-widget textarea').first().fill(id);
  const count = report.locator('.find-widget .matchesCount');
  const found = await until('a search in the report', async () => {
    const text = (await count.textContent()) ?? '';
    return /^No results|of \d/.test(text) && text;
  });
  await page.keyboard.press('Enter');
  // Columns: extension, eager, load code, call activate, finish activate, event, by.
  const cells = found.startsWith('No')
    ? []
    : ((await line(id).textContent()) ?? '').split('|').map((cell) => cell.trim());
  await page.keyboard.press('Escape');
  await runCommand(window, 'View: Close Editor');
  const [loadMs, activateMs] = [Number(cells[3]), Number(cells[4])];
  return Number.isNaN(loadMs) || Number.isNaN(activateMs) ? undefined : { loadMs, activateMs };
}
