import path from 'node:path';
import * as vscode from 'vscode';
import type { SharedCapture } from '../../protocol/heapTables.ts';
import { bytesText } from '../../format/figures.ts';
import { progressWords } from '../connection/runJob.ts';
import { chosenCapture } from './chosen.ts';
import type { Commands } from './commandParts.ts';

/** What was replaced in the copy, and what can still be read in it. */
function sharedWords({ file, fileBytes, replaced, kept, remains }: SharedCapture): string {
  const { texts, keys, elements, pairs } = replaced;
  const count = (texts + keys + elements + pairs).toLocaleString('en-US');
  return [
    vscode.l10n.t('{0} ({1}): {2} texts were replaced.', path.basename(file), bytesText(fileBytes), count),
    vscode.l10n.t('{0} names stay. What can still be read:', kept.toLocaleString('en-US')),
    `${remains.join('; ')}.`,
    vscode.l10n.t('Look at it before you send it.'),
  ].join(' ');
}

/** Copies of captures for others. */
export const sharingCommands: Commands<'shareCapture'> = {
  shareCapture: async ({ link, facts }, argument) => {
    const client = await link.client();
    const { captureId, label } = await chosenCapture(facts, argument);
    const name = `${label.replace(/\.heapsnapshot$/, '').replaceAll(/[^\w.-]+/g, '-')}.shared.heapsnapshot`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Copy of {0} without its texts', label),
      saveLabel: vscode.l10n.t('Write Copy'),
      filters: { [vscode.l10n.t('Heap snapshots')]: ['heapsnapshot'] },
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (target === undefined) return;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Sharing {0}', label),
      cancellable: true,
    };
    const shared = await vscode.window.withProgress(options, (view, token) => {
      const control = new AbortController();
      token.onCancellationRequested(() => control.abort());
      return client.request(
        'captures/share',
        { captureId, file: target.fsPath },
        { signal: control.signal, onProgress: (progress) => view.report({ message: progressWords(progress) }) },
      );
    });
    const copyPath = vscode.l10n.t('Copy Path');
    const chosen = await vscode.window.showInformationMessage(sharedWords(shared), copyPath);
    if (chosen === copyPath) await vscode.env.clipboard.writeText(shared.file);
  },
};
