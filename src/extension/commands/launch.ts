import path from 'node:path';
import * as vscode from 'vscode';
import { runWatched, type Launch } from './launchTask.ts';
import type { Commands } from './commandParts.ts';

type LaunchItem = vscode.QuickPickItem & { readonly launch?: Launch | 'ask' };

const separator = (label: string): LaunchItem => ({ label, kind: vscode.QuickPickItemKind.Separator });

async function readJson(uri: vscode.Uri): Promise<unknown> {
  try {
    return JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8'));
  } catch {
    // No such file, or not JSON: it offers nothing to launch.
    return undefined;
  }
}

function textEntries(value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Scripts of the workspace's own package.json files, by the package manager whose lock file is there. */
async function scriptItems(folder: vscode.WorkspaceFolder): Promise<readonly LaunchItem[]> {
  const manifest = await readJson(vscode.Uri.joinPath(folder.uri, 'package.json'));
  const scripts = typeof manifest === 'object' && manifest !== null && 'scripts' in manifest ? manifest.scripts : {};
  const locks = ['pnpm-lock.yaml', 'yarn.lock'].map((name) => exists(vscode.Uri.joinPath(folder.uri, name)));
  const [hasPnpm, hasYarn] = await Promise.all(locks);
  const manager = hasPnpm === true ? 'pnpm' : hasYarn === true ? 'yarn' : 'npm';
  return textEntries(scripts).map(([name, command]) => ({
    label: `$(play) ${manager} run ${name}`,
    description: command,
    launch: {
      name: `${manager} run ${name}`,
      folder: folder.uri.fsPath,
      program: manager,
      args: ['run', name],
      // The manager is a Node program too; only what it starts is to be watched.
      optionsFor: manager === 'yarn' ? 'all' : 'scripts',
    },
  }));
}

function resolved(text: string, folder: vscode.WorkspaceFolder): string {
  return text
    .replaceAll('${workspaceFolder}', folder.uri.fsPath)
    .replaceAll('${workspaceRoot}', folder.uri.fsPath)
    .replaceAll('${file}', vscode.window.activeTextEditor?.document.uri.fsPath ?? '');
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** Launch configurations of Node programs that name their program. */
function configurationItems(folder: vscode.WorkspaceFolder): readonly LaunchItem[] {
  const found: unknown = vscode.workspace.getConfiguration('launch', folder.uri).get('configurations');
  if (!Array.isArray(found)) return [];
  return found.flatMap((given: unknown): LaunchItem[] => {
    if (typeof given !== 'object' || given === null) return [];
    const configuration: { readonly [name: string]: unknown } = { ...given };
    const { name, type, request, program, args, runtimeArgs, runtimeExecutable, cwd, env } = configuration;
    if (typeof name !== 'string' || typeof program !== 'string' || request !== 'launch') return [];
    if (type !== 'node' && type !== 'pwa-node') return [];
    const words = [...texts(runtimeArgs), program, ...texts(args)].map((word) => resolved(word, folder));
    return [
      {
        label: `$(debug-alt) ${name}`,
        description: path.basename(resolved(program, folder)),
        launch: {
          name,
          folder: typeof cwd === 'string' ? resolved(cwd, folder) : folder.uri.fsPath,
          program: typeof runtimeExecutable === 'string' ? resolved(runtimeExecutable, folder) : 'node',
          args: words,
          environment: Object.fromEntries(textEntries(env).map(([key, value]) => [key, resolved(value, folder)])),
          optionsFor: 'all',
        },
      },
    ];
  });
}

function currentFileItems(): readonly LaunchItem[] {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || document.uri.scheme !== 'file') return [];
  const file = document.uri.fsPath;
  if (!/\.[cm]?[jt]s$/.test(file)) return [];
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? path.dirname(file);
  const launch: Launch = { name: path.basename(file), folder, program: 'node', args: [file], optionsFor: 'all' };
  return [
    { label: `$(file-code) node ${path.relative(folder, file)}`, description: vscode.l10n.t('current file'), launch },
  ];
}

async function askedLaunch(): Promise<Launch | undefined> {
  const commandLine = await vscode.window.showInputBox({
    title: vscode.l10n.t('Launch and Profile'),
    prompt: vscode.l10n.t('Command that starts a Node.js program'),
    placeHolder: 'node server.js --port 8080',
    ignoreFocusOut: true,
  });
  if (commandLine === undefined || commandLine.trim() === '') return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return { name: commandLine, ...(folder === undefined ? {} : { folder }), commandLine, optionsFor: 'all' };
}

async function pickLaunch(): Promise<Launch | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const scripts = (await Promise.all(folders.map(scriptItems))).flat();
  const configurations = folders.flatMap(configurationItems);
  const items: readonly LaunchItem[] = [
    ...currentFileItems(),
    { label: `$(terminal) ${vscode.l10n.t('Command…')}`, launch: 'ask' },
    ...(configurations.length === 0 ? [] : [separator(vscode.l10n.t('launch configurations')), ...configurations]),
    ...(scripts.length === 0 ? [] : [separator(vscode.l10n.t('scripts')), ...scripts]),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Launch and Profile'),
    placeHolder: vscode.l10n.t('What to launch in a terminal, with the probe inside'),
    matchOnDescription: true,
  });
  return picked?.launch === 'ask' ? askedLaunch() : picked?.launch;
}

/** Launching a program with the probe inside. */
export const launchCommands: Commands<'launch'> = {
  launch: async (parts) => {
    const launch = await pickLaunch();
    if (launch === undefined) return;
    const targetId = await runWatched(parts, launch);
    if (targetId !== undefined) parts.panels.open({ tab: 'overview', targetId });
  },
};
