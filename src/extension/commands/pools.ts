import * as vscode from 'vscode';
import type { PoolMix, PoolSubject } from '../../protocol/experiments.ts';
import { limits } from '../../protocol/limits.ts';
import type { Target } from '../../protocol/targets.ts';
import { runJob } from '../connection/runJob.ts';
import { pickedProgram } from './attach.ts';
import { neededDatabase } from '../database/connectDatabase.ts';
import { askedNumber } from '../workload/askedNumber.ts';
import { askedWork } from '../workload/targetWork.ts';
import { openTemplate, workFiles, type WorkFile } from '../workload/workFiles.ts';
import type { CommandParts, Commands } from './commandParts.ts';

const secondsAtFirst = 40;
const sizeAtFirst = 32;

type SubjectItem = vscode.QuickPickItem & {
  readonly subject?: { readonly target: Target } | { readonly mix: WorkFile } | 'template' | 'attach';
};

function mixOf({ text }: WorkFile): PoolMix {
  // Each field is checked at the host's door, which names the one that does not fit.
  const { concurrency = 32, tasks }: PoolMix = JSON.parse(text);
  return { concurrency, tasks: tasks.map((task) => ({ ...task, transaction: task.transaction ?? false })) };
}

/** Asks whose pool is to be tuned: a watched program's, or one of our own with a mix of statements. */
async function askedSubject(parts: CommandParts, argument: unknown): Promise<readonly [PoolSubject, string]> {
  const title = vscode.l10n.t('Tune pool');
  const named =
    typeof argument === 'object' && argument !== null && 'targetId' in argument ? argument.targetId : argument;
  const only = parts.facts.watched.find(({ targetId }) => targetId === named);
  const items: readonly SubjectItem[] = [
    ...parts.facts.watched.map((target) => ({
      label: `$(pulse) ${target.name}`,
      description: vscode.l10n.t('pid {0}, its own pool', target.pid),
      subject: { target },
    })),
    ...(await workFiles('mix')).map((mix) => ({
      label: `$(file-code) ${mix.name}`,
      description: vscode.l10n.t('mix of statements for the connected database'),
      subject: { mix },
    })),
    { label: `$(debug-disconnect) ${vscode.l10n.t('Attach to a running program…')}`, subject: 'attach' },
    { label: `$(new-file) ${vscode.l10n.t('New mix file…')}`, subject: 'template' },
  ];
  const placeHolder = vscode.l10n.t('Whose pool? Sizes are tried one after the other, each on a fresh pool');
  const subject =
    only === undefined
      ? (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.subject
      : { target: only };
  if (subject === undefined) throw new vscode.CancellationError();
  if (subject === 'template') {
    await openTemplate('mix');
    throw new vscode.CancellationError();
  }
  if (subject !== 'attach' && 'mix' in subject) {
    await neededDatabase(parts);
    return [{ kind: 'mix', mix: mixOf(subject.mix) }, subject.mix.name];
  }
  const target = subject === 'attach' ? await pickedProgram(parts) : subject.target;
  const { targetId, name } = target;
  const words = { title, placeHolder: vscode.l10n.t('Which work should the program do at each size?') };
  const { load } = await askedWork(parts.context, target, words);
  return [{ kind: 'target', targetId, load, allowRemote: false }, name];
}

/** Which size of a pool is enough. */
export const poolCommands: Commands<'tunePool'> = {
  tunePool: async (parts, argument) => {
    const client = await parts.link.client();
    const [subject, name] = await askedSubject(parts, argument);
    const title = vscode.l10n.t('Tune the pool of {0}', name);
    const sizeMax = await askedNumber({
      title,
      prompt: vscode.l10n.t('Largest size to try. Each connection is one of the server’s.'),
      value: sizeAtFirst,
      max: limits.poolSizeMax.value,
    });
    const seconds = await askedNumber({
      title,
      prompt: vscode.l10n.t('Seconds in all, shared by the sizes'),
      value: secondsAtFirst,
      max: limits.tuneSecondsMax.value,
    });
    const [experimentId] = await runJob(client, title, () =>
      client.request('pools/tune', { subject, sizeMax, seconds }),
    );
    if (experimentId !== undefined) parts.panels.open({ tab: 'experiments', experimentId });
  },
};
