import path from 'node:path';
import * as vscode from 'vscode';
import type { AppliedChange } from '../../protocol/advice.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding } from '../../protocol/findings.ts';
import { findingRow } from '../../format/findingRow.ts';
import { runJob } from '../connection/runJob.ts';
import { applyPlan, undoPlan, type FileEdit } from '../edits/changePlan.ts';
import { confirmEdits, showDifference } from '../edits/changePreview.ts';
import {
  hashOf,
  missingFolder,
  removeMadeFolders,
  textNow,
  unsavedDocument,
  writeEdits,
} from '../edits/sourceFiles.ts';
import { isCarriedOutByHand } from '../facts/byHand.ts';
import { chosenFinding } from './chosen.ts';
import type { CommandParts, Commands } from './commandParts.ts';

/** Files by their names; one that is made by where it will be, since nobody knows yet. */
const namesOf = (edits: readonly FileEdit[]) =>
  edits
    .map(({ file, before }) => (before === null ? vscode.workspace.asRelativePath(file) : path.basename(file)))
    .join(', ');

/** What is applied, with the folders that are made for it. */
async function withMadeFolders(applied: readonly AppliedChange[]): Promise<readonly AppliedChange[]> {
  return Promise.all(
    applied.map(async (one) => {
      const madeFolder = one.change.kind === 'newFile' ? await missingFolder(one.change.file) : undefined;
      return madeFolder === undefined ? one : { ...one, madeFolder };
    }),
  );
}

/** What else comes with the edits: files in which the user has changes that are not saved. */
function savingWords(edits: readonly FileEdit[]): string {
  const unsaved = edits.filter(({ file }) => unsavedDocument(file) !== undefined);
  return unsaved.length === 0 ? '' : vscode.l10n.t('Saves your own changes in {0} as well.', namesOf(unsaved));
}

/** Writes the edits and tells the host. Where the host does not hear of it, the files are put back. */
async function carryOut(edits: readonly FileEdit[], tell: () => Promise<unknown>): Promise<void> {
  await writeEdits(edits);
  try {
    await tell();
  } catch (error) {
    await writeEdits(edits.map(({ file, before, after }) => ({ file, before: after, after: before })));
    throw error;
  }
}

async function apply({ link, facts }: CommandParts, argument: unknown): Promise<void> {
  const isOpen = ({ advice, state }: Finding) =>
    (advice?.changes.length ?? 0) > 0 && (state === 'new' || state === 'proven');
  const finding = await chosenFinding(facts, argument, isOpen);
  const { findingId, title, advice, applied: before = [] } = finding;
  if (before.length > 0) throw new Error(vscode.l10n.t('{0} is applied already. Undo it first.', title));
  if (advice === undefined || advice.changes.length === 0)
    throw new Error(vscode.l10n.t('{0}: only you can change this. {1}', title, advice?.text ?? ''));
  const client = await link.client();
  const { edits, applied: planned } = await applyPlan(advice.changes, textNow, hashOf);
  const detail = [savingWords(edits), ...advice.risks].filter((words) => words !== '').join(' ');
  const words = { title: advice.text, yes: vscode.l10n.t('Apply to {0}', namesOf(edits)), detail };
  if (!(await confirmEdits(edits, words))) return;
  const applied = await withMadeFolders(planned);
  await carryOut(edits, () => client.request('findings/applied', { findingId, changes: applied }));
  for (const { change } of applied)
    if (change.kind === 'newFile') await vscode.window.showTextDocument(vscode.Uri.file(change.file));
  const verify = vscode.l10n.t('Verify');
  const undo = vscode.l10n.t('Undo');
  const done =
    advice.sql === undefined
      ? vscode.l10n.t('Pitstop: applied to {0}.', namesOf(edits))
      : applied.every(({ change }) => change.kind === 'newFile')
        ? vscode.l10n.t('Pitstop: {0} is made. Run it on your server, then verify.', namesOf(edits))
        : vscode.l10n.t('Pitstop: applied to {0}. Verify measures it again.', namesOf(edits));
  // Not waited for: the message may stay for long, and the command is over.
  void vscode.window.showInformationMessage(done, verify, undo).then((chosen) => {
    if (chosen === verify) void vscode.commands.executeCommand('pitstop.verifyFinding', findingId);
    if (chosen === undo) void vscode.commands.executeCommand('pitstop.undoAdvice', findingId);
  });
}

/** Tells why nothing was undone, and shows what was applied beside what is there now. */
async function tellConflict(failure: Failure, applied: readonly AppliedChange[]): Promise<void> {
  const show = vscode.l10n.t('Show Difference');
  const chosen = await vscode.window.showErrorMessage(`Pitstop: ${failure.message}. ${failure.next}`, show);
  if (chosen !== show) return;
  for (const { change } of applied) {
    const { file } = change;
    const title = vscode.l10n.t('{0}: as applied, and now', path.basename(file));
    if (change.kind === 'newFile') await showDifference(file, change.text, (await textNow(file)) ?? '', title);
    else
      await showDifference(
        file,
        change.before,
        change.after,
        vscode.l10n.t('{0}: what was applied', path.basename(file)),
      );
  }
}

async function undo({ link, facts }: CommandParts, argument: unknown): Promise<void> {
  const finding = await chosenFinding(facts, argument, ({ applied = [] }) => applied.length > 0);
  const { findingId, title, applied = [] } = finding;
  if (applied.length === 0)
    throw new Error(vscode.l10n.t('{0}: nothing was applied, so there is nothing to undo.', title));
  const client = await link.client();
  try {
    const { edits, notes } = await undoPlan(applied, textNow, hashOf);
    await carryOut(edits, () => client.request('findings/undone', { findingId }));
    for (const { change, madeFolder } of applied)
      if (madeFolder !== undefined) await removeMadeFolders(change.file, madeFolder);
    const done =
      edits.length === 0 ? vscode.l10n.t('Pitstop: undone.') : vscode.l10n.t('Pitstop: undone in {0}.', namesOf(edits));
    void vscode.window.showInformationMessage([done, ...notes.map((note) => `${note}.`)].join(' '));
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'changeConflict') throw error;
    await tellConflict(error, applied);
  }
}

async function verify({ link, facts }: CommandParts, argument: unknown): Promise<void> {
  const isApplied = (finding: Finding) =>
    finding.state === 'applied' || (finding.rule === 'leak' && finding.state === 'new') || isCarriedOutByHand(finding);
  const { findingId, title, rule } = await chosenFinding(facts, argument, isApplied);
  if (rule === 'leak') {
    await vscode.commands.executeCommand('pitstop.rehunt', findingId);
    return;
  }
  const client = await link.client();
  await runJob(client, vscode.l10n.t('Verify {0}', title), () => client.request('findings/verify', { findingId }));
  const now = (await client.request('findings/list', {})).find((one) => one.findingId === findingId);
  if (now === undefined) return;
  const { gain, state } = findingRow(now);
  const words = [title, [state, gain].filter((word) => word !== '').join(' '), now.stateReason ?? ''];
  void vscode.window.showInformationMessage(`Pitstop: ${words.filter((word) => word !== '').join(': ')}`);
}

/** From advice to the change in the files, back again, and to the proof that it helped. */
export const applyingCommands: Commands<'applyAdvice' | 'undoAdvice' | 'verifyFinding'> = {
  applyAdvice: apply,
  undoAdvice: undo,
  verifyFinding: verify,
};
