import type * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { HostFacts } from '../facts/hostFacts.ts';
import type { HostLink } from '../connection/hostLink.ts';
import type { HostProcess } from '../connection/hostProcess.ts';
import type { DiffPeek } from '../inline/diffPeek.ts';
import type { StatementErrors } from '../queries/statementErrors.ts';
import type { Panels } from '../panel/panels.ts';
import type { CapturesView } from '../views/capturesView.ts';

/** What commands are carried out with. */
export type CommandParts = {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly process: HostProcess;
  readonly link: HostLink;
  readonly facts: HostFacts;
  readonly panels: Panels;
  readonly captures: Pick<CapturesView, 'pair'>;
  readonly peek: DiffPeek;
  readonly statementErrors: StatementErrors;
};

/** A command: what it was called with (a row of a list, an id, a file, or nothing) is looked at by each itself. */
export type Command = (parts: CommandParts, argument: unknown) => unknown;
export type Commands<Ids extends CommandId> = { readonly [Id in Ids]: Command };
