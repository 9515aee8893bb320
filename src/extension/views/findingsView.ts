import * as vscode from 'vscode';
import type { Finding, Severity } from '../../protocol/findings.ts';
import type { HostFacts } from '../facts/hostFacts.ts';
import { evidenceText } from '../../format/figures.ts';
import { findingRow } from '../../format/findingRow.ts';

const severityIcons: Readonly<Record<Severity, readonly [icon: string, color: string]>> = {
  error: ['error', 'problemsErrorIcon.foreground'],
  warning: ['warning', 'problemsWarningIcon.foreground'],
  info: ['info', 'problemsInfoIcon.foreground'],
};
/** The native list of findings, in the host's order: what saves most for the least work first. Click opens the source. */
export class FindingsView implements vscode.TreeDataProvider<Finding>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Finding | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly facts: HostFacts;
  private readonly view: vscode.TreeView<Finding>;
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

  getChildren(parent?: Finding): Finding[] {
    if (parent !== undefined) return [];
    return this.facts.findings.filter(({ state }) => state !== 'dismissed' && state !== 'gone');
  }

  getTreeItem(finding: Finding): vscode.TreeItem {
    const [icon, color] = severityIcons[finding.severity];
    const { gain, state, place } = findingRow(finding);
    const item = new vscode.TreeItem(finding.title);
    item.id = finding.findingId;
    item.contextValue = 'finding';
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
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

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private redraw(): void {
    const count = this.getChildren().length;
    this.view.badge = count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('Findings: {0}', count) };
    this.changed.fire(undefined);
  }
}

function tooltipOf(finding: Finding): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(finding.title).appendMarkdown('\n\n');
  for (const evidence of finding.evidence)
    tooltip.appendText(`${evidence.name}: ${evidenceText(evidence)}`).appendMarkdown('\n\n');
  if (finding.placeReason !== undefined)
    tooltip.appendText(vscode.l10n.t('No line: {0}', finding.placeReason)).appendMarkdown('\n\n');
  tooltip.appendText(vscode.l10n.t('Disproved by: {0}', finding.disprovedBy));
  return tooltip;
}
