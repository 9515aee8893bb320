import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../protocol/failures.ts';
import { hashedText } from '../../protocol/places.ts';
import type { FileEdit } from './changePlan.ts';

/** SHA-256 of a file's `hashedText`, as the host takes it. */
export const hashOf = (text: string): string => createHash('sha256').update(hashedText(text)).digest('hex');

/** An open document of the file with changes that were not saved. */
export function unsavedDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === file,
  );
}

/** The text of a file on the disk, with its byte-order mark and line ends; null where there is none. */
async function textOnDisk(file: string): Promise<string | null> {
  let bytes: Uint8Array;
  try {
    bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(file));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return null;
    throw new Failure('fileUnreadable', `${file} cannot be read`, error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Failure('changeConflict', `${file} is not UTF-8, so it cannot be changed without loss`, error);
  }
}

/** The text of a file as the user sees it: what is not saved counts. */
export async function textNow(file: string): Promise<string | null> {
  return unsavedDocument(file)?.getText() ?? textOnDisk(file);
}

/** Where two texts differ: the least part of the first that has to be replaced. */
function difference(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; readonly text: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}

/** Edits a document that has unsaved changes, and saves it with them. */
async function editDocument(document: vscode.TextDocument, before: string | null, after: string): Promise<void> {
  if (document.getText() !== before) throw new Failure('changeConflict', `${document.uri.fsPath} was changed just now`);
  const { start, end, text } = difference(document.getText(), after);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  if (!(await vscode.workspace.applyEdit(edit)) || !(await document.save()))
    throw new Failure('changeConflict', `the editor did not take the change of ${document.uri.fsPath}`);
}

/**
 * A file without unsaved changes is written as bytes and not through an editor: nothing formats it on the way, and its
 * line ends and byte-order mark stay. Editors that show it follow.
 */
async function writeFile({ file, before, after }: FileEdit): Promise<void> {
  const uri = vscode.Uri.file(file);
  const document = unsavedDocument(file);
  if (document !== undefined && after !== null) return editDocument(document, before, after);
  // Whoever wrote the file meanwhile must not lose it.
  if (document !== undefined || (await textOnDisk(file)) !== before)
    throw new Failure('changeConflict', `${file} was changed just now`);
  if (after === null) return vscode.workspace.fs.delete(uri, { useTrash: false });
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(after));
}

/** Writes all edits, or none: where one fails, those before it are put back. */
export async function writeEdits(edits: readonly FileEdit[]): Promise<void> {
  const written: FileEdit[] = [];
  try {
    for (const edit of edits) {
      await writeFile(edit);
      written.push(edit);
    }
  } catch (error) {
    for (const { file, before, after } of written.toReversed()) await writeFile({ file, before: after, after: before });
    throw error instanceof Failure ? error : new Failure('fileUnreadable', `a file could not be written`, error);
  }
}

const isThere = (folder: string) =>
  vscode.workspace.fs.stat(vscode.Uri.file(folder)).then(
    () => true,
    // It is not there, or may not be looked at: then it is not made by us either.
    () => false,
  );

/** The topmost folder that writing a new file makes; undefined where its own is there. */
export async function missingFolder(file: string): Promise<string | undefined> {
  let missing: string | undefined;
  for (let folder = path.dirname(file); !(await isThere(folder)); folder = path.dirname(folder)) {
    if (path.dirname(folder) === folder) return undefined;
    missing = folder;
  }
  return missing;
}

/** Takes away the folders that were made for a file, from its own up to the topmost, as far as they are empty. */
export async function removeMadeFolders(file: string, topmost: string): Promise<void> {
  for (let folder = path.dirname(file); folder.startsWith(topmost); folder = path.dirname(folder)) {
    const uri = vscode.Uri.file(folder);
    if (!(await isThere(folder)) || (await vscode.workspace.fs.readDirectory(uri)).length > 0) return;
    await vscode.workspace.fs.delete(uri, { useTrash: false });
  }
}
