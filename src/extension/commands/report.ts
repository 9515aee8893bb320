import path from 'node:path';
import * as vscode from 'vscode';
import type { Commands } from './commandParts.ts';

type Format = 'markdown' | 'html';
const endings: Readonly<Record<Format, string>> = { markdown: 'md', html: 'html' };

/** The formats to pick from. */
const formats = () => [
  { label: 'Markdown', detail: vscode.l10n.t('For an issue, a pull request or a wiki'), format: 'markdown' as const },
  {
    label: 'HTML',
    detail: vscode.l10n.t('One page that needs nothing else: to send, to print'),
    format: 'html' as const,
  },
];

/** Everything that was found, tried out and proven, as one document. */
export const reportCommands: Commands<'exportReport'> = {
  exportReport: async ({ link }) => {
    const picked = await vscode.window.showQuickPick(formats(), { title: vscode.l10n.t('Export Report') });
    if (picked === undefined) return;
    const { format } = picked;
    const client = await link.client();
    const { text } = await client.request('findings/report', { format });
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `pitstop-report.${endings[format]}`;
    const uri = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
      filters: { [picked.label]: [endings[format]] },
    });
    if (uri === undefined) return;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    if (format === 'markdown') await vscode.commands.executeCommand('markdown.showPreview', uri);
    // A browser on another machine cannot open a file of this one.
    else if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop)
      await vscode.env.openExternal(uri);
    else await vscode.window.showTextDocument(uri);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Pitstop: {0} written', path.basename(uri.fsPath)), 5_000);
  },
};
