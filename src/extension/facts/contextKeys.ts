import * as vscode from 'vscode';
import type { HostProcess } from '../connection/hostProcess.ts';
import type { HostFacts } from './hostFacts.ts';

/** Keeps the keys that the conditions of `contributions.ts` name in step with the facts. Returns its stop. */
export function keepContextKeys(facts: HostFacts, process: HostProcess): vscode.Disposable {
  const told = new Map<string, boolean>();
  const tell = (key: string, value: boolean) => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void vscode.commands.executeCommand('setContext', `pitstop.${key}`, value);
  };
  const tellAll = () => {
    const { watched, captures, findings } = facts;
    tell('watching', watched.length > 0);
    tell(
      'hasHeapdump',
      watched.some(({ hasHeapdump }) => hasHeapdump),
    );
    tell('hasCaptures', captures.length > 0);
    tell('canCompare', captures.length > 1);
    tell('connected', facts.database !== null);
    tell('hasFindings', findings.length > 0);
    tell('hostFailed', process.life.kind === 'failed');
  };
  tellAll();
  return vscode.Disposable.from(facts.onDidChange(tellAll), process.onDidChange(tellAll));
}
