import * as vscode from 'vscode';
import { Failure, failures } from '../protocol/failures.ts';
import { HostAbsent } from './connection/hostProcess.ts';

/** True where the user cancelled, which is not an error. */
function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
}

/** Tells the user what happened, to which thing, and what to do next; the log gets the cause. */
export async function reportFailure(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  if (isCancellation(error)) return;
  log.error(error instanceof Error ? error : String(error));
  const showLogs = vscode.l10n.t('Show Logs');
  const restart = vscode.l10n.t('Restart Host');
  const message = error instanceof Error ? error.message : String(error);
  const isForUser = error instanceof Failure && failures[error.code].audience === 'user';
  const text = isForUser ? `${message}. ${error.next}`.replace(/([.!?])\.\s/, '$1 ').replaceAll('*', '') : message;
  const action = error instanceof HostAbsent && vscode.workspace.isTrusted ? restart : showLogs;
  const chosen = await vscode.window.showErrorMessage(`Pitstop: ${text}`, ...(isForUser ? [] : [action]));
  if (chosen === showLogs) log.show();
  if (chosen === restart) await vscode.commands.executeCommand('pitstop.restartHost');
}
