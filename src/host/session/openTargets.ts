import type { ColumnBlock } from '../../protocol/columnBlock.ts';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import { probeEnvironmentVariable } from '../../protocol/probeChannel.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import { openProbeServer, type ProbeServer } from '../intake/probeServer.ts';
import type { JobControl } from '../jobs/jobs.ts';
import { injectProbe } from './attach.ts';
import { liveListeners } from './liveListeners.ts';
import { candidatesAmong } from './candidates.ts';
import { targetPools } from './poolTalk.ts';
import { kinOf } from './kin.ts';
import { targetProfiler } from './profileTalk.ts';
import type { Processes } from './processes.ts';
import { settledTarget } from './settledTarget.ts';
import { takenSnapshot } from './snapshotTaking.ts';
import { processesOfThisSystem } from './systemProcesses.ts';
import { TargetBook } from './targetBook.ts';
import type { Targets } from './targets.ts';
import type { WatchedTarget } from './watchedTarget.ts';

export type TargetsOptions = {
  /** The bundled probe, an absolute path. */
  readonly probeFile: string;
  readonly onChanged: (targets: readonly Target[]) => void;
  /** New rows of a target: at most one block of samples and one of collections every 50 ms. */
  readonly onBlock: (targetId: TargetId, block: ColumnBlock) => void;
  /** Something that was no probe of ours knocked, or one was refused; for the log. */
  readonly onTurnedAway: (reason: string) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
};

const closeMs = 500;

function entering(processes: Processes | undefined): Processes {
  if (processes !== undefined) return processes;
  throw new Failure(
    'attachRefused',
    `A running process cannot be entered on ${process.platform}: it has no signal that opens Node's inspector.`,
  );
}

function launchEnvironment(server: ProbeServer, probeFile: string): Readonly<Record<string, string>> {
  const told = JSON.stringify({ socket: server.socket, token: server.token });
  return {
    NODE_OPTIONS: `--require "${probeFile.replace(/[\\"]/g, '\\$&')}"`,
    [probeEnvironmentVariable]: Buffer.from(told, 'utf8').toString('base64url'),
  };
}

/** The target, or the Failure that its probe is loaded and does not come: its event loop does not turn. The probe, when it comes at last, is refused and leaves. */
async function arrivedTarget(
  book: TargetBook,
  pid: number,
  inject: (signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<WatchedTarget> {
  const timeout = AbortSignal.timeout(limits.attachTimeoutMs.value);
  try {
    return await book.arrival(pid, () => inject(signal), AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal.throwIfAborted();
    if (error !== timeout.reason) throw error;
    throw new Failure(
      'attachTimeout',
      `The event loop of process ${pid} has not turned for ${limits.attachTimeoutMs.value / 1000} s: it is busy, or paused in a debugger.`,
    );
  }
}

async function detach(book: TargetBook, one: WatchedTarget, timeoutMs: number): Promise<void> {
  if (!one.isOpen) return;
  if (one.snapshot !== undefined)
    throw new Failure('targetBusy', `A snapshot of ${one.target.name} is being taken; it can be left after that.`);
  one.connection?.send({ type: 'stop' });
  try {
    if (one.connection !== undefined)
      // The probe hangs up when everything is taken back.
      await one.until(() => one.connection === undefined, AbortSignal.timeout(timeoutMs));
  } catch {
    // A busy loop answers late. Without a line, and refused when it comes back, the probe leaves by itself.
    one.connection?.close();
  }
  if (one.isOpen) book.change(one, { state: 'detached' });
}

/** Opens the door for probes, and watches what comes in. Rejects where the socket cannot be made. */
export async function openTargets(options: TargetsOptions): Promise<Targets> {
  const { probeFile } = options;
  const processes = processesOfThisSystem();
  const live = liveListeners(() => book.all());
  const book = new TargetBook({
    startKeyOf: (pid) => (processes === undefined ? '' : processes.startKeyOf(pid)),
    onChanged: (all) => {
      options.onChanged(all);
      live.changed(all);
    },
    onLive: live.report,
    onBlock: options.onBlock,
    onTurnedAway: options.onTurnedAway,
    now: options.now ?? Date.now,
  });
  const server = await openProbeServer(book);
  let attaching: Promise<unknown> = Promise.resolve();

  const watchedTargetOf = (pid: number, startKey: string) =>
    book
      .all()
      .find(({ target, isOpen }) => isOpen && target.threadId === 0 && target.targetId === `${pid}-${startKey}`);

  const attachNow = async (pid: number, { signal, progress }: JobControl): Promise<Target> => {
    signal.throwIfAborted();
    const running = entering(processes);
    const found = await running.find(pid);
    const known = found === undefined ? undefined : watchedTargetOf(pid, found.startKey);
    if (known !== undefined) return known.target;
    progress({ label: `Entering process ${pid}`, done: 0, total: null, unit: 'ms' });
    const probe = { socket: server.socket, token: server.token, way: 'attached' } as const;
    const inject = (stop: AbortSignal) =>
      injectProbe({ processes: running, pid, probeFile, options: probe, signal: stop });
    return (await arrivedTarget(book, pid, inject, signal)).target;
  };

  return {
    list: () => book.list(),
    get: (targetId) => book.find(targetId).target,
    candidates: async () =>
      candidatesAmong(
        await entering(processes).nodeProcesses(),
        ({ pid, startKey }) => watchedTargetOf(pid, startKey)?.target.targetId,
      ),
    attach: (pid, control) => {
      // One at a time: two would open their inspectors on the same port.
      const attached = attaching.then(() => attachNow(pid, control));
      attaching = attached.catch(() => undefined);
      return attached;
    },
    detach: (targetId) => detach(book, book.find(targetId), limits.detachTimeoutMs.value),
    launchEnvironment: () => launchEnvironment(server, probeFile),
    takeSnapshot: (targetId, means, file, control) => takenSnapshot(book.find(targetId), means, file, control),
    settle: (targetId, signal) => settledTarget(book.find(targetId), signal),
    kin: (targetId) =>
      kinOf(book.find(targetId).target, book.list(), async (pid) => (await processes?.find(pid))?.parentPid ?? 0),
    children: (targetId) => book.find(targetId).children.list(),
    pools: (targetId) => targetPools(book.find(targetId)),
    profiler: (targetId) => targetProfiler(book.find(targetId)),
    series: (targetId, fromAt, toAt, pointsMax, metrics) =>
      book.find(targetId).series.samplesBetween(fromAt, toAt, pointsMax, metrics),
    collections: (targetId, fromAt, toAt) => book.find(targetId).series.collectionsBetween(fromAt, toAt),
    collectionsDropped: (targetId) => book.find(targetId).series.collectionsDropped,
    watchLive: live.add,
    close: async () => {
      await Promise.allSettled(book.all().map((one) => detach(book, one, closeMs)));
      await server.close();
      book.close();
    },
  };
}
