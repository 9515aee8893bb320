import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { limits } from '../../protocol/limits.ts';
import type { ChildrenReport, StartedChild } from '../../protocol/probeChannel.ts';
import { heldStack } from '../pools/callSite.ts';
import type { SelfTime } from '../selfTime.ts';

const lookEveryMs = 20;
/** A child that has said nothing for so long is looked at with each tick only. */
const impatientMs = 10_000;

/** A child between its start and its first output. */
type Waiting = { readonly childId: number; readonly at: number; readonly bytes: () => number };

/**
 * Children of the program, processes and threads: when they start and at which line, when they first write, when they
 * end. Nothing is wrapped: Node itself tells of each start, and the output is only counted. Costs about 20 µs for each
 * start, and a look every 20 ms while one has not written yet.
 */
export type ChildWatch = {
  /** What happened since the last call; undefined where nothing did. */
  readonly take: () => ChildrenReport | undefined;
  readonly stop: () => void;
};

class Watch implements ChildWatch {
  private readonly self: SelfTime;
  private started: StartedChild[] = [];
  private written: [number, number][] = [];
  private ended: [number, number][] = [];
  private fresh: (() => StartedChild | undefined)[] = [];
  private waiting: Waiting[] = [];
  private dropped = 0;
  private lastId = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly leave = new Set<() => void>();

  constructor(self: SelfTime) {
    this.self = self;
    subscribe('child_process', this.onProcess);
    subscribe('worker_threads', this.onThread);
  }

  take(): ChildrenReport | undefined {
    this.look();
    const { started, written, ended, dropped } = this;
    if (started.length + written.length + ended.length + dropped === 0) return undefined;
    this.started = [];
    this.written = [];
    this.ended = [];
    this.dropped = 0;
    return { started, written, ended, dropped };
  }

  stop(): void {
    unsubscribe('child_process', this.onProcess);
    unsubscribe('worker_threads', this.onThread);
    clearInterval(this.timer);
    for (const leave of this.leave) leave();
    this.leave.clear();
    this.waiting = [];
    this.fresh = [];
  }

  private readonly onProcess = (message: unknown): void =>
    this.self.run(() => {
      if (!isMessage(message, 'process') || !this.hasRoom()) return;
      // Told by Node, in the middle of its own constructor: the file and the pid come right after.
      const child = message.process as ChildProcess;
      const stack = heldStack(this.onProcess);
      const childId = (this.lastId += 1);
      const at = Date.now();
      this.fresh.push(() => {
        if (child.pid === undefined) return undefined;
        const { stdout } = child;
        const bytes = () => (stdout !== null && 'bytesRead' in stdout ? Number(stdout.bytesRead) : 0);
        if (stdout !== null) this.waiting.push({ childId, at, bytes });
        return {
          childId,
          kind: 'process',
          pid: child.pid,
          file: child.spawnfile,
          command: child.spawnargs,
          at,
          frames: stack.frames(),
        };
      });
      this.onEnd(child, 'exit', childId);
      this.lookSoon();
    });

  private readonly onThread = (message: unknown): void =>
    this.self.run(() => {
      if (!isMessage(message, 'worker') || !this.hasRoom()) return;
      // As above.
      const worker = message.worker as Worker;
      const frames = heldStack(this.onThread).frames();
      const childId = (this.lastId += 1);
      this.started.push({ childId, kind: 'thread', pid: null, file: '', command: [], at: Date.now(), frames });
      const online = () => this.self.run(() => this.written.push([childId, Date.now()]));
      worker.once('online', online);
      this.leave.add(() => worker.off('online', online));
      this.onEnd(worker, 'exit', childId);
    });

  private onEnd(child: ChildProcess | Worker, event: 'exit', childId: number): void {
    const note = () =>
      this.self.run(() => {
        this.leave.delete(leave);
        this.look();
        this.ended.push([childId, Date.now()]);
        this.waiting = this.waiting.filter((one) => one.childId !== childId);
      });
    const leave = () => void child.off(event, note);
    child.once(event, note);
    this.leave.add(leave);
  }

  private hasRoom(): boolean {
    if (this.started.length + this.fresh.length < limits.childrenPerTickMax.value) return true;
    this.dropped += 1;
    return false;
  }

  /** Looks who has been given a pid, and who has written. */
  private look(): void {
    for (const told of this.fresh.splice(0)) {
      const child = told();
      if (child !== undefined) this.started.push(child);
    }
    const now = Date.now();
    this.waiting = this.waiting.filter(({ childId, bytes }) => {
      if (bytes() === 0) return true;
      this.written.push([childId, now]);
      return false;
    });
    if (this.waiting.some(({ at }) => now - at < impatientMs)) return this.lookSoon();
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private lookSoon(): void {
    if (this.timer !== undefined) return;
    this.timer = setInterval(() => this.self.run(() => this.look()), lookEveryMs);
    this.timer.unref();
  }
}

function isMessage<Name extends string>(message: unknown, name: Name): message is Readonly<Record<Name, object>> {
  return typeof message === 'object' && message !== null && name in message;
}

export function openChildWatch(self: SelfTime): ChildWatch {
  return new Watch(self);
}
