import path from 'node:path';
import * as vscode from 'vscode';
import type { Capture } from '../../protocol/captures.ts';
import { runJob } from '../connection/runJob.ts';
import { chosenTarget, namedCapture, pickedPair } from './chosen.ts';
import type { Command, CommandParts, Commands } from './commandParts.ts';

const takeWith =
  (means: 'inspector' | 'heapdump'): Command =>
  async ({ link, facts }, argument) => {
    const client = await link.client();
    const { targetId, name } = await chosenTarget(facts, argument);
    const title = vscode.l10n.t('Heap snapshot of {0}', name);
    return runJob(client, title, () => client.request('captures/take', { targetId, means }));
  };

/** Files to import: those the explorer named, or those picked in a dialogue. */
async function chosenFiles(argument: unknown): Promise<readonly vscode.Uri[]> {
  if (argument instanceof vscode.Uri) return [argument];
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: vscode.l10n.t('Import'),
    filters: { [vscode.l10n.t('Heap snapshots')]: ['heapsnapshot'] },
  });
  return picked ?? [];
}

function pairIn(facts: CommandParts['facts'], argument: unknown): readonly [Capture, Capture] | undefined {
  if (typeof argument !== 'object' || argument === null || !('before' in argument) || !('after' in argument))
    return undefined;
  return [namedCapture(facts, argument.before), namedCapture(facts, argument.after)];
}

/** Taking, importing, comparing and deleting heap snapshots. */
export const snapshotCommands: Commands<
  | 'takeSnapshot'
  | 'takeSnapshotWithHeapdump'
  | 'importSnapshot'
  | 'compareSnapshots'
  | 'removeCapture'
  | 'revealCapture'
> = {
  takeSnapshot: takeWith('inspector'),
  takeSnapshotWithHeapdump: takeWith('heapdump'),
  importSnapshot: async ({ link, panels }, argument) => {
    const files = await chosenFiles(argument);
    if (files.length === 0) return;
    const client = await link.client();
    const made: string[] = [];
    for (const { fsPath } of files) {
      const title = vscode.l10n.t('Importing {0}', path.basename(fsPath));
      made.push(...(await runJob(client, title, () => client.request('captures/import', { file: fsPath }))));
    }
    const captureId = made.at(-1);
    if (captureId !== undefined) panels.open({ tab: 'memory', captureId });
  },
  compareSnapshots: async ({ link, facts, captures, panels }, argument) => {
    const client = await link.client();
    const [before, after] = pairIn(facts, argument) ?? captures.pair ?? (await pickedPair(facts));
    const pair = { before: before.captureId, after: after.captureId };
    const title = vscode.l10n.t('Comparing {0} with {1}', before.label, after.label);
    await runJob(client, title, () => client.request('captures/compare', pair));
    panels.open({ tab: 'memory', diff: pair });
  },
  removeCapture: async ({ link, facts }, argument) => {
    const capture = namedCapture(facts, argument);
    const remove = vscode.l10n.t('Delete');
    const question = vscode.l10n.t('Delete {0}? Its file is removed from the captures folder.', capture.label);
    if ((await vscode.window.showWarningMessage(question, { modal: true }, remove)) !== remove) return;
    const client = await link.client();
    await client.request('captures/remove', { captureId: capture.captureId });
  },
  revealCapture: ({ facts }, argument) => vscode.env.clipboard.writeText(namedCapture(facts, argument).file),
};
