import { runCommand } from './commands.ts';
import type { EditorWindow } from './editorWindow.ts';
import { until } from './until.ts';

/** Rows of the editor's own list of extensions that run, once it has any. The list is closed again. */
async function runningRows(window: EditorWindow): Promise<readonly string[]> {
  await runCommand(window, 'Developer: Show Running Extensions');
  const list = window.page.locator('.runtime-extensions-editor .extension');
  const rows = await until('running extensions', async () => {
    const texts = await list.allInnerTexts();
    return texts.length > 0 && texts;
  });
  await runCommand(window, 'View: Close Editor');
  return rows;
}

const activation = /Activation:\s*(\d+)\s*ms/;

/** True where the extension was activated. */
export async function isActive(window: EditorWindow, name: string): Promise<boolean> {
  return (await runningRows(window)).some((row) => row.startsWith(name) && activation.test(row));
}

/** How long the extension took to load and to activate, in milliseconds, as the editor measured it. */
export async function activationMs(window: EditorWindow, name: string): Promise<number> {
  return until(`activation of ${name}`, async () => {
    const row = (await runningRows(window)).find((candidate) => candidate.startsWith(name));
    const found = activation.exec(row ?? '');
    return found === null ? undefined : Number(found[1]);
  });
}
