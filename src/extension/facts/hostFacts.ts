import * as vscode from 'vscode';
import type { HostClient } from '../../channel/hostClient.ts';
import type { Capture } from '../../protocol/captures.ts';
import { columnOf, type ColumnBlock } from '../../protocol/columnBlock.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Database } from '../../protocol/plans.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import type { Bytes, EpochMs, Milliseconds } from '../../protocol/units.ts';
import type { HostLink } from '../connection/hostLink.ts';

/** The newest figures of a watched target; NaN for what could not be read. */
export type LiveFigures = {
  readonly at: EpochMs;
  readonly heapUsed: Bytes;
  readonly rss: Bytes;
  readonly external: Bytes;
  readonly loopDelay: Milliseconds;
};

function lastOf(block: ColumnBlock, name: string): number {
  return columnOf(block, name).at(-1) ?? Number.NaN;
}

/** What the host last told: its lists, and the newest figures of each watched target. Asked again after each connection. */
export class HostFacts implements vscode.Disposable {
  targets: readonly Target[] = [];
  captures: readonly Capture[] = [];
  findings: readonly Finding[] = [];
  database: Database | null = null;
  readonly live = new Map<TargetId, LiveFigures>();
  private readonly changed = new vscode.EventEmitter<'targets' | 'captures' | 'findings' | 'database'>();
  private readonly sampled = new vscode.EventEmitter<TargetId>();
  readonly onDidChange = this.changed.event;
  readonly onDidSample = this.sampled.event;
  private readonly subscription: vscode.Disposable;
  private followed = new Set<TargetId>();

  constructor(link: HostLink) {
    this.subscription = vscode.Disposable.from(
      link.onConnected((client) => void this.begin(client).catch(() => undefined)),
      link.onLost(() => this.lose()),
    );
  }

  /** Targets that are being watched now, the one watched last first. */
  get watched(): readonly Target[] {
    return this.targets.filter(({ state }) => state === 'watching').toSorted((a, b) => b.watchedSince - a.watchedSince);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    this.sampled.dispose();
  }

  private async begin(client: HostClient): Promise<void> {
    this.followed = new Set();
    client.onEvent('targets/changed', ({ targets }) => this.takeTargets(client, targets));
    client.onEvent('captures/changed', ({ captures }) => this.takeCaptures(captures));
    client.onEvent('findings/changed', ({ findings }) => this.takeFindings(findings));
    client.onEvent('database/changed', ({ database }) => this.takeDatabase(database));
    client.onBlock((block) => this.takeBlock(block));
    const [targets, captures, findings, database] = await Promise.all([
      client.request('targets/list', {}),
      client.request('captures/list', {}),
      client.request('findings/list', {}),
      client.request('database/current', {}),
    ]);
    this.takeTargets(client, targets);
    this.takeCaptures(captures);
    this.takeFindings(findings);
    this.takeDatabase(database);
  }

  /** Without a host nothing is watched or connected; captures and findings are kept by the store and stay as they were. */
  private lose(): void {
    this.live.clear();
    this.targets = [];
    this.changed.fire('targets');
    this.takeDatabase(null);
  }

  private takeTargets(client: HostClient, targets: readonly Target[]): void {
    this.targets = targets;
    const watched = new Set(this.watched.map(({ targetId }) => targetId));
    for (const targetId of watched) {
      // A target that ends in between cannot be followed, and that is told by the next list.
      if (!this.followed.has(targetId)) void client.request('live/follow', { targetId }).catch(() => undefined);
    }
    for (const targetId of this.live.keys()) if (!watched.has(targetId)) this.live.delete(targetId);
    this.followed = watched;
    this.changed.fire('targets');
  }

  private takeCaptures(captures: readonly Capture[]): void {
    this.captures = captures;
    this.changed.fire('captures');
  }

  private takeFindings(findings: readonly Finding[]): void {
    this.findings = findings;
    this.changed.fire('findings');
  }

  private takeDatabase(database: Database | null): void {
    this.database = database;
    this.changed.fire('database');
  }

  private takeBlock(block: ColumnBlock): void {
    if (block.head.kind !== 'samples') return;
    const { targetId } = block.head;
    this.live.set(targetId, {
      at: lastOf(block, 'at'),
      heapUsed: lastOf(block, 'heapUsed'),
      rss: lastOf(block, 'rss'),
      external: lastOf(block, 'external'),
      loopDelay: lastOf(block, 'loopDelayP99'),
    });
    this.sampled.fire(targetId);
  }
}
