import * as vscode from 'vscode';
import type { HostProcess } from '../connection/hostProcess.ts';
import { setting } from '../settings.ts';

/** Keeps the host in step with the setting that shows results in the source. Returns its stop. */
export function keepInlineSwitch(process: HostProcess): vscode.Disposable {
  process.setInline(setting('inline.enabled'));
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('pitstop.inline.enabled')) process.setInline(setting('inline.enabled'));
  });
}

/** Turns results in the source on or off, in the settings where that was decided before. */
export async function toggleInline(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('pitstop');
  const isInWorkspace = configuration.inspect('inline.enabled')?.workspaceValue !== undefined;
  const where = isInWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('inline.enabled', !setting('inline.enabled'), where);
}
