import * as vscode from 'vscode';
import type { Finding } from '../../protocol/findings.ts';
import type { PanelView } from '../../protocol/panelChannel.ts';
import { toggleInline } from '../inline/inlineSwitch.ts';
import { openPlace } from '../openPlace.ts';
import { chosenFinding } from './chosen.ts';
import type { Commands } from './commandParts.ts';

/** The view of a finding's diff; with its node, the panel opens the retaining path. */
function diffView({ title, diff }: Finding, isWithPath: boolean): PanelView {
  if (diff === undefined) throw new Error(vscode.l10n.t('{0} is not a finding of a comparison.', title));
  const { before, after, nodeId } = diff;
  return { tab: 'memory', diff: { before, after, ...(isWithPath && nodeId !== null ? { nodeId } : {}) } };
}

/** What a finding rests on, in the panel: its diff, plan, experiment or hunt. */
function subjectView(finding: Finding): PanelView {
  const { findingId, planId, experimentId, huntId } = finding;
  if (finding.diff !== undefined) return diffView(finding, true);
  if (planId !== undefined) return { tab: 'queries', planId, findingId };
  if (experimentId !== undefined) return { tab: 'experiments', experimentId, findingId };
  if (finding.rule === 'loop-blocked') return { tab: 'gc-loop', findingId };
  return { tab: 'overview', findingId, ...(huntId === undefined ? {} : { huntId }) };
}

/** From a finding to its diff, its path and its source, and away with it. */
export const findingCommands: Commands<
  'showDiff' | 'showPath' | 'peekDiff' | 'openFinding' | 'dismissFinding' | 'reopenFinding' | 'toggleInline'
> = {
  showDiff: async ({ facts, panels }, argument) =>
    panels.open(diffView(await chosenFinding(facts, argument), false), vscode.ViewColumn.Beside),
  showPath: async ({ facts, panels }, argument) =>
    panels.open(diffView(await chosenFinding(facts, argument), true), vscode.ViewColumn.Beside),
  peekDiff: async ({ facts, peek }, argument) => peek.peek(await chosenFinding(facts, argument)),
  openFinding: async ({ facts, panels }, argument) => {
    const finding = await chosenFinding(facts, argument);
    if (finding.place === null) return panels.open(subjectView(finding));
    await openPlace(finding.place);
  },
  dismissFinding: async ({ link, facts }, argument) => {
    const { findingId, title } = await chosenFinding(facts, argument);
    const reason = await vscode.window.showInputBox({
      title: vscode.l10n.t('Dismiss {0}', title),
      prompt: vscode.l10n.t('Why it is no problem, for whoever asks later'),
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A reason, in a few words') : undefined),
    });
    if (reason === undefined) return;
    const client = await link.client();
    await client.request('findings/dismiss', { findingId, reason: reason.trim() });
  },
  reopenFinding: async ({ link, facts }, argument) => {
    const { findingId } = await chosenFinding(
      facts,
      argument,
      ({ state }) => state === 'dismissed' || state === 'gone',
    );
    const client = await link.client();
    await client.request('findings/reopen', { findingId });
  },
  toggleInline,
};
