import * as vscode from 'vscode';
import type { Target, TargetState } from '../../protocol/targets.ts';
import type { HostFacts } from '../facts/hostFacts.ts';
import { bytesText, delayText, spanText } from '../../format/figures.ts';

/** Figures in the list change at most this often. */
const redrawMs = 2_000;

const icons: Readonly<Record<TargetState, string>> = {
  attaching: 'loading~spin',
  watching: 'pulse',
  detached: 'debug-disconnect',
  ended: 'circle-slash',
  lost: 'warning',
};

function stateWord(state: TargetState): string {
  switch (state) {
    case 'attaching':
      return vscode.l10n.t('attaching');
    case 'watching':
      return vscode.l10n.t('watching');
    case 'detached':
      return vscode.l10n.t('detached');
    case 'ended':
      return vscode.l10n.t('ended');
    case 'lost':
      return vscode.l10n.t('lost');
  }
}

/** The native list of targets: those being watched first, then what became of the others. */
export class TargetsView implements vscode.TreeDataProvider<Target>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Target | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly facts: HostFacts;
  private readonly view: vscode.TreeView<Target>;
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(facts: HostFacts, onVisible: () => void) {
    this.facts = facts;
    this.view = vscode.window.createTreeView('pitstop.targets', { treeDataProvider: this });
    this.subscription = vscode.Disposable.from(
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => {
        if (!visible) return;
        onVisible();
        this.changed.fire(undefined);
      }),
      facts.onDidChange((what) => {
        if (what === 'targets') this.changed.fire(undefined);
      }),
      facts.onDidSample(() => this.redrawSoon()),
    );
    if (this.view.visible) onVisible();
  }

  getChildren(parent?: Target): Target[] {
    if (parent !== undefined) return [];
    const { watched, targets } = this.facts;
    return [...watched, ...targets.filter(({ state }) => state !== 'watching')];
  }

  getTreeItem(target: Target): vscode.TreeItem {
    const { state } = target;
    const item = new vscode.TreeItem(target.name);
    item.id = target.targetId;
    item.iconPath = new vscode.ThemeIcon(icons[state]);
    item.contextValue = `target.${state}${target.hasHeapdump ? '.heapdump' : ''}`;
    item.description = this.description(target);
    item.tooltip = tooltipOf(target);
    item.accessibilityInformation = { label: `${target.name}, ${stateWord(state)}, ${item.description}` };
    item.command = {
      command: 'pitstop.openPanel',
      title: vscode.l10n.t('Open Panel'),
      arguments: [{ tab: 'overview', targetId: target.targetId }],
    };
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.changed.dispose();
  }

  private description(target: Target): string {
    const figures = this.facts.live.get(target.targetId);
    // What changes comes first: the end is cut off where the side bar is narrow.
    const parts: string[] = [];
    if (target.state !== 'watching') parts.push(stateWord(target.state));
    else if (figures !== undefined && !Number.isNaN(figures.heapUsed)) {
      parts.push(bytesText(figures.heapUsed));
      if (!Number.isNaN(figures.loopDelay)) parts.push(vscode.l10n.t('loop {0}', delayText(figures.loopDelay)));
    }
    return [...parts, `pid ${target.pid}`].join(' · ');
  }

  private redrawSoon(): void {
    if (!this.view.visible) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changed.fire(undefined);
    }, redrawMs);
  }
}

function tooltipOf(target: Target): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  const lines = [
    target.command,
    target.folder,
    vscode.l10n.t('Node {0}, V8 {1}', target.nodeVersion, target.v8Version),
    vscode.l10n.t('watched for {0}', spanText((target.endedAt ?? Date.now()) - target.watchedSince)),
    ...(target.stateReason === undefined ? [] : [target.stateReason]),
    ...(target.droppedSamples === 0 ? [] : [vscode.l10n.t('{0} samples were dropped', target.droppedSamples)]),
  ];
  for (const line of lines) tooltip.appendText(line).appendMarkdown('\n\n');
  return tooltip;
}
