import { performance } from 'node:perf_hooks';
import type { LivePoolFigures } from '../../protocol/livePools.ts';
import { limits } from '../../protocol/limits.ts';
import { lookAtEmitters } from './emitterLook.ts';
import type { PoolSource, RunningPoolSource } from './poolSource.ts';
import { poolSources } from './poolSources.ts';
import type { SharedPoolWatch } from './sharedPoolWatch.ts';

const readEveryMs = 1_000;
/** How long emitters are looked at, and how often: every other second while a program starts, seldom later. */
const lookMs = 120;
const looksAtFirst = 15;
const lookEveryReads = (reads: number) => (reads < looksAtFirst * 2 ? 2 : 30);

/** What the program hands out and waits for, from the host's wish on. */
export type LivePools = { readonly close: () => void };

/** Leaves out the places of uses, the least of what is told, where all the stacks would be too much for a message. */
function withinMessage(pools: readonly LivePoolFigures[]): readonly LivePoolFigures[] {
  let left = limits.poolFramesMax.value;
  return pools.map((pool) => {
    const sites = pool.sites.filter(({ frames }) => {
      left -= frames.length;
      return left > 0;
    });
    return { ...pool, sites };
  });
}

type Running = { readonly source: PoolSource; one: RunningPoolSource | undefined };

/**
 * Watches pools of all kinds and tells of them once a second. A mistake of ours ends the source it is made in; the
 * program never sees it. `close` puts everything back.
 */
export function openLivePools({
  cache,
  shared,
  tell,
  run,
}: {
  readonly cache: NodeJS.Dict<NodeJS.Module>;
  readonly shared: SharedPoolWatch;
  readonly tell: (at: number, pools: readonly LivePoolFigures[]) => void;
  /** Measures our own work. */
  readonly run: (work: () => void) => void;
}): LivePools {
  let isClosed = false;
  const stopped = (running: Running) => {
    const { one } = running;
    running.one = undefined;
    try {
      one?.stop();
    } catch {
      // It has failed already; what it left is passed through.
    }
  };
  const safelyIn =
    (running: Running) =>
    <Value>(work: () => Value): Value | undefined => {
      if (isClosed || running.one === undefined) return undefined;
      try {
        return work();
      } catch {
        // One source less is better than a program that sees an error of ours.
        stopped(running);
        return undefined;
      }
    };
  const all = poolSources.map((source): Running => ({ source, one: undefined }));
  for (const running of all) running.one = running.source.start({ cache, shared, safely: safelyIn(running) });

  let reads = 0;
  let readAt = performance.now();
  let stopLook: () => void = () => undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  const look = () => {
    stopLook();
    stopLook = lookAtEmitters((emitter, name) => {
      for (const running of all) safelyIn(running)(() => running.one?.noteEmit?.(emitter, name));
    });
    lookTimer = setTimeout(() => run(stopLook), lookMs);
    lookTimer.unref();
  };
  const read = () => {
    const now = performance.now();
    const seconds = (now - readAt) / 1000;
    readAt = now;
    if (reads % lookEveryReads(reads) === 0) look();
    reads += 1;
    const pools = all.flatMap((running) => safelyIn(running)(() => running.one?.read(seconds)) ?? []);
    tell(Date.now(), withinMessage(pools.slice(0, limits.livePoolsMax.value)));
  };
  const timer = setInterval(() => run(read), readEveryMs);
  timer.unref();
  run(look);
  return {
    close: () => {
      isClosed = true;
      clearInterval(timer);
      clearTimeout(lookTimer);
      stopLook();
      for (const running of all.toReversed()) stopped(running);
    },
  };
}
