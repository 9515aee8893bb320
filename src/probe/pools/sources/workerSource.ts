import type { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { LivePoolFigures, StackFrame } from '../../../protocol/livePools.ts';
import { heldStack } from '../callSite.ts';
import { channelSubscriptions } from '../channelSubscriptions.ts';
import { ownThreads } from '../ownThreads.ts';
import { unknownFigures, type PoolSource } from '../poolSource.ts';
import { isTaskPool, taskPoolFigures, type TaskPool } from './taskPool.ts';

const groupsMax = 16;
const poolsMax = 16;
const threadsMax = 256;
/** A worker that was busy for this share of the time counts as busy. */
const busyShare = 0.5;

type Utilisation = ReturnType<typeof performance.eventLoopUtilization>;
/** Workers that one place of the program has started. */
type Group = {
  readonly poolId: string;
  readonly frames: readonly StackFrame[];
  readonly workers: Map<Worker, Utilisation | undefined>;
  opened: number;
};

const hasEnded = ({ threadId }: Worker) => threadId === -1;

/** The share of the time since the last reading that the worker's loop was busy; undefined where it does not tell. */
function shareOf(worker: Worker, before: Utilisation | undefined): { now: Utilisation; share: number } | undefined {
  const { performance: own } = worker;
  if (own === undefined) return undefined;
  const now = own.eventLoopUtilization();
  const { utilization } = before === undefined ? now : own.eventLoopUtilization(now, before);
  return { now, share: Number.isFinite(utilization) ? utilization : 0 };
}

function sharesOf(group: Group): readonly number[] {
  const shares: number[] = [];
  for (const [worker, before] of group.workers) {
    if (hasEnded(worker)) {
      group.workers.delete(worker);
      continue;
    }
    const read = shareOf(worker, before);
    group.workers.set(worker, read?.now);
    shares.push(read?.share ?? 0);
  }
  return shares;
}

/** The package that starts the workers, else the program itself. */
function makerOf(frames: readonly StackFrame[]): string {
  const [, name] = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(frames[0]?.url ?? '') ?? [];
  return name === undefined ? 'worker threads' : `workers of ${name}`;
}

function groupFigures(group: Group, pool: TaskPool | undefined, seconds: number): LivePoolFigures {
  const shares = sharesOf(group);
  const opened = group.opened;
  group.opened = 0;
  return {
    ...unknownFigures,
    poolId: group.poolId,
    kind: 'workers',
    label: makerOf(group.frames),
    total: shares.length,
    busy: shares.filter((share) => share >= busyShare).length,
    seconds,
    uses: 0,
    opened,
    utilisation: shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length,
    sites: [{ frames: group.frames, count: opened, holdMs: 0, waitMs: 0, taken: group.workers.size, returned: 0 }],
    ...(pool === undefined ? {} : taskPoolFigures(pool)),
  };
}

export const workerSource: PoolSource = {
  what: 'Worker threads by the place that starts them, and the queues of piscina and tinypool.',
  cost: '5 µs a second for each thread, 50 µs for each that is started; nothing is wrapped',
  start: ({ safely }) => {
    const groups = new Map<string, Group>();
    const taskPools = new Set<TaskPool>();
    const created = function created(worker: Worker) {
      if (ownThreads.has(worker)) return;
      const frames = heldStack(created).frames();
      const key = frames.map(({ url, line }) => `${url}:${line}`).join('\n');
      let group = groups.get(key);
      if (group === undefined) {
        if (groups.size >= groupsMax) return;
        group = { poolId: `workers-${groups.size + 1}`, frames, workers: new Map(), opened: 0 };
        groups.set(key, group);
      }
      group.opened += 1;
      if (group.workers.size < threadsMax) group.workers.set(worker, undefined);
    };
    const stop = channelSubscriptions({
      worker_threads: ({ worker }) => void safely(() => worker instanceof Worker && created(worker)),
    });
    const poolOf = (group: Group) =>
      [...taskPools].find(({ threads }) => threads.some((thread) => group.workers.has(thread)));
    return {
      noteEmit: (emitter) => {
        if (taskPools.size < poolsMax && isTaskPool(emitter)) taskPools.add(emitter);
      },
      read: (seconds) => {
        for (const pool of taskPools) {
          if (pool.threads.length === 0) taskPools.delete(pool);
          // Threads from before the watching are known by their pool.
          const isKnown = [...groups.values()].some(({ workers }) => pool.threads.some((one) => workers.has(one)));
          if (isKnown || pool.threads.length === 0 || groups.size >= groupsMax) continue;
          const workers = new Map(pool.threads.map((thread) => [thread, undefined]));
          const poolId = `workers-${groups.size + 1}`;
          groups.set(poolId, { poolId, frames: [], workers, opened: 0 });
        }
        return [...groups.values()]
          .map((group) => groupFigures(group, poolOf(group), seconds))
          .filter(({ total, opened }) => total > 0 || opened > 0);
      },
      stop,
    };
  },
};
