import path from 'node:path';
import * as vscode from 'vscode';
import type { Capture, CaptureId } from '../../protocol/captures.ts';
import type { HostFacts } from '../facts/hostFacts.ts';
import { bytesText, delayText } from '../../format/figures.ts';

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** The native list of captures, the newest first. Two that are ticked are the ones to compare. */
export class CapturesView implements vscode.TreeDataProvider<Capture>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Capture | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly facts: HostFacts;
  private readonly view: vscode.TreeView<Capture>;
  private readonly subscription: vscode.Disposable;
  /** In the order in which they were ticked. */
  private ticked: readonly CaptureId[] = [];

  constructor(facts: HostFacts, onVisible: () => void) {
    this.facts = facts;
    this.view = vscode.window.createTreeView('pitstop.captures', {
      treeDataProvider: this,
      manageCheckboxStateManually: true,
    });
    this.subscription = vscode.Disposable.from(
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) onVisible();
      }),
      this.view.onDidChangeCheckboxState(({ items }) => {
        for (const [capture, state] of items)
          this.tick(capture.captureId, state === vscode.TreeItemCheckboxState.Checked);
      }),
      facts.onDidChange((what) => {
        if (what !== 'captures') return;
        const known = new Set(facts.captures.map(({ captureId }) => captureId));
        this.ticked = this.ticked.filter((captureId) => known.has(captureId));
        this.redraw();
      }),
    );
    if (this.view.visible) onVisible();
  }

  /** The two ticked captures, the earlier first; undefined where there are not two. */
  get pair(): readonly [Capture, Capture] | undefined {
    const [first, second] = this.facts.captures
      .filter(({ captureId }) => this.ticked.includes(captureId))
      .toSorted((a, b) => a.takenAt - b.takenAt);
    return first === undefined || second === undefined ? undefined : [first, second];
  }

  getChildren(parent?: Capture): Capture[] {
    return parent === undefined ? this.facts.captures.toSorted((a, b) => b.takenAt - a.takenAt) : [];
  }

  getTreeItem(capture: Capture): vscode.TreeItem {
    const item = new vscode.TreeItem(capture.label);
    item.id = capture.captureId;
    item.contextValue = 'capture';
    item.iconPath = new vscode.ThemeIcon(capture.way === 'import' ? 'file' : 'device-camera');
    item.description = [
      ...(capture.targetName === undefined ? [] : [capture.targetName]),
      bytesText(capture.fileBytes),
      time.format(capture.takenAt),
    ].join(' · ');
    item.tooltip = tooltipOf(capture);
    item.checkboxState = {
      state: this.ticked.includes(capture.captureId)
        ? vscode.TreeItemCheckboxState.Checked
        : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: vscode.l10n.t('Tick two to compare them'),
    };
    item.command = {
      command: 'pitstop.openPanel',
      title: vscode.l10n.t('Open Panel'),
      arguments: [{ tab: 'memory', captureId: capture.captureId }],
    };
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  /** A third tick takes the place of the older of the two before. */
  private tick(captureId: CaptureId, isTicked: boolean): void {
    const others = this.ticked.filter((other) => other !== captureId);
    this.ticked = isTicked ? [...others.slice(-1), captureId] : others;
    this.redraw();
  }

  private redraw(): void {
    const { pair } = this;
    this.view.description = pair === undefined ? '' : vscode.l10n.t('{0} → {1}', pair[0].label, pair[1].label);
    void vscode.commands.executeCommand('setContext', 'pitstop.twoTicked', pair !== undefined);
    this.changed.fire(undefined);
  }
}

function tooltipOf(capture: Capture): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  const lines = [
    path.basename(capture.file),
    vscode.l10n.t('taken {0}', dateAndTime.format(capture.takenAt)),
    ...(capture.targetPid === undefined ? [] : [vscode.l10n.t('of pid {0}', capture.targetPid)]),
    wayWords(capture),
    ...(capture.pauseMs === undefined
      ? []
      : [vscode.l10n.t('the program stood still for {0}', delayText(capture.pauseMs))]),
  ];
  for (const line of lines) tooltip.appendText(line).appendMarkdown('\n\n');
  return tooltip;
}

function wayWords({ way }: Capture): string {
  switch (way) {
    case 'inspector':
      return vscode.l10n.t('by the engine');
    case 'heapdump':
      return vscode.l10n.t('by heapdump');
    case 'import':
      return vscode.l10n.t('imported from a file');
  }
}
