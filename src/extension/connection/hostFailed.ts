import * as vscode from 'vscode';
import { limits } from '../../protocol/limits.ts';
import type { HostProcess } from './hostProcess.ts';

/** Tells the user once when the host is given up, with what to do about it. Returns its stop. */
export function tellWhenHostFails(host: HostProcess): vscode.Disposable {
  return host.onDidChange((life) => {
    if (life.kind !== 'failed') return;
    const restart = vscode.l10n.t('Restart Host');
    const showLogs = vscode.l10n.t('Show Logs');
    const message = vscode.l10n.t(
      'Pitstop: the agent host ended {0} times in five minutes and is not started again by itself. Last reason: {1}',
      limits.hostRestartsMax.value + 1,
      life.reason,
    );
    void vscode.window.showErrorMessage(message, restart, showLogs).then((chosen) => {
      if (chosen === restart) void vscode.commands.executeCommand('pitstop.restartHost');
      if (chosen === showLogs) void vscode.commands.executeCommand('pitstop.showLogs');
    });
  });
}
