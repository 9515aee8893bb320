import { connect, type Socket } from 'node:net';
import { limits } from '../protocol/limits.ts';
import { lengthBytes, messageSplitter } from '../protocol/messageFrames.ts';
import { probeProtocol, type ProbeMessage, type ProbeWish } from '../protocol/probeChannel.ts';
import type { SelfTime } from './selfTime.ts';

type Outgoing = { readonly frame: Buffer; readonly isTick: boolean };

/**
 * The line to the host. Never holds the program: everything is unref'd, and only so much is unread by the host at any
 * time that a write never waits (a waiting write would keep the program alive). What the host cannot take waits in a
 * bounded backlog that drops its oldest tick.
 */
export type HostLink = {
  readonly send: (message: ProbeMessage) => void;
  /** Ticks that were dropped because the host was slow or away. */
  readonly droppedTicks: () => number;
  /** Says the last message and hangs up. */
  readonly close: (last: ProbeMessage | undefined) => void;
};

export type HostLinkListener = {
  /** The host took us in, for the first time or again. */
  readonly onWelcome: (intervalMs: number) => void;
  readonly onWish: (wish: ProbeWish) => void;
  /** The host is gone, or wants none of us. Nothing more is sent. */
  readonly onGivenUp: () => void;
};

const retryDelaysMs = [50, 150, 400, 800];

function framed(message: ProbeMessage): Outgoing {
  const text = JSON.stringify(message);
  const frame = Buffer.allocUnsafe(lengthBytes + Buffer.byteLength(text, 'utf8'));
  frame.writeUInt32LE(frame.byteLength - lengthBytes, 0);
  frame.write(text, lengthBytes, 'utf8');
  return { frame, isTick: message.type === 'tick' };
}

/** What was sent and the host may not have read yet, so that its kernel buffer never fills. */
class UnreadWindow {
  private sent: Outgoing[] = [];
  private bytes = 0;

  canTake(next: Outgoing): boolean {
    return this.sent.length === 0 || this.bytes + next.frame.byteLength <= limits.probeUnreadBytesMax.value;
  }

  add(next: Outgoing): void {
    this.sent.push(next);
    this.bytes += next.frame.byteLength;
  }

  taken(messages: number): void {
    for (const { frame } of this.sent.splice(0, messages)) this.bytes -= frame.byteLength;
  }

  /** Forgets all of it; gives how many ticks may be lost. */
  forget(): number {
    const ticks = this.sent.filter(({ isTick }) => isTick).length;
    this.sent = [];
    this.bytes = 0;
    return ticks;
  }
}

class Line implements HostLink {
  private readonly options: { readonly socket: string; readonly hello: () => ProbeMessage };
  private readonly self: SelfTime;
  private readonly listener: HostLinkListener;
  private readonly unread = new UnreadWindow();
  private backlog: Outgoing[] = [];
  private dropped = 0;
  private socket: Socket | undefined;
  private isWelcome = false;
  private isClosed = false;
  private attempts = 0;
  private retryTimer: NodeJS.Timeout | undefined;

  constructor(
    options: { readonly socket: string; readonly hello: () => ProbeMessage },
    self: SelfTime,
    listener: HostLinkListener,
  ) {
    this.options = options;
    this.self = self;
    this.listener = listener;
  }

  open(): void {
    const socket = connect({ path: this.options.socket });
    const splitter = messageSplitter(limits.probeMessageBytesMax.value);
    this.socket = socket;
    this.isWelcome = false;
    socket.unref();
    socket.on('connect', () => this.self.run(() => this.write(framed(this.options.hello()))));
    socket.on('data', (chunk) =>
      this.self.run(() => {
        for (const message of splitter.accept(chunk)) this.accept(message);
      }),
    );
    // The close that follows says the same.
    socket.on('error', () => undefined);
    socket.on('close', () => this.self.run(() => this.retry(socket)));
  }

  send(message: ProbeMessage): void {
    if (this.isClosed) return;
    this.backlog.push(framed(message));
    if (this.backlog.length > limits.probeBacklogMessagesMax.value) {
      const oldestTick = this.backlog.findIndex(({ isTick }) => isTick);
      this.backlog.splice(Math.max(0, oldestTick), 1);
      this.dropped += 1;
    }
    this.flush();
  }

  droppedTicks(): number {
    return this.dropped;
  }

  close(last: ProbeMessage | undefined): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.retryTimer);
    const { socket } = this;
    if (socket === undefined) return;
    if (last !== undefined && this.isWelcome && socket.writable) socket.write(framed(last).frame);
    socket.destroySoon();
  }

  private write(next: Outgoing): void {
    this.unread.add(next);
    this.socket?.write(next.frame);
  }

  private flush(): void {
    while (this.isWelcome && this.socket?.writable === true) {
      const [next] = this.backlog;
      if (next === undefined || !this.unread.canTake(next)) return;
      this.backlog.shift();
      this.write(next);
    }
  }

  private accept(message: Uint8Array): void {
    if (this.isClosed) return;
    // The host is of our own making and proven by its socket; what it cannot mean falls through the switch.
    const wish: ProbeWish = JSON.parse(Buffer.from(message).toString('utf8'));
    switch (wish.type) {
      case 'welcome':
        if (wish.protocol !== probeProtocol) return this.giveUp();
        this.isWelcome = true;
        this.attempts = 0;
        this.listener.onWelcome(wish.intervalMs);
        return this.flush();
      case 'taken':
        this.unread.taken(wish.messages);
        return this.flush();
      case 'refuse':
        return this.giveUp();
      case 'snapshot':
      case 'settle':
      case 'findPools':
      case 'readPools':
      case 'resizePool':
      case 'askPoolRoom':
      case 'leavePools':
      case 'watchLive':
      case 'startProfile':
      case 'stopProfile':
      case 'dropProfile':
      case 'stop':
        return this.listener.onWish(wish);
    }
  }

  private retry(closed: Socket): void {
    if (this.isClosed || this.socket !== closed) return;
    this.isWelcome = false;
    this.dropped += this.unread.forget();
    const delayMs = retryDelaysMs[this.attempts];
    this.attempts += 1;
    if (delayMs === undefined) return this.giveUp();
    this.retryTimer = setTimeout(() => this.self.run(() => this.open()), delayMs);
    this.retryTimer.unref();
  }

  private giveUp(): void {
    this.close(undefined);
    this.listener.onGivenUp();
  }
}

/** Opens the line and keeps it: a broken one is opened again within `probeLeaveMs`, then given up. */
export function openHostLink(
  options: { readonly socket: string; readonly hello: () => ProbeMessage },
  self: SelfTime,
  listener: HostLinkListener,
): HostLink {
  const line = new Line(options, self, listener);
  line.open();
  return line;
}
