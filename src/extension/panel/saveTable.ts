import * as vscode from 'vscode';

/** Asks where to save a table, and writes it there: as JSON where the file's name says so, else as CSV. */
export async function saveTable(name: string, forms: { readonly csv: string; readonly json: string }): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    filters: { CSV: ['csv'], JSON: ['json'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${name}.csv`) }),
  });
  if (file === undefined) return;
  const text = file.path.endsWith('.json') ? forms.json : forms.csv;
  try {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} could not be written: {1}. Choose another folder.', file.fsPath, why),
    );
  }
}
