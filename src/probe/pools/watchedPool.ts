import { performance } from 'node:perf_hooks';
import type { PoolFigures, PoolFrame } from '../../protocol/probeChannel.ts';
import { isQuerying, poolLabel, type PgClient, type PgPool } from './pgPool.ts';
import { poolDurations } from './poolTimes.ts';

const sitesMax = 32;
/** Stacks are taken for the first uses, then for one in so many. */
const stacksAtFirst = 64;
const stackEvery = 64;
const resizeLookMs = 5;

type Site = { readonly frames: readonly PoolFrame[]; count: number; holdMs: number; waitMs: number };
type Hold = { readonly at: number; site: Site | undefined };

/** One use of the pool that waits for its client. */
export type Asked = { readonly at: number; readonly site: Site | undefined };

/**
 * One live pool: what its users wait and hold, and its size while it is being tuned. Costs about 1 µs of CPU for each
 * use (1.05 on Node 24, 2 cores), some 10 µs more where a stack is taken. `close` puts everything back.
 */
export class WatchedPool {
  readonly poolId: number;
  private readonly pool: PgPool;
  private readonly originalMax: number;
  private readonly waits = poolDurations();
  private readonly holds = poolDurations();
  private readonly holding = new WeakMap<PgClient, Hold>();
  /** Clients of an earlier size: they are closed when they come back. */
  private retired = new WeakSet<PgClient>();
  private readonly sites = new Map<string, Site>();
  private setMax: number | undefined;
  private asked = 0;
  private failures = 0;
  private heldSamples = 0;
  private queriedSamples = 0;
  private totalMax = 0;
  private busyMax = 0;
  private waitersMax = 0;
  private since = performance.now();

  constructor(poolId: number, pool: PgPool) {
    this.poolId = poolId;
    this.pool = pool;
    this.originalMax = pool.options.max;
    pool.on('acquire', this.onAcquire);
    pool.on('release', this.onRelease);
  }

  private readonly onAcquire = (client: PgClient): void => {
    this.holding.set(client, { at: performance.now(), site: undefined });
    this.look();
  };

  private readonly onRelease = (_error: unknown, client: PgClient): void => {
    const hold = this.holding.get(client);
    if (hold !== undefined) {
      const holdMs = performance.now() - hold.at;
      this.holding.delete(client);
      this.holds.record(holdMs);
      if (hold.site !== undefined) hold.site.holdMs += holdMs;
    }
    // The pool closes a client that was used often enough; it looks right after this event.
    if (this.retired.has(client)) client._poolUseCount = Number.POSITIVE_INFINITY;
  };

  private look(): void {
    const { totalCount, idleCount, waitingCount } = this.pool;
    this.totalMax = Math.max(this.totalMax, totalCount);
    this.busyMax = Math.max(this.busyMax, totalCount - idleCount);
    // Beside an idle client nobody waits: it is handed over in the next moment.
    if (idleCount === 0) this.waitersMax = Math.max(this.waitersMax, waitingCount);
  }

  /** Somebody asks for a client. `stack` is called where the place is wanted. */
  ask(stack: () => readonly PoolFrame[]): Asked {
    const wantsStack = this.asked < stacksAtFirst || this.asked % stackEvery === 0;
    this.asked += 1;
    return { at: performance.now(), site: wantsStack ? this.siteOf(stack()) : undefined };
  }

  acquired({ at, site }: Asked, client: PgClient): void {
    const waitMs = performance.now() - at;
    this.waits.record(waitMs);
    if (site === undefined) return;
    site.count += 1;
    site.waitMs += waitMs;
    const hold = this.holding.get(client);
    if (hold !== undefined) hold.site = site;
  }

  failed(): void {
    this.failures += 1;
  }

  private siteOf(frames: readonly PoolFrame[]): Site | undefined {
    if (frames.length === 0) return undefined;
    const key = frames.map(({ url, line, column }) => `${url}:${line}:${column}`).join('\n');
    const known = this.sites.get(key);
    if (known !== undefined || this.sites.size >= sitesMax) return known;
    const site = { frames, count: 0, holdMs: 0, waitMs: 0 };
    this.sites.set(key, site);
    return site;
  }

