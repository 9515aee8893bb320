import path from 'node:path';
import * as vscode from 'vscode';
import { limits } from '../../protocol/limits.ts';
import type { Profile, ProfileKind } from '../../protocol/profiles.ts';
import { runJob } from '../connection/runJob.ts';
import { chosenProfile, chosenTarget } from './chosen.ts';
import type { Command, Commands } from './commandParts.ts';

const secondsOffered = [5, 10, 30, 60] as const;

/** How long the program is looked at: a time, or until the user ends it. Undefined where the user moved on. */
async function chosenSeconds(
  title: string,
): Promise<{ readonly seconds: number; readonly isOpen: boolean } | undefined> {
  const secondsMax = limits.profileSecondsMax.value;
  const timed = secondsOffered.map((seconds) => ({
    label: vscode.l10n.t('{0} seconds', seconds),
    seconds,
    isOpen: false,
  }));
  const open = {
    label: vscode.l10n.t('Until I stop it'),
    description: vscode.l10n.t('with Stop Profile and Keep; at most {0} minutes', secondsMax / 60),
    seconds: secondsMax as number,
    isOpen: true,
  };
  return vscode.window.showQuickPick([...timed, open], { title, placeHolder: vscode.l10n.t('How long?') });
}

const takeOf =
  (kind: ProfileKind): Command =>
  async ({ link, facts, panels }, argument) => {
    const client = await link.client();
    const { targetId, name } = await chosenTarget(facts, argument);
    const title =
      kind === 'cpu' ? vscode.l10n.t('CPU profile of {0}', name) : vscode.l10n.t('Allocations of {0}', name);
    const chosen = await chosenSeconds(title);
    if (chosen === undefined) return;
    // The way to end it stands in the panel.
    if (chosen.isOpen) panels.open({ tab: 'profiles', targetId });
    const { seconds } = chosen;
    const [profileId] = await runJob(client, title, () =>
      client.request('profiles/take', { targetId, kind, seconds, file: null }),
    );
    if (profileId !== undefined) panels.open({ tab: 'profiles', targetId, profileId });
  };

/** Files to open: the one the explorer named, or those picked in a dialogue. */
async function chosenFiles(argument: unknown): Promise<readonly vscode.Uri[]> {
  if (argument instanceof vscode.Uri) return [argument];
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: vscode.l10n.t('Open'),
    filters: { [vscode.l10n.t('Profiles of V8')]: ['cpuprofile', 'heapprofile'] },
  });
  return picked ?? [];
}

function proposedUri({ file }: Profile): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder, path.basename(file));
}

/** Taking, opening, keeping and throwing away profiles. */
export const profileCommands: Commands<
  'profileCpu' | 'profileAllocations' | 'stopProfile' | 'openProfile' | 'exportProfile' | 'removeProfile'
> = {
  profileCpu: takeOf('cpu'),
  profileAllocations: takeOf('heap'),
  stopProfile: async ({ link, facts }, argument) => {
    const client = await link.client();
    const { targetId } = await chosenTarget(facts, argument);
    await client.request('profiles/stop', { targetId });
  },
  openProfile: async ({ link, panels }, argument) => {
    const files = await chosenFiles(argument);
    if (files.length === 0) return;
    const client = await link.client();
    let profileId: string | undefined;
    for (const { fsPath } of files) {
      const options = {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t('Opening {0}', path.basename(fsPath)),
      };
      const open = () => client.request('profiles/open', { file: fsPath });
      profileId = (await vscode.window.withProgress(options, open)).profileId;
    }
    if (profileId !== undefined) panels.open({ tab: 'profiles', profileId });
  },
  exportProfile: async ({ link }, argument) => {
    const client = await link.client();
    const profile = await chosenProfile(client, argument);
    const proposed = proposedUri(profile);
    const uri = await vscode.window.showSaveDialog(proposed === undefined ? {} : { defaultUri: proposed });
    if (uri === undefined || uri.fsPath === profile.file) return;
    await vscode.workspace.fs.copy(vscode.Uri.file(profile.file), uri, { overwrite: true });
    vscode.window.setStatusBarMessage(vscode.l10n.t('Pitstop: {0} written', path.basename(uri.fsPath)), 5_000);
  },
  removeProfile: async ({ link }, argument) => {
    const client = await link.client();
    const { profileId, label, isOurs } = await chosenProfile(client, argument);
    if (isOurs === true) {
      const remove = vscode.l10n.t('Delete');
      const question = vscode.l10n.t('Delete {0}? Its file goes with it.', label);
      if ((await vscode.window.showWarningMessage(question, { modal: true }, remove)) !== remove) return;
    }
    await client.request('profiles/remove', { profileId });
  },
};
