import path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../protocol/failures.ts';
import type { HostLink } from '../connection/hostLink.ts';
import { runJob } from '../connection/runJob.ts';
import { snapshotEditorType } from '../contributions.ts';
import { noticeHtml } from './panelHtml.ts';
import type { Panels } from './panels.ts';

type SnapshotFile = vscode.CustomDocument & { readonly uri: vscode.Uri };

/** What became of opening a file, in words for its own page. */
function openingWords(name: string, error: unknown): string {
  if (error instanceof vscode.CancellationError)
    return vscode.l10n.t('Opening {0} was cancelled. Open it again to read it.', name);
  const message = error instanceof Error ? error.message : String(error);
  const next = error instanceof Failure ? ` ${error.next.replaceAll('*', '')}` : '';
  return `${/[.!?]$/.test(message) ? message : `${message}.`}${next}`;
}

/** Heap snapshots opened as files: the file becomes a capture, and the editor shows the Memory tab on it. */
export class SnapshotEditor implements vscode.CustomReadonlyEditorProvider<SnapshotFile>, vscode.Disposable {
  private readonly link: HostLink;
  private readonly panels: Panels;
  private readonly registered: vscode.Disposable;

  constructor(link: HostLink, panels: Panels) {
    this.link = link;
    this.panels = panels;
    this.registered = vscode.window.registerCustomEditorProvider(snapshotEditorType, this, {
      supportsMultipleEditorsPerDocument: true,
    });
  }

  openCustomDocument(uri: vscode.Uri): SnapshotFile {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: SnapshotFile, panel: vscode.WebviewPanel): Promise<void> {
    const name = path.basename(uri.path);
    try {
      const captureId = await this.captureOf(uri, name);
      this.panels.fillEditor(panel, { tab: 'memory', captureId });
    } catch (error) {
      panel.webview.html = noticeHtml(openingWords(name, error), vscode.env.language);
    }
  }

  dispose(): void {
    this.registered.dispose();
  }

  private async captureOf(uri: vscode.Uri, name: string): Promise<string> {
    if (uri.scheme !== 'file')
      throw new Error(vscode.l10n.t('{0} is not a file of this machine. Save it to a folder here first.', name));
    const client = await this.link.client();
    const title = vscode.l10n.t('Opening {0}', name);
    const made = await runJob(client, title, () => client.request('captures/import', { file: uri.fsPath }));
    const captureId = made.at(-1);
    if (captureId === undefined) throw new Error(vscode.l10n.t('{0} was read, but gave no capture.', name));
    return captureId;
  }
}
