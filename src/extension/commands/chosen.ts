import * as vscode from 'vscode';
import type { HostClient } from '../../channel/hostClient.ts';
import type { Capture } from '../../protocol/captures.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Profile } from '../../protocol/profiles.ts';
import type { Target } from '../../protocol/targets.ts';
import type { HostFacts } from '../facts/hostFacts.ts';
import { bytesText } from '../../format/figures.ts';
import { findingRow } from '../../format/findingRow.ts';

/** The id in a command's argument: the id itself, or a row of a list that has it. */
function idIn(argument: unknown, key: 'targetId' | 'captureId' | 'findingId' | 'profileId'): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const given: { readonly [name: string]: unknown } = { ...argument };
  return typeof given[key] === 'string' ? given[key] : undefined;
}

/** The row that the user picks. Throws a CancellationError where none is picked. */
async function pick<Row>(
  rows: readonly Row[],
  placeHolder: string,
  itemOf: (row: Row) => vscode.QuickPickItem,
): Promise<Row> {
  const picked = await vscode.window.showQuickPick(
    rows.map((row) => ({ ...itemOf(row), row })),
    { placeHolder, matchOnDescription: true, matchOnDetail: true },
  );
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.row;
}

/** As `pick`, without asking where there is only one row. */
async function pickOne<Row>(
  rows: readonly Row[],
  placeHolder: string,
  itemOf: (row: Row) => vscode.QuickPickItem,
): Promise<Row> {
  const [only, ...others] = rows;
  return only !== undefined && others.length === 0 ? only : pick(rows, placeHolder, itemOf);
}

/** The watched target that the argument names, the only one, or the one the user picks. */
export async function chosenTarget(facts: HostFacts, argument: unknown): Promise<Target> {
  const named = idIn(argument, 'targetId');
  const target = facts.watched.find(({ targetId }) => targetId === named);
  if (target !== undefined) return target;
  if (facts.watched.length === 0) throw new Error(vscode.l10n.t('No program is being watched. Attach to one first.'));
  return pickOne(facts.watched, vscode.l10n.t('Which program?'), ({ name, pid, command }) => ({
    label: name,
    description: `pid ${pid}`,
    detail: command,
  }));
}

/** The profile that the argument names, the only one, or the one the user picks. */
export async function chosenProfile(client: Pick<HostClient, 'request'>, argument: unknown): Promise<Profile> {
  const named = idIn(argument, 'profileId');
  const profiles = await client.request('profiles/list', {});
  const profile = profiles.find(({ profileId }) => profileId === named);
  if (profile !== undefined) return profile;
  if (profiles.length === 0) throw new Error(vscode.l10n.t('There is no profile yet. Take one, or open a file.'));
  return pickOne(profiles, vscode.l10n.t('Which profile?'), ({ label, targetName, takenAt }) => ({
    label,
    description: [targetName, new Date(takenAt).toLocaleString()].filter((part) => part !== undefined).join(' · '),
  }));
}

/** The capture that the argument names. */
export function namedCapture(facts: HostFacts, argument: unknown): Capture {
  const named = idIn(argument, 'captureId');
  const capture = facts.captures.find(({ captureId }) => captureId === named);
  if (capture === undefined) throw new Error(vscode.l10n.t('This capture is no longer there.'));
  return capture;
}

const isOpenFinding = ({ state }: Finding) => state !== 'dismissed' && state !== 'gone';

/** The finding that the argument names; else, of those that fit, the one at the cursor, the only one, or the one the user picks. */
export async function chosenFinding(
  facts: HostFacts,
  argument: unknown,
  fits: (finding: Finding) => boolean = isOpenFinding,
): Promise<Finding> {
  const named = idIn(argument, 'findingId');
  if (named !== undefined) {
    const finding = facts.findings.find(({ findingId }) => findingId === named);
    if (finding === undefined) throw new Error(vscode.l10n.t('This finding is no longer there.'));
    return finding;
  }
  const open = facts.findings.filter(fits);
  const editor = vscode.window.activeTextEditor;
  const atCursor = open.find(
    ({ place }) =>
      place !== null && place.file === editor?.document.uri.fsPath && place.line === editor.selection.active.line + 1,
  );
  if (atCursor !== undefined) return atCursor;
  if (open.length === 0)
    throw new Error(
      vscode.l10n.t('There is no such finding. Compare two snapshots, hunt leaks, or explain a query first.'),
    );
  return pickOne(open, vscode.l10n.t('Which finding?'), (finding) => {
    const { title, gain, state, place } = findingRow(finding);
    return { label: title, description: [gain, state, place].filter((words) => words !== '').join(' · ') };
  });
}

const captureItem = (capture: Capture): vscode.QuickPickItem => ({
  label: capture.label,
  description: [capture.targetName, bytesText(capture.fileBytes)].filter((part) => part !== undefined).join(' · '),
  detail: new Date(capture.takenAt).toLocaleString(),
});

/** The capture that the argument names, the only one, or the one the user picks. */
export async function chosenCapture(facts: HostFacts, argument: unknown): Promise<Capture> {
  if (idIn(argument, 'captureId') !== undefined) return namedCapture(facts, argument);
  if (facts.captures.length === 0)
    throw new Error(vscode.l10n.t('There is no capture. Take a heap snapshot, or import one.'));
  const rows = facts.captures.toSorted((a, b) => b.takenAt - a.takenAt);
  return pickOne(rows, vscode.l10n.t('Which snapshot?'), captureItem);
}

/** Two captures that the user picks, the earlier first. */
export async function pickedPair(facts: HostFacts): Promise<readonly [Capture, Capture]> {
  const rows = facts.captures.toSorted((a, b) => b.takenAt - a.takenAt);
  if (rows.length < 2) throw new Error(vscode.l10n.t('A comparison needs two captures. Take another snapshot.'));
  const first = await pick(rows, vscode.l10n.t('The first of the two snapshots'), captureItem);
  const others = rows.filter((row) => row !== first);
  const second = await pick(others, vscode.l10n.t('Compare {0} with', first.label), captureItem);
  return first.takenAt <= second.takenAt ? [first, second] : [second, first];
}
