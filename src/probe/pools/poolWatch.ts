import type { LivePoolFigures } from '../../protocol/livePools.ts';
import type { PoolFigures, PoolRoom } from '../../protocol/probeChannel.ts';
import { lookAtEmitters } from './emitterLook.ts';
import {
  isPgPool,
  loadedPrototypes,
  makerOf,
  prototypeOf,
  type PgClient,
  type PgPool,
  type PoolPrototype,
} from './pgPool.ts';
import { poolRoom } from './poolRoom.ts';
import { statementWatch } from './statementWatch.ts';
import { WatchedPool, type Asked } from './watchedPool.ts';

const poolsMax = 16;
const othersMax = 8;
/** A prime, so that no timer of the program keeps step with it. */
const sampleEveryMs = 7;
const lookEveryMs = 20;
const othersMs = 500;

/** The live pools of the program, from the first wish for them until the watch is closed. */
export type PoolWatch = {
  /** Looks for pools that are used: at most so long for the first, and half a second more for others. */
  readonly find: (waitMs: number) => Promise<void>;
  /** What each did since the last call: one answer for the tuning, one for those who watch. */
  readonly take: () => readonly PoolFigures[];
  readonly takeLive: () => readonly LivePoolFigures[];
  /** Looks whether the program has loaded a package of pools meanwhile. */
  readonly lookAtModules: () => void;
  /** Something that the program emits `acquire` on: a pool that was bundled is found so. */
  readonly noteUser: (emitter: object) => void;
  /** What else hands things out, by the name of its class. */
  readonly others: () => readonly string[];
  /** Gives a pool a size; the reason where it does not take it. */
  readonly resize: (poolId: number, size: number, waitMs: number) => Promise<string | null>;
  /** How many connections its server takes, asked by a client of the pool; null where that is not known in time. */
  readonly room: (poolId: number, waitMs: number) => Promise<PoolRoom | null>;
  /** Ends the tuning: gives every pool the size it had. */
  readonly endTuning: () => void;
  /** Puts every pool, prototype and listener back as it was. */
  readonly close: () => void;
};

/**
 * Watches the pools of `pg` by their prototype's `connect`, and by the events they send: a pool that the program has
 * bundled is found by its next use. The emitter's own `emit` is wrapped only while pools are being looked for.
 * `onError` hears of a mistake of ours, once; the program never does.
 */
export function openPoolWatch(cache: NodeJS.Dict<NodeJS.Module>, onError: (error: unknown) => void): PoolWatch {
  const pools = new Map<PgPool, WatchedPool>();
  const others = new Set<string>();
  const undo: (() => void)[] = [];
  const patched = new Set<PoolPrototype>();
  let isClosed = false;
  let made = 0;

  const safely = <Value>(work: () => Value): Value | undefined => {
    if (isClosed) return undefined;
    try {
      return work();
    } catch (error) {
      // The program must never see an error of ours.
      onError(error);
      return undefined;
    }
  };

  const statements = statementWatch((client, text, above) =>
    safely(() => {
      for (const pool of pools.values()) {
        const ended = pool.begun(client, text, above);
        if (ended !== undefined) return (result: unknown) => safely(() => ended(result));
      }
      return undefined;
    }),
  );
  undo.push(statements.close);

  const watched = (pool: PgPool): WatchedPool | undefined => {
    const known = pools.get(pool);
    if (known !== undefined || pools.size >= poolsMax || !isPgPool(pool)) return known;
    made += 1;
    const added = new WatchedPool(made, pool);
    pools.set(pool, added);
    return added;
  };

  const patch = (prototype: PoolPrototype): void => {
    if (patched.has(prototype)) return;
    patched.add(prototype);
    const original = prototype.connect;
    const acquired = (pool: WatchedPool | undefined, asked: Asked | undefined, client: PgClient) =>
      safely(() => {
        statements.watch(client);
        if (asked !== undefined) pool?.acquired(asked, client);
      });
    const connect: PoolPrototype['connect'] = function connect(callback) {
      const pool = safely(() => watched(this));
      const asked = safely(() => pool?.ask(connect));
      if (typeof callback === 'function')
        return Reflect.apply(original, this, [
          (error: unknown, client: PgClient | undefined, done: unknown) => {
            if (client === undefined) safely(() => pool?.failed());
            else acquired(pool, asked, client);
            return Reflect.apply(callback, undefined, [error, client, done]);
          },
        ]);
      const waiting: unknown = Reflect.apply(original, this, []);
      if (!isThenable(waiting)) return waiting;
      return waiting.then(
        (client) => {
          acquired(pool, asked, client);
          return client;
        },
        (error: unknown) => {
          safely(() => pool?.failed());
          throw error;
        },
      );
    };
    prototype.connect = connect;
    undo.push(() => {
      // Somebody who has wrapped ours since then keeps it; it only passes on by now.
      if (prototype.connect === connect) prototype.connect = original;
    });
  };

  const noteUser = (emitter: object): void => {
    if (isPgPool(emitter)) {
      const prototype = prototypeOf(emitter);
      if (prototype !== undefined) patch(prototype);
      watched(emitter);
    } else if (others.size < othersMax) others.add(makerOf(emitter));
  };

  const patchLoaded = () => {
    for (const prototype of loadedPrototypes(cache)) patch(prototype);
  };
  let sampling: NodeJS.Timeout | undefined;
  const endTuning = () => {
    clearInterval(sampling);
    sampling = undefined;
    for (const pool of pools.values()) pool.size.restore();
  };

  return {
    find: async (waitMs) => {
      patchLoaded();
      sampling ??= setInterval(() => safely(() => pools.forEach((pool) => pool.sample())), sampleEveryMs);
      sampling.unref();
      const stop = lookAtEmitters((emitter, name) => {
        if (name === 'acquire') safely(() => noteUser(emitter));
      });
      undo.push(stop);
      let deadline = performance.now() + waitMs;
      let isFound = false;
      while (performance.now() < deadline && !isClosed) {
        await new Promise<void>((resolve) => void setTimeout(resolve, lookEveryMs).unref());
        // The first is seldom the only one: the others are used soon.
        if (pools.size > 0 && !isFound) deadline = Math.min(deadline, performance.now() + othersMs);
        isFound = pools.size > 0;
      }
      stop();
    },
    take: () => [...pools.values()].map((pool) => pool.take()),
    takeLive: () => {
      for (const [pool, one] of pools) {
        if (pool.ended !== true) continue;
        one.close();
        pools.delete(pool);
      }
      return [...pools.values()].map((pool) => pool.takeLive());
    },
    lookAtModules: patchLoaded,
    noteUser: (emitter) => safely(() => noteUser(emitter)),
    others: () => [...others],
    resize: (poolId, size, waitMs) => {
      const pool = [...pools.values()].find((each) => each.poolId === poolId);
      return pool === undefined ? Promise.resolve('the pool is gone') : pool.size.set(size, waitMs);
    },
    room: async (poolId, waitMs) => {
      const found = [...pools].find(([, each]) => each.poolId === poolId);
      return found === undefined ? null : poolRoom(found[0], waitMs);
    },
    endTuning,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      endTuning();
      for (const back of undo.toReversed()) back();
      for (const pool of pools.values()) pool.close();
      pools.clear();
    },
  };
}

function isThenable(value: unknown): value is Promise<PgClient> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
