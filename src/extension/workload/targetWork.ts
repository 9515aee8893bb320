import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { LoadFileError, loadFields, namesAskedFor, wholeLoadPlan } from '../../channel/loadFile.ts';
import type { LoadPlan } from '../../protocol/loadRun.ts';
import type { Target } from '../../protocol/targets.ts';
import { sampleFile, samplePortOf } from './samplePorts.ts';
import { openTemplate, workFiles, type WorkFile } from './workFiles.ts';

/** Where the work comes from: the target's own traffic, or a load that is applied. */
export type TargetWork = { readonly load: LoadPlan | null };

type WorkItem = vscode.QuickPickItem & {
  readonly work?:
    | 'own'
    | 'template'
    | { readonly file: WorkFile; readonly environment: Readonly<Record<string, string>> };
};

async function sampleItems(context: vscode.ExtensionContext, target: Target): Promise<readonly WorkItem[]> {
  const port = samplePortOf(target.pid);
  if (port === undefined) return [];
  const text = await readFile(sampleFile(context, 'dist', 'sample', 'turns.json'), 'utf8');
  return [
    {
      label: `$(organization) ${vscode.l10n.t('The sample’s customers')}`,
      description: 'turns.json',
      work: { file: { name: 'turns.json', text }, environment: { PORT: String(port) } },
    },
  ];
}

/** What was given for a name in this window, to be offered again: the same program mostly listens at the same port. */
const givenBefore = new Map<string, string>();

/** The values of the names that a load file asks for; those that are not known are asked for. */
async function environmentOf(
  { name, text }: WorkFile,
  known: Readonly<Record<string, string>>,
  target: Target,
): Promise<Readonly<Record<string, string>>> {
  const environment: Record<string, string> = { ...known };
  for (const asked of namesAskedFor(text)) {
    if (environment[asked] !== undefined) continue;
    const key = `${target.name} ${asked}`;
    const typed = await vscode.window.showInputBox({
      title: name,
      prompt: vscode.l10n.t('{0} asks for {1}, of {2}', name, asked, target.name),
      value: givenBefore.get(key) ?? '',
      ignoreFocusOut: true,
    });
    const value = typed?.trim() ?? '';
    if (value === '') throw new vscode.CancellationError();
    givenBefore.set(key, value);
    environment[asked] = value;
  }
  return environment;
}

/**
 * Asks where the work of a target comes from while it is looked at. `title` and `placeHolder` say what for, and what it
 * costs. Throws a CancellationError where nothing is chosen, or where a new load file is to be written first.
 */
export async function askedWork(
  context: vscode.ExtensionContext,
  target: Target,
  words: { readonly title: string; readonly placeHolder: string },
): Promise<TargetWork> {
  const files = (await workFiles('load')).map((file): WorkItem => ({
    label: `$(file-code) ${file.name}`,
    description: vscode.l10n.t('load file'),
    work: { file, environment: {} },
  }));
  const items: readonly WorkItem[] = [
    ...(await sampleItems(context, target)),
    {
      label: `$(pulse) ${vscode.l10n.t('Its own traffic')}`,
      description: vscode.l10n.t('where {0} is at work by itself', target.name),
      work: 'own',
    },
    ...files,
    { label: `$(new-file) ${vscode.l10n.t('New load file…')}`, work: 'template' },
  ];
  const picked = await vscode.window.showQuickPick(items, { ...words, ignoreFocusOut: true });
  const work = picked?.work;
  if (work === undefined) throw new vscode.CancellationError();
  if (work === 'own') return { load: null };
  if (work === 'template') {
    await openTemplate('load');
    throw new vscode.CancellationError();
  }
  const environment = await environmentOf(work.file, work.environment, target);
  try {
    return { load: wholeLoadPlan(loadFields(work.file.text, environment)) };
  } catch (error) {
    if (!(error instanceof LoadFileError)) throw error;
    throw new Error(vscode.l10n.t('{0}: {1}. Mend it and start again.', work.file.name, error.message), {
      cause: error,
    });
  }
}
