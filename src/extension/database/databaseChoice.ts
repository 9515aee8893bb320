import * as vscode from 'vscode';

/** What the user chose for a folder. An address is kept apart, among the editor's secrets: it may hold a password. */
export type DatabaseChoice = {
  readonly kind: 'candidate' | 'address';
  /** Of the candidate; empty for an address. */
  readonly candidateId: string;
  /** The user confirmed that this server may be analysed although it is not of this machine or looks like production. */
  readonly isConfirmed: boolean;
};

const key = 'database.choices';

/** The folder that a choice is remembered for: the one of the active editor, else the first of the window. */
export function chosenFolder(): string | null {
  const document = vscode.window.activeTextEditor?.document.uri;
  const own = document === undefined ? undefined : vscode.workspace.getWorkspaceFolder(document);
  return (own ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath ?? null;
}

const secretOf = (folder: string | null) => `database.address:${folder ?? ''}`;

function isChoice(value: unknown): value is DatabaseChoice {
  return typeof value === 'object' && value !== null && 'kind' in value && 'candidateId' in value;
}

function choices(context: vscode.ExtensionContext): Readonly<Record<string, unknown>> {
  return context.workspaceState.get<Readonly<Record<string, unknown>>>(key, {});
}

/** True where a database was chosen for a folder of this window, so that its queries are worth showing. */
export function hasDatabaseChoice(context: vscode.ExtensionContext): boolean {
  return Object.keys(choices(context)).length > 0;
}

/** What was chosen for the folder before, with the address where it was typed; undefined where nothing was. */
export async function rememberedChoice(
  context: vscode.ExtensionContext,
  folder: string | null,
): Promise<{ readonly choice: DatabaseChoice; readonly url: string | null } | undefined> {
  const choice = choices(context)[folder ?? ''];
  if (!isChoice(choice)) return undefined;
  if (choice.kind === 'candidate') return { choice, url: null };
  const url = await context.secrets.get(secretOf(folder));
  return url === undefined ? undefined : { choice, url };
}

/** Remembers a choice; an address goes among the secrets and nowhere else. */
export async function rememberChoice(
  context: vscode.ExtensionContext,
  folder: string | null,
  choice: DatabaseChoice,
  url: string | null,
): Promise<void> {
  if (url === null) await context.secrets.delete(secretOf(folder));
  else await context.secrets.store(secretOf(folder), url);
  await context.workspaceState.update(key, { ...choices(context), [folder ?? '']: choice });
}

export async function forgetChoice(context: vscode.ExtensionContext, folder: string | null): Promise<void> {
  const { [folder ?? '']: _gone, ...rest } = choices(context);
  await context.secrets.delete(secretOf(folder));
  await context.workspaceState.update(key, rest);
}
