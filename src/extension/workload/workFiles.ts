import path from 'node:path';
import * as vscode from 'vscode';

/** A JSON file of the workspace that describes work, as the editor has it. */
export type WorkFile = { readonly name: string; readonly text: string };

/** Kinds of files that describe work: requests for a server, or statements for a database. */
export type WorkKind = 'load' | 'mix';

/** More is not looked through, and larger files are no descriptions that people write. */
const filesMax = 300;
const fileBytesMax = 256 * 1024;

const templates: Readonly<Record<WorkKind, unknown>> = {
  load: {
    url: 'http://127.0.0.1:${PORT}/',
    connections: 4,
    seconds: 30,
    script: [{ get: '/' }, { send: '{"message":"hello ${n}"}' }, { think: 50 }],
  },
  mix: {
    concurrency: 32,
    tasks: [
      {
        weight: 1,
        transaction: false,
        steps: [{ sql: 'select $1::int', params: [{ random: [1, 100_000] }] }, { awaitMs: 5 }],
      },
    ],
  },
};

function isOfKind(kind: WorkKind, text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return false;
    return kind === 'load'
      ? 'url' in value && typeof value.url === 'string' && /^(http|ws):/.test(value.url)
      : 'tasks' in value && Array.isArray(value.tasks);
  } catch {
    // Not JSON, or not yet: it describes nothing.
    return false;
  }
}

async function savedText(uri: vscode.Uri): Promise<string> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > fileBytesMax) return '';
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
}

/** Files of that kind: those open in the editor, saved or not, and those of the workspace. */
export async function workFiles(kind: WorkKind): Promise<readonly WorkFile[]> {
  const open = vscode.workspace.textDocuments.filter(({ languageId }) => /^jsonc?$/.test(languageId));
  const seen = new Set(open.map(({ uri }) => uri.toString()));
  const uris = await vscode.workspace.findFiles('**/*.json', '**/{node_modules,dist,out,.git}/**', filesMax);
  const saved = await Promise.all(
    uris
      .filter((uri) => !seen.has(uri.toString()))
      .map(async (uri) => ({ name: vscode.workspace.asRelativePath(uri), text: await savedText(uri) })),
  );
  const shown = open.map((document) => ({
    name: document.isUntitled ? path.basename(document.fileName) : vscode.workspace.asRelativePath(document.uri),
    text: document.getText(),
  }));
  return [...shown, ...saved].filter(({ text }) => isOfKind(kind, text));
}

/** Opens a description to be filled in. It can be used from the editor without being saved. */
export async function openTemplate(kind: WorkKind): Promise<void> {
  const content = `${JSON.stringify(templates[kind], null, 2)}\n`;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
}
