import * as vscode from 'vscode';
import type { SqlSource } from '../../protocol/plans.ts';

/** Where a statement is looked for: a lens, the panel or the cursor says so. Lines and columns count from 1. */
export type StatementSpot = {
  readonly document: vscode.TextDocument;
  readonly line: number;
  readonly column: number | null;
};

function spotIn(
  argument: unknown,
): { readonly file: string; readonly line: number; readonly column: number | null } | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const given: { readonly [name: string]: unknown } = { ...argument };
  const { file, line, column } = given;
  if (typeof file !== 'string' || typeof line !== 'number') return undefined;
  return { file, line, column: typeof column === 'number' ? column : null };
}

/** The place that the argument names, else the cursor of the active editor. */
export async function statementSpot(argument: unknown): Promise<StatementSpot> {
  const named = spotIn(argument);
  if (named !== undefined) {
    const { file, line, column } = named;
    return { document: await vscode.workspace.openTextDocument(vscode.Uri.file(file)), line, column };
  }
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined)
    throw new Error(vscode.l10n.t('No editor is active. Put the cursor into a SQL statement first.'));
  const { line, character } = editor.selection.active;
  return { document: editor.document, line: line + 1, column: character + 1 };
}

/** The text as the editor has it, saved or not, with the place. */
export function sourceAt({ document, line, column }: StatementSpot): Extract<SqlSource, { kind: 'source' }> {
  return { kind: 'source', file: document.uri.fsPath, text: document.getText(), line, column };
}
