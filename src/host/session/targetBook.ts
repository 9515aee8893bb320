import type { ColumnBlock } from '../../protocol/columnBlock.ts';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import { openLiveBlocks } from '../intake/liveBlocks.ts';
import type { ProbeConnection, ProbeReport, ProbeServerListener } from '../intake/probeServer.ts';
import { targetOf, WatchedTarget, type LiveReport } from './watchedTarget.ts';

const lookAgainMs = 100;
/** A probe that lost its line is back within `probeLeaveMs`, or has left. */
const threadGoneMs = limits.probeLeaveMs.value + 500;

export type TargetBookOptions = {
  /** Start key of a running process, at once; undefined where it has ended. Empty where the system does not tell. */
  readonly startKeyOf: (pid: number) => string | undefined;
  readonly onChanged: (targets: readonly Target[]) => void;
  readonly onBlock: (targetId: TargetId, block: ColumnBlock) => void;
  readonly onTurnedAway: (reason: string) => void;
  /** What a probe tells by itself, other than samples. */
  readonly onLive: (targetId: TargetId, report: LiveReport) => void;
  readonly now: () => number;
};

/** All targets and their states. It is the listener of the probes' door. */
export class TargetBook implements ProbeServerListener {
  readonly onTurnedAway: (reason: string) => void;
  private readonly options: TargetBookOptions;
  private readonly watched = new Map<TargetId, WatchedTarget>();
  private readonly byConnection = new Map<ProbeConnection, WatchedTarget>();
  /** Pids an attach is waiting for, and who hears of their arrival. */
  private readonly expected = new Map<number, (one: WatchedTarget) => void>();
  private readonly lostAt = new Map<TargetId, number>();
  private readonly live;
  private changedTimer: NodeJS.Timeout | undefined;
  private lookTimer: NodeJS.Timeout | undefined;

  constructor(options: TargetBookOptions) {
    this.options = options;
    this.onTurnedAway = options.onTurnedAway;
    this.live = openLiveBlocks(options.onBlock);
  }

  list(): readonly Target[] {
    return [...this.watched.values()].map(({ target }) => target);
  }

  all(): readonly WatchedTarget[] {
    return [...this.watched.values()];
  }

  /** Throws the Failure `targetGone` where there is no such target. */
  find(targetId: TargetId): WatchedTarget {
    const found = this.watched.get(targetId);
    if (found === undefined) throw new Failure('targetGone', `There is no target ${targetId}.`);
    return found;
  }

  /**
   * Lets an attached probe of this process in, once `inject` has put it there; gives its target. Rejects with what
   * `inject` throws, or when `signal` is aborted; a probe that comes later is refused, and leaves.
   */
  async arrival(pid: number, inject: () => Promise<unknown>, signal: AbortSignal): Promise<WatchedTarget> {
    let end: () => void = () => undefined;
    const arrived = new Promise<WatchedTarget>((resolve, reject) => {
      const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      this.expected.set(pid, resolve);
      signal.addEventListener('abort', abort, { once: true });
      end = () => signal.removeEventListener('abort', abort);
    });
    try {
      const [one] = await Promise.all([arrived, inject()]);
      return one;
    } finally {
      end();
      this.expected.delete(pid);
    }
  }

  change(one: WatchedTarget, changes: Partial<Target>): void {
    one.change(changes);
    this.changed();
  }

  onHello(connection: ProbeConnection): string | undefined {
    const { hello } = connection;
    const startKey = this.options.startKeyOf(hello.pid) || String(Math.round(hello.startedAt / 1000));
    const targetId = `${hello.pid}-${startKey}${hello.threadId === 0 ? '' : `-${hello.threadId}`}`;
    const known = this.watched.get(targetId);
    if (known?.connection !== undefined) return `process ${hello.pid} is being watched already`;
    const isExpected = hello.way === 'attached' && this.expected.has(hello.pid);
    const isBack = known?.isOpen === true;
    if (!isExpected && !isBack && (hello.way === 'attached' || known !== undefined))
      return `process ${hello.pid} is no longer waited for`;
    if (known === undefined && !this.makeRoom())
      return `${limits.targetsMax.value} processes are being watched, which is the limit`;
    const now = this.options.now();
    const fresh = targetOf(hello, targetId, hello.startedAt, now);
    const one = known ?? new WatchedTarget(fresh, connection);
    one.connection = connection;
    this.watched.set(targetId, one);
    this.byConnection.set(connection, one);
    this.lostAt.delete(targetId);
    const { endedAt: _endedAt, ...standing } = one.target;
    one.target = standing;
    this.change(one, { ...fresh, watchedSince: one.target.watchedSince });
    if (hello.threadId === 0) this.expected.get(hello.pid)?.(one);
    return undefined;
  }

