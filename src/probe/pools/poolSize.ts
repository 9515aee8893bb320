import { performance } from 'node:perf_hooks';
import type { PgClient, PgPool } from './pgPool.ts';

const lookEveryMs = 5;

/** The size of a live pool while it is being tuned. `restore` gives it the size it had. */
export class PoolSize {
  readonly original: number;
  private readonly pool: PgPool;
  /** Clients of an earlier size: they are closed when they come back. */
  private retired = new WeakSet<PgClient>();
  private setMax: number | undefined;

  constructor(pool: PgPool) {
    this.pool = pool;
    this.original = pool.options.max;
  }

  /** A client comes back. The pool closes one that was used often enough; it looks right after this. */
  released(client: PgClient): void {
    if (this.retired.has(client)) client._poolUseCount = Number.POSITIVE_INFINITY;
  }

  /**
   * Gives the pool a size, and fresh connections: idle ones are closed at once, those in hand when they come back.
   * Resolves with null when no old one is left, or with the reason why the size does not hold after `waitMs`.
   */
  async set(size: number, waitMs: number): Promise<string | null> {
    const refusal = this.putMax(size);
    if (refusal !== null) return refusal;
    const old = this.retireAll();
    const deadline = performance.now() + waitMs;
    const { pool } = this;
    const remaining = () => pool._clients.filter((client) => old.has(client)).length;
    while (remaining() > 0 || pool.totalCount > size) {
      if (performance.now() >= deadline)
        return `${remaining()} ${remaining() === 1 ? 'client was' : 'clients were'} not given back within ${waitMs / 1000} s`;
      await new Promise<void>((resolve) => void setTimeout(resolve, lookEveryMs).unref());
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

  /** Back to the size it had, where nobody else has set another meanwhile. */
  restore(): void {
    const { pool } = this;
    this.retired = new WeakSet();
    if (this.setMax === undefined || pool.options.max !== this.setMax) return;
    this.setMax = undefined;
    pool.options.max = this.original;
    // Above its own size a pool never shrinks by itself while it is used: its idle ones go, and those in hand later.
    const surplus = pool.totalCount - this.original;
    for (const { client } of pool._idle.slice(0, Math.max(0, surplus))) pool._remove(client);
    for (const client of pool._clients.slice(this.original)) client._poolUseCount = Number.POSITIVE_INFINITY;
    this.wakeWaiters();
  }
}
