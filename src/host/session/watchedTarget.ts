import type { Target } from '../../protocol/targets.ts';
import type { ProbeConnection, ProbeHello, ProbeReport } from '../intake/probeServer.ts';
import { ChildLog } from '../intake/childLog.ts';
import { TargetSeries } from '../intake/targetSeries.ts';
import { commandName } from '../../analysis/ledger/commandName.ts';
import { redactedCommand } from '../../analysis/ledger/redactedCommand.ts';

/** What a probe answers to a wish about pools. */
export type PoolReport = Extract<ProbeReport, { type: 'pools' | 'poolResized' | 'poolRoom' }>;
/** What a probe tells by itself, once it has been asked to. */
export type LiveReport = Extract<ProbeReport, { type: 'livePools' | 'stalls' }>;
export type ProfileReport = Extract<ProbeReport, { type: `profile${string}` }>;
export type SnapshotReport = Extract<ProbeReport, { type: 'snapshotDone' | 'snapshotFailed' }>;

export type SettledReport = Extract<ProbeReport, { type: 'settled' }>;

/** One target with what belongs to it: its series, its line to the probe, and who waits for something of it. */
export class WatchedTarget {
  target: Target;
  readonly series = new TargetSeries();
  readonly children = new ChildLog();
  /** The open line; undefined unless the target is being watched. */
  connection: ProbeConnection | undefined;
  /** The snapshot in progress: it hears the probe's report, or that none will come. */
  snapshot: { readonly requestId: number; readonly settle: (report: SnapshotReport | 'gone') => void } | undefined;
  /** Hears the settled memory that was asked for, or that none will come. */
  settling: ((report: SettledReport | 'gone') => void) | undefined;
  /** Wishes about pools that wait for their answer, by request. */
  readonly poolWishes = new Map<number, (report: PoolReport | 'gone') => void>();
  /** Wishes about profiles that wait for their answer, by request. */
  readonly profileWishes = new Map<number, (report: ProfileReport | 'gone') => void>();
  private readonly waiters = new Set<() => void>();

  constructor(target: Target, connection: ProbeConnection) {
    this.target = target;
    this.connection = connection;
  }

  get isOpen(): boolean {
    return this.target.state === 'watching' || this.target.state === 'lost';
  }

  /** Changes what is told of the target, and wakes who waits for a change. */
  change(changes: Partial<Target>): void {
    const { stateReason: _reason, ...rest } = this.target;
    // A reason belongs to the state it came with.
    this.target = { ...(changes.state === undefined ? this.target : rest), ...changes };
    if (!this.isOpen) {
      this.snapshot?.settle('gone');
      this.settling?.('gone');
    }
    // A probe that lost its line has forgotten the wish, or is about to leave.
    if (this.connection === undefined)
      for (const settle of [...this.poolWishes.values(), ...this.profileWishes.values()]) settle('gone');
    for (const wake of this.waiters) wake();
  }

  /** Resolves when the target passes the test, now or after a change. Rejects when `signal` is aborted. */
  until(passes: (target: Target) => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        this.waiters.delete(check);
        signal.removeEventListener('abort', abort);
      };
      const check = () => {
        if (!passes(this.target)) return;
        end();
        resolve();
      };
      const abort = () => {
        end();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      if (signal.aborted) return abort();
      this.waiters.add(check);
      signal.addEventListener('abort', abort, { once: true });
      return check();
    });
  }
}

/** A target as its probe introduces it. */
export function targetOf(hello: ProbeHello, targetId: string, startedAt: number, now: number): Target {
  const name = commandName(hello.command);
  return {
    targetId,
    pid: hello.pid,
    name: hello.threadId === 0 ? name : `${name} · thread ${hello.threadId}`,
    command: redactedCommand(hello.command),
    folder: hello.folder,
    nodeVersion: hello.nodeVersion,
    v8Version: hello.v8Version,
    startedAt,
    watchedSince: now,
    way: hello.way,
    state: 'watching',
    hasHeapdump: hello.hasHeapdump,
    droppedSamples: 0,
    threadId: hello.threadId,
  };
}
