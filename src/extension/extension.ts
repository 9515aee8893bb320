import * as vscode from 'vscode';
import { registerCommands } from './commands/registerCommands.ts';
import { keepContextKeys } from './facts/contextKeys.ts';
import { HostFacts } from './facts/hostFacts.ts';
import { keepHeapdumpFolders } from './facts/heapdumpFolders.ts';
import { HostLink } from './connection/hostLink.ts';
import { HostProcess } from './connection/hostProcess.ts';
import { tellWhenHostFails } from './connection/hostFailed.ts';
import { DatabaseStatus } from './database/databaseStatus.ts';
import { DiffPeek } from './inline/diffPeek.ts';
import { keepInlineSwitch } from './inline/inlineSwitch.ts';
import { Marks } from './inline/marks.ts';
import { Panels } from './panel/panels.ts';
import { SnapshotEditor } from './panel/snapshotEditor.ts';
import { StatementErrors } from './queries/statementErrors.ts';
import { StatusItem } from './status/statusItem.ts';
import { CapturesView } from './views/capturesView.ts';
import { FindingsView } from './views/findingsView.ts';
import { TargetsView } from './views/targetsView.ts';
import { keepFindingsMemory } from './facts/findingsMemory.ts';

let host: HostProcess | undefined;

/**
 * Wires the parts. Nothing is started here: the host comes with the first command or list that needs it, or with a
 * source file in a workspace that has findings to show.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Pitstop', { log: true });
  const process = new HostProcess(context, log);
  host = process;
  const link = new HostLink(process);
  const facts = new HostFacts(link);
  const panels = new Panels(context, process);
  const startHost = () => {
    if (process.life.kind === 'idle') void link.client().catch(() => undefined);
  };
  const captures = new CapturesView(facts, startHost);
  const peek = new DiffPeek(link, facts);
  const statementErrors = new StatementErrors();
  context.subscriptions.push(
    log,
    process,
    link,
    facts,
    panels,
    new SnapshotEditor(link, panels),
    captures,
    peek,
    new TargetsView(facts, startHost),
    new FindingsView(facts, startHost),
    new StatusItem(facts, process),
    new Marks(process),
    new DatabaseStatus(facts),
    statementErrors,
    keepContextKeys(facts, process),
    tellWhenHostFails(process),
    keepInlineSwitch(process),
    keepHeapdumpFolders(facts, link),
    keepFindingsMemory(context, facts, startHost),
    registerCommands({ context, log, process, link, facts, panels, captures, peek, statementErrors }),
  );
}

/** Waits until the host has ended, so that nothing outlives the window. */
export async function deactivate(): Promise<void> {
  await host?.end();
}
