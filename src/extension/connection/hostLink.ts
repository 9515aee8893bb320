import * as vscode from 'vscode';
import type { HostClient } from '../../channel/hostClient.ts';
import type { HostProcess } from './hostProcess.ts';

/** The extension's own client of the host channel; a new one after each start of the host. */
export class HostLink implements vscode.Disposable {
  private readonly process: HostProcess;
  private readonly connected = new vscode.EventEmitter<HostClient>();
  private readonly lost = new vscode.EventEmitter<void>();
  readonly onConnected = this.connected.event;
  readonly onLost = this.lost.event;
  private opening: Promise<HostClient> | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(process: HostProcess) {
    this.process = process;
    this.subscription = process.onDidChange((life) => {
      // Lists and figures are wanted again as soon as there is a host to ask.
      if (life.kind === 'running') void this.client().catch(() => undefined);
    });
  }

  /** A connected client, starting the host where it does not run. Rejects with HostAbsent, or what went wrong. */
  client(): Promise<HostClient> {
    if (this.opening !== undefined) return this.opening;
    const opening = this.open();
    this.opening = opening;
    opening.catch(() => this.forget(opening));
    return opening;
  }

  dispose(): void {
    this.subscription.dispose();
    void this.opening?.then(
      (client) => client.close(),
      () => undefined,
    );
    this.connected.dispose();
    this.lost.dispose();
  }

  private async open(): Promise<HostClient> {
    const { openHostClient } = await import('./connectHost.ts');
    const client = await openHostClient(await this.process.address());
    const { opening } = this;
    client.onClose(() => {
      if (opening === undefined || !this.forget(opening)) return;
      this.lost.fire();
      // Only the connection was lost, or the host is back already.
      if (this.process.life.kind === 'running') void this.client().catch(() => undefined);
    });
    this.connected.fire(client);
    return client;
  }

  private forget(opening: Promise<HostClient>): boolean {
    if (this.opening !== opening) return false;
    this.opening = undefined;
    return true;
  }
}
