import * as vscode from 'vscode';
import type { Candidate, Target } from '../../protocol/targets.ts';
import { bytesText, spanText } from '../../format/figures.ts';
import type { HostLink } from '../connection/hostLink.ts';
import { runJob } from '../connection/runJob.ts';
import { chosenTarget } from './chosen.ts';
import type { CommandParts, Commands } from './commandParts.ts';

/** A row of the list; separators have no candidate. */
type CandidateItem = vscode.QuickPickItem & { readonly candidate?: Candidate };

function itemOf(candidate: Candidate): CandidateItem {
  const { name, pid, rssBytes, startedAt, folder, command, refusal, targetId } = candidate;
  const isWatched = targetId !== undefined;
  const icon = isWatched ? 'pulse' : refusal === undefined ? 'play-circle' : 'circle-slash';
  return {
    label: `$(${icon}) ${name}`,
    description: [
      `pid ${pid}`,
      bytesText(rssBytes),
      vscode.l10n.t('up {0}', spanText(Date.now() - startedAt)),
      ...(isWatched ? [vscode.l10n.t('watched')] : []),
    ].join(' · '),
    detail: refusal ?? `${folder} — ${command}`,
    candidate,
  };
}

const heading = (label: string): CandidateItem[] => [{ label, kind: vscode.QuickPickItemKind.Separator }];

const isInWorkspace = ({ folder }: Candidate) =>
  folder !== '' && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) !== undefined;

/** The newest first: those of this window's folders, then the others; what cannot be attached to is last, and says why. */
function itemsOf(candidates: readonly Candidate[]): readonly CandidateItem[] {
  const newestFirst = candidates.toSorted((a, b) => b.startedAt - a.startedAt);
  const possible = newestFirst.filter(({ refusal }) => refusal === undefined);
  const here = possible.filter(isInWorkspace);
  const elsewhere = possible.filter((candidate) => !here.includes(candidate));
  const refused = newestFirst.filter(({ refusal }) => refusal !== undefined);
  return [
    ...(here.length === 0 ? [] : [...heading(vscode.l10n.t('in this folder')), ...here.map(itemOf)]),
    ...(elsewhere.length === 0 ? [] : [...heading(vscode.l10n.t('others of yours')), ...elsewhere.map(itemOf)]),
    ...(refused.length === 0 ? [] : [...heading(vscode.l10n.t('cannot be attached to')), ...refused.map(itemOf)]),
  ];
}

/**
 * Lets the user pick one of the Node processes; the list can be asked again. It shows at once, while the host may still
 * be starting. Undefined where none is picked.
 */
async function pickCandidate(link: HostLink): Promise<Candidate | undefined> {
  const pick = vscode.window.createQuickPick<CandidateItem>();
  const refresh = { iconPath: new vscode.ThemeIcon('refresh'), tooltip: vscode.l10n.t('Refresh') };
  pick.title = vscode.l10n.t('Attach to Running Process');
  pick.placeholder = vscode.l10n.t('Name, pid, folder or command of a Node.js process');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.buttons = [refresh];
  const load = async () => {
    pick.busy = true;
    const client = await link.client();
    const candidates = await client.request('targets/candidates', {});
    pick.items = itemsOf(candidates);
    if (candidates.length === 0) pick.placeholder = vscode.l10n.t('No Node.js process of yours is running');
    pick.busy = false;
  };
  pick.show();
  try {
    return await new Promise((resolve, reject) => {
      pick.onDidTriggerButton(() => load().catch(reject));
      pick.onDidAccept(() => {
        const candidate = pick.selectedItems[0]?.candidate;
        if (candidate === undefined) return;
        if (candidate.refusal === undefined) resolve(candidate);
        else pick.placeholder = candidate.refusal;
      });
      pick.onDidHide(() => resolve(undefined));
      load().catch(reject);
    });
  } finally {
    pick.dispose();
  }
}

function pidIn(argument: unknown): number | undefined {
  return typeof argument === 'object' && argument !== null && 'pid' in argument && typeof argument.pid === 'number'
    ? argument.pid
    : undefined;
}

/** Attaches, with the way to cancel; what is watched already is left as it is. Gives the target. */
async function attached(link: HostLink, candidate: Pick<Candidate, 'pid' | 'name' | 'targetId'>): Promise<Target> {
  const client = await link.client();
  const { pid, name, targetId: known } = candidate;
  const title = vscode.l10n.t('Attaching to {0} (pid {1})', name, pid);
  const made =
    known === undefined ? await runJob(client, title, () => client.request('targets/attach', { pid })) : [known];
  const target = (await client.request('targets/list', {})).find(({ targetId }) => made.includes(targetId));
  if (target === undefined) throw new Error(vscode.l10n.t('{0} (pid {1}) has ended.', name, pid));
  return target;
}

/** Lets the user pick a running program, and attaches to it. Throws a CancellationError where none is picked. */
export async function pickedProgram({ link }: CommandParts): Promise<Target> {
  const candidate = await pickCandidate(link);
  if (candidate === undefined) throw new vscode.CancellationError();
  return attached(link, candidate);
}

/** The watched target that the argument names, the only one, or the one the user picks; where none is watched, one to attach to. */
export async function watchedTarget(parts: CommandParts, argument: unknown): Promise<Target> {
  return parts.facts.watched.length === 0 ? pickedProgram(parts) : chosenTarget(parts.facts, argument);
}

/** Attaching to what runs already, and leaving it. */
export const attachCommands: Commands<'attach' | 'detach'> = {
  attach: async (parts, argument) => {
    const pid = pidIn(argument);
    const target =
      pid === undefined ? await pickedProgram(parts) : await attached(parts.link, { pid, name: `pid ${pid}` });
    parts.panels.open({ tab: 'overview', targetId: target.targetId });
  },
  detach: async ({ link, facts }, argument) => {
    const client = await link.client();
    const { targetId } = await chosenTarget(facts, argument);
    await client.request('targets/detach', { targetId });
  },
};
