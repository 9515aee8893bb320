import { pickRow, runCommand, typeQuickInput } from './commands.ts';
import type { EditorWindow } from './editorWindow.ts';

/** The four kinds of theme, with the editor's own theme of each and the class the workbench then has. */
export const themes = [
  { kind: 'dark', name: 'Dark 2026', workbench: 'vs-dark' },
  { kind: 'light', name: 'Light 2026', workbench: 'vs' },
  { kind: 'hc-dark', name: 'Dark High Contrast', workbench: 'hc-black' },
  { kind: 'hc-light', name: 'Light High Contrast', workbench: 'hc-light' },
] as const;
export type ThemeKind = (typeof themes)[number]['kind'];

/** Changes the theme through its picker; an edit of settings.json on disk is not taken up in time. */
export async function useTheme(window: EditorWindow, kind: ThemeKind): Promise<void> {
  const theme = themes.find((candidate) => candidate.kind === kind);
  if (theme === undefined) throw new Error(`no theme of kind ${kind}`);
  await runCommand(window, 'Preferences: Color Theme');
  await typeQuickInput(window.page, theme.name);
  await pickRow(window.page, theme.name);
  await window.page.waitForSelector(`.monaco-workbench.${theme.workbench}`);
  await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}
