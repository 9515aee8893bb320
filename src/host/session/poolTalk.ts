import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { PoolFigures, PoolRoom } from '../../protocol/probeChannel.ts';
import type { Count, Milliseconds } from '../../protocol/units.ts';
import type { PoolReport, WatchedTarget } from './watchedTarget.ts';

let nextRequestId = 1;

/** The pools of one target, as its probe sees them. Each wish throws the Failure `targetGone`, or the signal's reason. */
export type TargetPools = {
  /** Looks for pools in use; from then on they are watched until `leave`. */
  readonly find: (waitMs: Milliseconds, signal: AbortSignal) => Promise<FoundPools>;
  /** What each did since it was last asked. */
  readonly read: (signal: AbortSignal) => Promise<readonly PoolFigures[]>;
  /** Gives a pool a size and fresh connections; the reason where it does not hold. */
  readonly resize: (poolId: number, size: Count, waitMs: Milliseconds, signal: AbortSignal) => Promise<string | null>;
  /** How many connections the pool's server takes and has open; null where it does not tell in time. */
  readonly room: (poolId: number, waitMs: Milliseconds, signal: AbortSignal) => Promise<PoolRoom | null>;
  /** Puts everything back. Never rejects: a probe that is gone has put it back itself. */
  readonly leave: () => Promise<void>;
};

export type FoundPools = { readonly pools: readonly PoolFigures[]; readonly others: readonly string[] };

type PoolWish =
  | { readonly type: 'findPools'; readonly waitMs: Milliseconds }
  | { readonly type: 'readPools' }
  | { readonly type: 'resizePool'; readonly poolId: number; readonly size: Count; readonly waitMs: Milliseconds }
  | { readonly type: 'askPoolRoom'; readonly poolId: number; readonly waitMs: Milliseconds }
  | { readonly type: 'leavePools' };

async function answerTo(
  one: WatchedTarget,
  wish: PoolWish,
  waitMs: Milliseconds,
  signal: AbortSignal,
): Promise<PoolReport> {
  signal.throwIfAborted();
  const { connection, target } = one;
  if (connection === undefined) throw new Failure('targetGone', `${target.name} is not connected.`);
  const requestId = nextRequestId++;
  const limit = AbortSignal.timeout(waitMs + limits.poolAnswerMs.value);
  const stop = AbortSignal.any([signal, limit]);
  let cancel = () => undefined as void;
  try {
    const report = await new Promise<PoolReport | 'gone' | 'given up'>((resolve) => {
      cancel = () => resolve('given up');
      one.poolWishes.set(requestId, resolve);
      stop.addEventListener('abort', cancel, { once: true });
      connection.send({ ...wish, requestId });
    });
    signal.throwIfAborted();
    if (report === 'gone')
      throw new Failure('targetGone', `${target.name} ended or was left while its pool was tuned.`);
    if (report === 'given up')
      throw new Failure('poolFailed', `${target.name} did not answer about its pools: its event loop is busy.`);
    return report;
  } finally {
    stop.removeEventListener('abort', cancel);
    one.poolWishes.delete(requestId);
  }
}

async function found(
  one: WatchedTarget,
  wish: PoolWish,
  waitMs: Milliseconds,
  signal: AbortSignal,
): Promise<FoundPools> {
  const report = await answerTo(one, wish, waitMs, signal);
  return report.type === 'pools' ? report : { pools: [], others: [] };
}

export function targetPools(one: WatchedTarget): TargetPools {
  return {
    find: (waitMs, signal) => found(one, { type: 'findPools', waitMs }, waitMs, signal),
    read: async (signal) => (await found(one, { type: 'readPools' }, 0, signal)).pools,
    resize: async (poolId, size, waitMs, signal) => {
      const report = await answerTo(one, { type: 'resizePool', poolId, size, waitMs }, waitMs, signal);
      return report.type === 'poolResized' ? report.reason : null;
    },
    room: async (poolId, waitMs, signal) => {
      const report = await answerTo(one, { type: 'askPoolRoom', poolId, waitMs }, waitMs, signal);
      return report.type === 'poolRoom' ? report.room : null;
    },
    leave: async () => {
      try {
        await found(one, { type: 'leavePools' }, 0, new AbortController().signal);
      } catch {
        // Ended, or its line broke: then the probe puts everything back when it leaves.
      }
    },
  };
}
