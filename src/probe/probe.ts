import { performance } from 'node:perf_hooks';
import { threadId } from 'node:worker_threads';
import { metricIds } from '../protocol/metrics.ts';
import { probeProtocol, type ProbeMessage, type ProbeOptions, type ProbeWish } from '../protocol/probeChannel.ts';
import { openChildWatch, type ChildWatch } from './children/childWatch.ts';
import { openCollectionLog, type CollectionLog } from './collectionLog.ts';
import { engineSession } from './engineSession.ts';
import { heapdumpInTarget } from './heapdumpInTarget.ts';
import { openHostLink, type HostLink } from './hostLink.ts';
import { openLivePools, type LivePools } from './pools/livePools.ts';
import { poolWishes, type PoolWish } from './pools/poolWishes.ts';
import { sharedPoolWatch } from './pools/sharedPoolWatch.ts';
import { profileWishes, type ProfileWish } from './profiles/profileWishes.ts';
import type { RunningSampler } from './sampler.ts';
import { samplers } from './samplers.ts';
import { selfTime, type SelfTime } from './selfTime.ts';
import { settledMemory } from './settledMemory.ts';
import { takeSnapshot } from './snapshotWriter.ts';
import { openStallWatch, type StallWatch } from './stalls/stallWatch.ts';

/** How often the module cache is looked through for heapdump, in ticks: more often while a program starts. */
const heapdumpEveryTicks = (ticks: number) => (ticks < 20 ? 5 : 20);

/** The program's folder; empty where it has been removed. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    // A program whose folder is gone is watched like any other.
    return '';
  }
}

/** Where the probe was loaded into. */
export type ProbePlace = {
  /** The program's CommonJS cache. */
  readonly moduleCache: NodeJS.Dict<NodeJS.Module>;
  /** The probe's own file. */
  readonly file: string;
  /** Takes the probe's file out of the program again; gives what could not be taken back. */
  readonly unload: () => readonly string[];
};

/** Everything that samples, from the host's welcome to the stop. */
type Sampling = {
  readonly collections: CollectionLog;
  readonly children: ChildWatch;
  readonly running: readonly { readonly metrics: readonly string[]; readonly sampler: RunningSampler }[];
  readonly timer: NodeJS.Timeout;
};

class Probe {
  private readonly options: ProbeOptions;
  private readonly place: ProbePlace;
  private readonly self: SelfTime;
  private readonly link: HostLink;
  private readonly engine = engineSession(() => this.stalls?.askNoMore());
  private readonly sharedPools;
  private readonly pools;
  private livePools: LivePools | undefined;
  private stalls: StallWatch | undefined;
  private readonly profiles = profileWishes(this.engine, (message) => this.self.run(() => this.link.send(message)));
  /** Read once: what is told again after a broken line is the same. */
  private readonly startedAt = Date.now() - process.uptime() * 1000;
  private sampling: Sampling | undefined;
  private lastTickAt = 0;
  private ticks = 0;
  private hasHeapdump = false;
  private isStopped = false;

  constructor(options: ProbeOptions, place: ProbePlace) {
    this.options = options;
    this.place = place;
    this.self = selfTime(() => this.stop());
    this.hasHeapdump = heapdumpInTarget(place.moduleCache) !== undefined;
    this.sharedPools = sharedPoolWatch(place.moduleCache, () => this.stop());
    this.pools = poolWishes({
      shared: this.sharedPools,
      answer: (message) => this.self.run(() => this.link.send(message)),
      onError: () => this.stop(),
    });
    this.link = openHostLink({ socket: options.socket, hello: () => this.hello() }, this.self, {
      onWelcome: (intervalMs) => this.startSampling(intervalMs),
      onWish: (wish) => this.carryOut(wish),
      onGivenUp: () => this.stop(),
    });
  }

  private hello(): ProbeMessage {
    return {
      type: 'hello',
      protocol: probeProtocol,
      token: this.options.token,
      pid: process.pid,
      threadId,
      startedAt: this.startedAt,
      nodeVersion: process.versions.node,
      v8Version: process.versions.v8,
      command: [process.execPath, ...process.execArgv, ...process.argv.slice(1)],
      folder: currentFolder(),
      way: this.options.way,
      hasHeapdump: this.hasHeapdump,
    };
  }

  private startSampling(intervalMs: number): void {
    if (this.sampling !== undefined || this.isStopped) return;
    const collections = openCollectionLog(this.self);
    const context = { collections, self: this.self, threadId, intervalMs };
    const running = samplers.map(({ metrics, start }) => ({ metrics, sampler: start(context) }));
    const timer = setInterval(() => this.self.run(() => this.tick()), intervalMs);
    timer.unref();
    this.lastTickAt = performance.now();
    this.sampling = { collections, children: openChildWatch(this.self), running, timer };
  }

