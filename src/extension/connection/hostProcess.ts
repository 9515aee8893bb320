import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { HostAddress } from '../../protocol/hostChannel.ts';
import type { FileMarks } from '../../protocol/inlineMarks.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';
import { setting } from '../settings.ts';
import type { HostCommand, LanguageHost } from './languageHost.ts';
import { afterCrash } from './restartPolicy.ts';

/** The life of the agent host, as this window sees it. */
export type HostLife =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly address: HostAddress; readonly pid: number | undefined }
  /** It ended by itself and is started again. */
  | { readonly kind: 'waiting'; readonly retryAt: EpochMs; readonly reason: string }
  /** It ended too often, or was refused: a person has to decide. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * The workspace's own folder below the extension's global storage. The editor's workspace storage is not used: while an
 * older window of the same folder still ends, the editor hands out another one, and what was kept seems lost.
 */
function workspaceDataFolder(context: vscode.ExtensionContext): string {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const uris = workspaceFile === undefined ? workspaceFolders.map(({ uri }) => uri) : [workspaceFile];
  const name = createHash('sha256').update(uris.map(String).join('\n')).digest('hex').slice(0, 16);
  return path.join(context.globalStorageUri.fsPath, 'workspaces', name);
}

type Waiter = { readonly resolve: (address: HostAddress) => void; readonly reject: (error: Error) => void };

/** Why the host is not there, in words for the user. */
export class HostAbsent extends Error {}

/** Why the host did not come up; with a Node of the user's, that comes first. */
function notStarted(reason: string): string {
  const nodePath = setting('host.nodePath');
  if (nodePath === '') return reason;
  return vscode.l10n.t(
    'The host did not start on {0}, the Node.js of the setting pitstop.host.nodePath: {1}. It has to be a Node.js of 22 or later; empty takes the editor’s own.',
    nodePath,
    reason.replace(/\.$/, ''),
  );
}

/** Starts the host when it is first needed, starts it again when it crashes, and ends it with the window. */
export class HostProcess implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<HostLife>();
  private readonly marked = new vscode.EventEmitter<FileMarks>();
  readonly onDidChange = this.changed.event;
  readonly onMarks = this.marked.event;
  private readonly context: vscode.ExtensionContext;
  private readonly log: vscode.LogOutputChannel;
  private current: HostLife = { kind: 'idle' };
  private host: LanguageHost | undefined;
  private crashedAt: readonly EpochMs[] = [];
  private timer: NodeJS.Timeout | undefined;
  private waiters: Waiter[] = [];
  private isInlineShown = true;
  private isWantedWhenTrusted = false;
  private readonly trust = vscode.workspace.onDidGrantWorkspaceTrust(() => {
    if (this.isWantedWhenTrusted && this.current.kind === 'idle') void this.start();
  });
  /** Counts starts, so that what an older start still tells is not taken for the newest. */
  private generation = 0;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.context = context;
    this.log = log;
  }

  get life(): HostLife {
    return this.current;
  }

  /** The way into the channel, starting the host where it does not run. Rejects with HostAbsent. */
  address(): Promise<HostAddress> {
    if (!vscode.workspace.isTrusted) {
      this.isWantedWhenTrusted = true;
      return Promise.reject(
        new HostAbsent(vscode.l10n.t('This folder is in Restricted Mode: Pitstop starts nothing here.')),
      );
    }
    const { current } = this;
    if (current.kind === 'running') return Promise.resolve(current.address);
    if (current.kind === 'failed') return Promise.reject(new HostAbsent(current.reason));
    const answer = new Promise<HostAddress>((resolve, reject) => this.waiters.push({ resolve, reject }));
    if (current.kind === 'idle') void this.start();
    return answer;
  }

  /** Ends the host and starts it anew, whatever happened before. */
  async restart(): Promise<void> {
    await this.end();
    this.crashedAt = [];
    this.become({ kind: 'idle' });
    await this.address();
  }

  /** Starts at once where it waits to be started again. */
  retryNow(): void {
    if (this.current.kind === 'waiting') void this.start();
  }

  setInline(isShown: boolean): void {
    this.isInlineShown = isShown;
    this.host?.setInline(isShown);
  }

  async end(): Promise<void> {
    this.generation += 1;
    clearTimeout(this.timer);
    const { host } = this;
    this.host = undefined;
    await host?.stop();
  }

  dispose(): void {
    void this.end();
    this.trust.dispose();
    this.changed.dispose();
    this.marked.dispose();
  }

  private async start(): Promise<void> {
    this.generation += 1;
    const { generation } = this;
    clearTimeout(this.timer);
    this.become({ kind: 'starting' });
    const startedAt = performance.now();
    try {
      const { startLanguageHost } = await import('./languageHost.ts');
      const host = await startLanguageHost(this.command(), this.log, {
        onMarks: (marks) => this.marked.fire(marks),
        onEnd: () => {
          if (generation === this.generation) this.crashed(vscode.l10n.t('The agent host ended unexpectedly.'));
        },
      });
      if (generation !== this.generation) return await host.stop();
      this.host = host;
      host.setInline(this.isInlineShown);
      const ms = Math.round(performance.now() - startedAt);
      this.log.info(`host ${host.pid ?? 'of unknown pid'} answered after ${ms} ms on port ${host.address.port}`);
      this.become({ kind: 'running', address: host.address, pid: host.pid });
    } catch (error) {
      if (generation === this.generation)
        this.crashed(notStarted(error instanceof Error ? error.message : String(error)));
    }
  }

  private crashed(reason: string): void {
    this.generation += 1;
    this.host = undefined;
    const now = Date.now();
    this.crashedAt = [...this.crashedAt, now];
    const next = afterCrash(this.crashedAt, now);
    this.log.warn(
      `host ended: ${reason}; ${next.kind === 'restart' ? `again in ${next.inMs} ms` : 'not started again'}`,
    );
    switch (next.kind) {
      case 'restart':
        this.become({ kind: 'waiting', retryAt: now + next.inMs, reason });
        this.retryIn(next.inMs);
        return;
      case 'stop':
        this.become({ kind: 'failed', reason });
        return;
    }
  }

  private retryIn(delay: Milliseconds): void {
    this.timer = setTimeout(() => void this.start(), delay);
  }

  private become(life: HostLife): void {
    this.current = life;
    if (life.kind === 'running' || life.kind === 'failed') {
      const { waiters } = this;
      this.waiters = [];
      for (const waiter of waiters) {
        if (life.kind === 'running') waiter.resolve(life.address);
        else waiter.reject(new HostAbsent(life.reason));
      }
    }
    this.changed.fire(life);
  }

  private command(): HostCommand {
    const memoryLimit = setting('host.memoryLimit');
    const nodePath = setting('host.nodePath');
    const folder = (id: 'captures.folder' | 'postgres.binaries') =>
      setting(id) === '' ? null : path.resolve(setting(id));
    const dataFolder = workspaceDataFolder(this.context);
    return {
      module: path.join(this.context.extensionPath, 'dist', 'host.cjs'),
      runtime: nodePath === '' ? undefined : nodePath,
      execArgv: memoryLimit > 0 ? [`--max-old-space-size=${memoryLimit}`] : [],
      cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      options: {
        dataFolder,
        capturesFolder: folder('captures.folder'),
        postgresFolder: folder('postgres.binaries'),
      },
    };
  }
}
