import path from 'node:path';
import * as vscode from 'vscode';
import type { FileEdit } from './changePlan.ts';

const scheme = 'pitstop-change';

/** Closes the tabs that show documents of ours. */
async function closePreview(): Promise<void> {
  const own = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === scheme);
  await vscode.window.tabGroups.close(own);
}

/**
 * Shows what edits would do to their files, side by side and read-only, and asks. True where the user wants it so; the
 * preview is closed either way.
 */
export async function confirmEdits(
  edits: readonly FileEdit[],
  words: { readonly title: string; readonly yes: string; readonly detail: string },
): Promise<boolean> {
  const texts = new Map<string, string>();
  const documentOf = (file: string, side: string, text: string) => {
    // The name keeps its ending, so that the editor colours it as what it is.
    const uri = vscode.Uri.from({ scheme, path: vscode.Uri.file(file).path, query: side });
    texts.set(uri.toString(), text);
    return uri;
  };
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  try {
    for (const { file, before, after } of edits) {
      const sides = [documentOf(file, 'before', before ?? ''), documentOf(file, 'after', after ?? '')] as const;
      const title = `${path.basename(file)}: ${words.title}`;
      await vscode.commands.executeCommand('vscode.diff', ...sides, title, { preview: false });
    }
    const no = vscode.l10n.t('Leave as it is');
    const picked = await vscode.window.showQuickPick([{ label: words.yes, detail: words.detail }, { label: no }], {
      title: words.title,
      placeHolder: edits.map(({ file }) => file).join(', '),
      ignoreFocusOut: true,
    });
    return picked?.label === words.yes;
  } finally {
    await closePreview();
    registration.dispose();
  }
}

/** Shows two texts beside each other until the user closes them. */
export async function showDifference(file: string, left: string, right: string, title: string): Promise<void> {
  const texts = new Map([
    ['left', left],
    ['right', right],
  ]);
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ query }) => texts.get(query) ?? '',
  });
  const side = (query: string) => vscode.Uri.from({ scheme, path: vscode.Uri.file(file).path, query });
  await vscode.commands.executeCommand('vscode.diff', side('left'), side('right'), title, { preview: true });
  // The editor has read both texts once they are shown.
  registration.dispose();
}
