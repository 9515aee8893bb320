import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { root } from '../../../src/build/bundle.ts';
import type { EditorWindow } from './editorWindow.ts';

/** Where the suites write pictures; git ignores it. */
export const picturesFolder = path.join(root, 'out', 'pictures');

/** A status bar item of the extension, by the id it was made with. */
export function statusItem(window: EditorWindow, id: string): Locator {
  return window.page.locator(`.statusbar-item[id="pitstop.pitstop.${id}"]`);
}

/** A view of the side bar by the name in its header. */
export function view(window: EditorWindow, name: string): Locator {
  const header = window.page.locator(`.pane-header[aria-label="${name} Section"]`);
  return window.page.locator('.split-view-view .pane').filter({ has: header });
}

/** Texts of the rows of a view's tree. */
export async function treeRows(window: EditorWindow, name: string): Promise<readonly string[]> {
  return view(window, name).locator('.monaco-list-row').allTextContents();
}

/** Writes a picture of the whole window, or of a part of it, and gives the file. */
export async function takePicture(window: EditorWindow, name: string, part?: Locator): Promise<string> {
  mkdirSync(picturesFolder, { recursive: true });
  const file = path.join(picturesFolder, `${name}.png`);
  await (part === undefined ? window.page.screenshot({ path: file }) : part.screenshot({ path: file }));
  if (!existsSync(file)) throw new Error(`no picture at ${file}`);
  return file;
}
