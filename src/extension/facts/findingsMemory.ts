import type * as vscode from 'vscode';
import { hasDatabaseChoice } from '../database/databaseChoice.ts';
import type { HostFacts } from './hostFacts.ts';

const key = 'hasFindings';

/**
 * Remembers whether the workspace has findings, so that a window in which it has none starts no host for a source file
 * that is merely opened, and one in which it has some, or whose queries were looked at, shows them again. Returns its stop.
 */
export function keepFindingsMemory(
  context: vscode.ExtensionContext,
  facts: HostFacts,
  startHost: () => void,
): vscode.Disposable {
  const memory = context.workspaceState;
  if (memory.get(key) === true || hasDatabaseChoice(context)) startHost();
  return facts.onDidChange((what) => {
    if (what !== 'findings') return;
    const hasFindings = facts.findings.some(({ place, state }) => place !== null && state !== 'dismissed');
    if (memory.get(key, false) !== hasFindings) void memory.update(key, hasFindings);
  });
}