  /** Looks which of the clients in hand have a statement running; called a hundred times a second or more. */
  sample(): void {
    this.look();
    for (const client of this.pool._clients) {
      if (!this.holding.has(client)) continue;
      this.heldSamples += 1;
      if (isQuerying(client)) this.queriedSamples += 1;
    }
  }

  /** What happened since the last call. */
  take(): PoolFigures {
    this.look();
    const now = performance.now();
    const { pool } = this;
    const figures: PoolFigures = {
      poolId: this.poolId,
      label: poolLabel(pool),
      max: pool.options.max,
      originalMax: this.originalMax,
      total: pool.totalCount,
      waiting: pool.waitingCount,
      seconds: (now - this.since) / 1000,
      acquires: this.waits.count(),
      failures: this.failures,
      wait: this.waits.times(),
      hold: this.holds.times(),
      heldSamples: this.heldSamples,
      queriedSamples: this.queriedSamples,
      totalMax: this.totalMax,
      busyMax: this.busyMax,
      waitersMax: this.waitersMax,
      sites: [...this.sites.values()].map(({ frames, count, holdMs, waitMs }) => ({ frames, count, holdMs, waitMs })),
    };
    this.waits.reset();
    this.holds.reset();
    this.sites.clear();
    Object.assign(this, { since: now, failures: 0, heldSamples: 0, queriedSamples: 0 });
    Object.assign(this, { totalMax: pool.totalCount, busyMax: 0, waitersMax: 0 });
    return figures;
  }

  /**
   * Gives the pool a size, and fresh connections: idle ones are closed at once, those in hand when they come back.
   * Resolves with null when no old one is left, or with the reason why the size does not hold after `waitMs`.
   */
  async resize(size: number, waitMs: number): Promise<string | null> {
    const refusal = this.putMax(size);
    if (refusal !== null) return refusal;
    const old = this.retireAll();
    const deadline = performance.now() + waitMs;
    const { pool } = this;
    const remaining = () => pool._clients.filter((client) => old.has(client)).length;
    while (remaining() > 0 || pool.totalCount > size) {
      if (performance.now() >= deadline)
        return `${remaining()} ${remaining() === 1 ? 'client was' : 'clients were'} not given back within ${waitMs / 1000} s`;
      await new Promise<void>((resolve) => void setTimeout(resolve, resizeLookMs).unref());
      if (this.setMax !== size) return 'the tuning was ended';
    }
    this.wakeWaiters();
    return null;
  }

  private putMax(size: number): string | null {
    const { options } = this.pool;
    try {
      options.max = size;
    } catch {
      // Frozen options, or a setter that refuses; told below.
    }
    if (options.max !== size) return `the pool keeps its size of ${options.max}`;
    this.setMax = size;
    return null;
  }

  private retireAll(): ReadonlySet<PgClient> {
    const { pool } = this;
    const old = new Set(pool._clients);
    const idle = pool._idle.map(({ client }) => client);
    this.retired = new WeakSet(old);
    for (const client of idle) pool._remove(client);
    return old;
  }

  /** A pool looks at its queue when a client comes back; after a new size it has to look for each new place. */
  private wakeWaiters(): void {
    const { pool } = this;
    for (let places = pool.options.max - pool.totalCount; places > 0 && pool.waitingCount > 0; places -= 1)
      pool._pulseQueue();
  }

  /** Back to the size it had, where nobody else has set another meanwhile; takes the listeners away. */
  close(): void {
    const { pool } = this;
    pool.off('acquire', this.onAcquire);
    pool.off('release', this.onRelease);
    this.retired = new WeakSet();
    if (this.setMax === undefined || pool.options.max !== this.setMax) return;
    this.setMax = undefined;
    pool.options.max = this.originalMax;
    // Above its own size a pool never shrinks by itself while it is used: its idle ones go, and those in hand later.
    const surplus = pool.totalCount - this.originalMax;
    for (const { client } of pool._idle.slice(0, Math.max(0, surplus))) pool._remove(client);
    for (const client of pool._clients.slice(this.originalMax)) client._poolUseCount = Number.POSITIVE_INFINITY;
    this.wakeWaiters();
  }
}
