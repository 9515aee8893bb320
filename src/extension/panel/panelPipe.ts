import type { HostAddress } from '../../protocol/hostChannel.ts';
import type { ToPanel } from '../../protocol/panelChannel.ts';
import type { Count } from '../../protocol/units.ts';
import type { HostPort } from '../connection/connectHost.ts';
import type { HostLife } from '../connection/hostProcess.ts';
import { FramePump } from './framePump.ts';

export type PanelPipeParts = {
  readonly post: (message: ToPanel) => void;
  /** The way to the host, starting it where it does not run. Rejects with the reason in words. */
  readonly address: () => Promise<HostAddress>;
  readonly openPort: (address: HostAddress) => Promise<HostPort>;
};

const tickMs = 16;

/** One panel's own connection to the host. It carries frames unopened, and is made anew when the host comes back. */
export class PanelPipe {
  private readonly parts: PanelPipeParts;
  private readonly pump: FramePump;
  private port: HostPort | undefined;
  /** Counts connections, so that what an older one still tells is not taken for the newest. */
  private generation = 0;
  private isWanted = false;

  constructor(parts: PanelPipeParts) {
    this.parts = parts;
    this.pump = new FramePump({
      send: (frames) => parts.post({ type: 'frames', frames }),
      pause: (isPaused) => this.port?.pause(isPaused),
      afterTick: (work) => {
        const timer = setTimeout(work, tickMs);
        return () => clearTimeout(timer);
      },
    });
  }

  /** The panel was loaded, or loaded anew: it knows nothing, so it gets a connection of its own. */
  ready(credits: Count): void {
    this.isWanted = true;
    this.pump.reset(credits);
    void this.connect();
  }

  credit(credits: Count): void {
    this.pump.credit(credits);
  }

  send(frames: readonly (string | ArrayBuffer)[]): void {
    for (const frame of frames) this.port?.send(frame);
  }

  /** Connects now, where the connection is gone. */
  reconnect(): void {
    if (this.isWanted && this.port === undefined) void this.connect();
  }

  hostChanged(life: HostLife): void {
    if (!this.isWanted) return;
    switch (life.kind) {
      case 'waiting': {
        const retryInMs = Math.max(0, life.retryAt - Date.now());
        this.parts.post({ type: 'pipe', state: 'closed', reason: life.reason, retryInMs });
        return;
      }
      case 'failed':
        this.parts.post({ type: 'pipe', state: 'closed', reason: life.reason });
        return;
      case 'running':
        this.reconnect();
        return;
      case 'idle':
      case 'starting':
        return;
    }
  }

  dispose(): void {
    this.isWanted = false;
    this.leave();
  }

  private leave(): void {
    this.generation += 1;
    this.pump.clear();
    this.port?.close();
    this.port = undefined;
  }

  private async connect(): Promise<void> {
    this.leave();
    const { generation } = this;
    const isCurrent = () => generation === this.generation;
    this.parts.post({ type: 'pipe', state: 'connecting' });
    try {
      const port = await this.parts.openPort(await this.parts.address());
      if (!isCurrent()) return port.close();
      this.port = port;
      port.listen({
        onFrame: (frame) => {
          if (isCurrent()) this.pump.push(frame);
        },
        onClose: (reason) => {
          if (isCurrent()) this.lost(reason);
        },
      });
      this.parts.post({ type: 'pipe', state: 'open' });
    } catch (error) {
      if (isCurrent()) this.lost(error instanceof Error ? error.message : String(error));
    }
  }

  private lost(reason: string): void {
    this.leave();
    this.parts.post({ type: 'pipe', state: 'closed', reason });
  }
}
