import * as vscode from 'vscode';
import type { HostFacts } from '../facts/hostFacts.ts';
import { bytesText, delayText } from '../../format/figures.ts';
import { unknownMark } from '../../format/quantity.ts';
import type { HostProcess } from '../connection/hostProcess.ts';
import { setting } from '../settings.ts';

/** Shown at most this often: people read it, they do not watch it. */
const redrawMs = 1_000;

const known = (value: number, text: (value: number) => string) => (Number.isNaN(value) ? unknownMark : text(value));

/** The item of the status bar: heap and event-loop delay of the program watched last. Click opens the panel. */
export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly facts: HostFacts;
  private readonly process: HostProcess;
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(facts: HostFacts, process: HostProcess) {
    this.facts = facts;
    this.process = process;
    this.item = vscode.window.createStatusBarItem('watched', vscode.StatusBarAlignment.Left, 0);
    this.item.name = vscode.l10n.t('Pitstop: watched program');
    this.item.command = 'pitstop.openPanel';
    this.subscription = vscode.Disposable.from(
      facts.onDidChange(() => this.draw()),
      facts.onDidSample(() => this.drawSoon()),
      process.onDidChange(() => this.draw()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('pitstop.statusItem.enabled')) this.draw();
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.item.dispose();
  }

  private drawSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.draw();
    }, redrawMs);
  }

  private draw(): void {
    if (!setting('statusItem.enabled')) return this.item.hide();
    const [target] = this.facts.watched;
    if (this.process.life.kind === 'failed') return this.drawFailed(this.process.life.reason);
    if (target === undefined) return this.item.hide();
    const figures = this.facts.live.get(target.targetId);
    const heap = figures === undefined ? unknownMark : known(figures.heapUsed, bytesText);
    const delay = figures === undefined ? unknownMark : known(figures.loopDelay, delayText);
    this.item.text = vscode.l10n.t('$(pulse) {0} · loop {1}', heap, delay);
    this.item.backgroundColor = undefined;
    this.item.accessibilityInformation = {
      label: vscode.l10n.t('{0}: heap used {1}, event-loop delay {2}', target.name, heap, delay),
    };
    const tooltip = new vscode.MarkdownString('', true);
    tooltip.appendText(`${target.name} · pid ${target.pid} · Node ${target.nodeVersion}\n`);
    if (figures !== undefined) {
      tooltip.appendMarkdown(
        [
          '\n| | |\n|:--|--:|',
          `| ${vscode.l10n.t('Heap used')} | ${heap} |`,
          `| ${vscode.l10n.t('RSS')} | ${known(figures.rss, bytesText)} |`,
          `| ${vscode.l10n.t('External')} | ${known(figures.external, bytesText)} |`,
          `| ${vscode.l10n.t('Event-loop delay, p99 of the last second')} | ${delay} |`,
        ].join('\n'),
      );
    }
    this.item.tooltip = tooltip;
    this.item.show();
  }

  private drawFailed(reason: string): void {
    this.item.text = vscode.l10n.t('$(error) Pitstop host ended');
    this.item.tooltip = reason;
    this.item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
    this.item.show();
  }
}