  onReport(connection: ProbeConnection, report: ProbeReport): void {
    const one = this.byConnection.get(connection);
    if (one === undefined) return;
    switch (report.type) {
      case 'tick': {
        one.series.add(report);
        this.live.changed(one.target.targetId, one.series);
        const { dropped: droppedSamples, hasHeapdump } = report;
        if (droppedSamples !== one.target.droppedSamples || hasHeapdump !== one.target.hasHeapdump)
          this.change(one, { droppedSamples, hasHeapdump });
        return;
      }
      case 'children':
        return one.children.add(report);
      case 'snapshotDone':
      case 'snapshotFailed':
        if (one.snapshot?.requestId === report.requestId) one.snapshot.settle(report);
        return;
      case 'settled':
        one.settling?.(report);
        return;
      case 'pools':
      case 'poolResized':
      case 'poolRoom':
        one.poolWishes.get(report.requestId)?.(report);
        return;
      case 'profileStarted':
      case 'profileDone':
      case 'profileFailed':
        one.profileWishes.get(report.requestId)?.(report);
        return;
      case 'livePools':
      case 'stalls':
        this.options.onLive(one.target.targetId, report);
        return;
      case 'bye':
        this.leave(one, report.left);
        return;
    }
  }

  onClose(connection: ProbeConnection): void {
    const one = this.byConnection.get(connection);
    this.byConnection.delete(connection);
    if (one === undefined || one.connection !== connection) return;
    one.connection = undefined;
    one.change({});
    if (one.target.state !== 'watching') return;
    this.lostAt.set(one.target.targetId, this.options.now());
    // The socket of an ending process closes a moment before the process is gone: say `lost` only when it stays.
    this.lookAgain();
  }

  close(): void {
    clearTimeout(this.changedTimer);
    clearTimeout(this.lookTimer);
    this.live.close();
  }

  private leave(one: WatchedTarget, left: readonly string[]): void {
    const reason = left.length === 0 ? {} : { stateReason: `The probe could not take back: ${left.join(', ')}.` };
    if (one.isOpen) this.change(one, { state: 'detached', ...reason });
  }

  /** Looks after the targets without a line: ended, or still there. */
  private lookAgain(): void {
    this.lookTimer ??= setTimeout(() => {
      this.lookTimer = undefined;
      const now = this.options.now();
      for (const [targetId, since] of this.lostAt) this.look(this.find(targetId), now - since);
      if (this.lostAt.size > 0) this.lookAgain();
    }, lookAgainMs);
  }

  private look(one: WatchedTarget, goneForMs: number): void {
    const { targetId, pid, threadId, state } = one.target;
    const startKey = this.options.startKeyOf(pid);
    const isSame = startKey !== undefined && (startKey === '' || targetId.startsWith(`${pid}-${startKey}`));
    const isThreadGone = threadId !== 0 && goneForMs > threadGoneMs;
    if (!isSame || isThreadGone) {
      this.lostAt.delete(targetId);
      if (one.isOpen)
        this.change(one, {
          state: 'ended',
          endedAt: this.options.now(),
          stateReason: isSame ? 'The thread ended.' : 'The process ended.',
        });
    } else if (state === 'watching') {
      this.change(one, { state: 'lost', stateReason: 'The connection to the probe broke; the process goes on.' });
    } else if (state !== 'lost') {
      this.lostAt.delete(targetId);
    }
  }

  /** Forgets the oldest target that is over when there is no room. False when all are open. */
  private makeRoom(): boolean {
    if (this.watched.size < limits.targetsMax.value) return true;
    const over = [...this.watched.values()].find((one) => !one.isOpen);
    if (over === undefined) return false;
    this.watched.delete(over.target.targetId);
    this.lostAt.delete(over.target.targetId);
    return true;
  }

  private changed(): void {
    this.changedTimer ??= setTimeout(() => {
      this.changedTimer = undefined;
      this.options.onChanged(this.list());
    }, lookAgainMs / 4);
  }
}
