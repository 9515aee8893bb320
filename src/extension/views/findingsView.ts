import * as vscode from 'vscode';
import type { Finding, FindingState, Severity } from '../../protocol/findings.ts';
import type { HostFacts } from '../facts/hostFacts.ts';
import { isCarriedOutByHand } from '../facts/byHand.ts';
import { evidenceText } from '../../format/figures.ts';
import { findingRow, stateText, stillCosts } from '../../format/findingRow.ts';

const severityIcons: Readonly<Record<Severity, readonly [icon: string, color: string]>> = {
  error: ['error', 'problemsErrorIcon.foreground'],
  warning: ['warning', 'problemsWarningIcon.foreground'],
  info: ['info', 'problemsInfoIcon.foreground'],
};
/** The row under which dismissed and vanished findings stand. */
const settledRow = 'settled';
type Row = Finding | typeof settledRow;

const isSettled = ({ state }: Finding) => state === 'dismissed' || state === 'gone';

/** What a row offers, for the conditions of `contributions.ts`: its group, and what there is to show, change or undo. */
function contextOf(finding: Finding): string {
  const { state, diff, advice, applied = [] } = finding;
  const group = isSettled(finding) ? 'settled' : state === 'applied' || state === 'verified' ? state : 'open';
  const parts = [
    ...(diff === undefined ? [] : ['diff']),
    ...((advice?.changes.length ?? 0) > 0 ? ['change'] : []),
    ...(applied.length > 0 ? ['undo'] : []),
    ...(isCarriedOutByHand(finding) ? ['byHand'] : []),
    ...(isCarriedOutByHand(finding) ? ['byHand'] : []),
  ];
  return ['finding', group, ...parts].join('.');
}

const stateIcons: Readonly<Partial<Record<FindingState, string>>> = { applied: 'check', verified: 'verified' };

/**
 * The native list of findings, in the host's order: what saves most for the least work first. Click opens the source.
 * What was dismissed or is gone stands folded at the end.
 */
export class FindingsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Row | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly facts: HostFacts;
  private readonly view: vscode.TreeView<Row>;
  private readonly subscription: vscode.Disposable;

  constructor(facts: HostFacts, onVisible: () => void) {
    this.facts = facts;
    this.view = vscode.window.createTreeView('pitstop.findings', { treeDataProvider: this });
    this.subscription = vscode.Disposable.from(
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) onVisible();
      }),
      facts.onDidChange((what) => {
        if (what === 'findings') this.redraw();
      }),
    );
    if (this.view.visible) onVisible();
  }

  getChildren(parent?: Row): Row[] {
    const { findings } = this.facts;
    const settled = findings.filter(isSettled);
    if (parent === settledRow) return settled;
    if (parent !== undefined) return [];
    return [
      ...findings.filter((finding) => !isSettled(finding)),
      ...(settled.length === 0 ? [] : ([settledRow] as const)),
    ];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if (row !== settledRow) return itemOf(row);
    const item = new vscode.TreeItem(vscode.l10n.t('Dismissed and gone'), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = settledRow;
    item.description = `${this.facts.findings.filter(isSettled).length}`;
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private redraw(): void {
    const count = this.facts.findings.filter(stillCosts).length;
    this.view.badge = count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('Findings: {0}', count) };
    this.changed.fire(undefined);
  }
}

function itemOf(finding: Finding): vscode.TreeItem {
  const { gain, state, place } = findingRow(finding);
  const [icon, color] = severityIcons[finding.severity];
  const item = new vscode.TreeItem(finding.title);
  item.id = finding.findingId;
  item.contextValue = contextOf(finding);
  const shown = finding.state === 'verified' ? 'testing.iconPassed' : color;
  item.iconPath = new vscode.ThemeIcon(stateIcons[finding.state] ?? icon, new vscode.ThemeColor(shown));
  item.description = [gain, state, place].filter((part) => part !== '').join(' · ');
  item.tooltip = tooltipOf(finding);
  item.accessibilityInformation = { label: `${finding.severity}: ${finding.title}, ${item.description}` };
  item.command = {
    command: 'pitstop.openFinding',
    title: vscode.l10n.t('Open Source'),
    arguments: [finding.findingId],
  };
  return item;
}

function tooltipOf(finding: Finding): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(finding.title).appendMarkdown('\n\n');
  for (const evidence of finding.evidence)
    tooltip.appendText(`${evidence.name}: ${evidenceText(evidence)}`).appendMarkdown('\n\n');
  if (finding.advice !== undefined) tooltip.appendText(finding.advice.text).appendMarkdown('\n\n');
  if (finding.stateReason !== undefined)
    tooltip.appendText(`${stateText(finding)}: ${finding.stateReason}`).appendMarkdown('\n\n');
  if (finding.placeReason !== undefined)
    tooltip.appendText(vscode.l10n.t('No line: {0}', finding.placeReason)).appendMarkdown('\n\n');
  tooltip.appendText(vscode.l10n.t('Disproved by: {0}', finding.disprovedBy));
  return tooltip;
}