  private tick(): void {
    const { sampling } = this;
    if (sampling === undefined) return;
    const now = performance.now();
    const elapsedMs = now - this.lastTickAt;
    this.lastTickAt = now;
    this.ticks += 1;
    if (!this.hasHeapdump && this.ticks % heapdumpEveryTicks(this.ticks) === 0) {
      this.hasHeapdump = heapdumpInTarget(this.place.moduleCache) !== undefined;
    }
    const byMetric = new Map<string, number | null>();
    for (const { metrics, sampler } of sampling.running) {
      const values = sampler.read(elapsedMs);
      for (const [index, metric] of metrics.entries()) byMetric.set(metric, values[index] ?? null);
    }
    const children = sampling.children.take();
    if (children !== undefined) this.link.send({ type: 'children', ...children });
    this.link.send({
      type: 'tick',
      at: Date.now(),
      values: metricIds.map((metric) => byMetric.get(metric) ?? null),
      collections: sampling.collections.take(),
      dropped: this.link.droppedTicks(),
      droppedCollections: sampling.collections.droppedCount(),
      hasHeapdump: this.hasHeapdump,
    });
  }

  private carryOut(wish: ProbeWish): void {
    switch (wish.type) {
      case 'snapshot':
        // Out of the self time: its pause is told on its own.
        setImmediate(() => void this.snapshot(wish));
        return;
      case 'settle':
        void this.settle(wish.requestId);
        return;
      case 'findPools':
      case 'readPools':
      case 'resizePool':
      case 'askPoolRoom':
      case 'leavePools':
        return this.poolWish(wish);
      case 'watchLive':
        return this.watchLive();
      case 'startProfile':
      case 'stopProfile':
      case 'dropProfile':
        void this.profile(wish);
        return;
      case 'stop':
        return this.stop();
      case 'welcome':
      case 'refuse':
      case 'taken':
        // The line's own business.
        return;
    }
  }

  private poolWish(wish: PoolWish): void {
    if (!this.isStopped) void this.pools.carryOut(wish);
  }

  private watchLive(): void {
    if (this.isStopped || this.livePools !== undefined) return;
    this.stalls = openStallWatch(this.place.file, this.self.run);
    if (this.engine.isOpen()) this.stalls.askNoMore();
    this.livePools = openLivePools({
      cache: this.place.moduleCache,
      shared: this.sharedPools,
      tell: (at, pools) => {
        const stalls = this.stalls?.take() ?? [];
        if (stalls.length > 0) this.link.send({ type: 'stalls', stalls });
        this.link.send({ type: 'livePools', at, pools });
      },
      run: this.self.run,
    });
  }

  /** Out of the self time, as a snapshot is. */
  private async profile(wish: ProfileWish): Promise<void> {
    if (this.isStopped) return;
    const lookBack = this.stalls?.lookAway();
    await this.profiles.carryOut(wish);
    lookBack?.();
  }

  private async snapshot(wish: Extract<ProbeWish, { type: 'snapshot' }>): Promise<void> {
    if (this.isStopped) return;
    const lookBack = this.stalls?.lookAway();
    try {
      const outcome = await takeSnapshot(wish, this.engine, () => heapdumpInTarget(this.place.moduleCache));
      this.self.run(() => this.link.send(outcome));
    } catch {
      // An error outside the writing itself, such as a full disk at the removal, must not reach the program.
      this.stop();
    } finally {
      lookBack?.();
    }
  }

  /** Out of the self time, as a snapshot is. */
  private async settle(requestId: number): Promise<void> {
    const lookBack = this.stalls?.lookAway();
    try {
      const memory = await settledMemory(this.engine, () => this.isStopped);
      if (memory !== undefined) this.self.run(() => this.link.send({ type: 'settled', requestId, ...memory }));
    } catch {
      // The engine would not do it; the program must not see an error of ours.
      this.stop();
    } finally {
      lookBack?.();
    }
  }

  private stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    const left: string[] = [];
    const takeBack = (what: string, work: () => void) => {
      try {
        work();
      } catch {
        // What cannot be taken back is told to the host; the program must not see it.
        left.push(what);
      }
    };
    const { sampling } = this;
    if (sampling !== undefined) {
      clearInterval(sampling.timer);
      for (const { metrics, sampler } of sampling.running.toReversed()) takeBack(metrics.join(', '), sampler.stop);
      takeBack('watch of children', () => sampling.children.stop());
      takeBack('collection log', sampling.collections.stop);
    }
    this.sampling = undefined;
    takeBack('profile', this.profiles.close);
    takeBack('stall watch', () => this.stalls?.close());
    takeBack('live pools', () => this.livePools?.close());
    takeBack('pools', this.pools.close);
    takeBack('engine session', this.engine.close);
    takeBack('module cache', () => left.push(...this.place.unload()));
    takeBack('socket', () => this.link.close({ type: 'bye', left }));
  }
}

/** Starts watching this thread. Ends by the host's wish, or by itself when the host is gone. */
export function startProbe(options: ProbeOptions, place: ProbePlace): void {
  // The object lives by its timers and its socket, and goes with them.
  void new Probe(options, place);
}
