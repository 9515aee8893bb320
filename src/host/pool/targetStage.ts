import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { PoolReading } from '../../analysis/pool/poolReading.ts';
import type { PoolSubject } from '../../protocol/experiments.ts';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { LoadRun } from '../../protocol/loadRun.ts';
import type { Place } from '../../protocol/places.ts';
import type { PoolFigures, PoolRoom } from '../../protocol/probeChannel.ts';
import type { Target } from '../../protocol/targets.ts';
import type { Count } from '../../protocol/units.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { Loads } from '../load/loadHandlers.ts';
import type { TargetPools } from '../session/poolTalk.ts';
import type { Targets } from '../session/targets.ts';
import { poolPlace, type PoolPlace, type PoolPlaceTools } from './poolPlace.ts';
import type { PoolStage } from './poolStage.ts';
import { targetReading } from './targetReading.ts';

export type TargetSubject = Extract<PoolSubject, { kind: 'target' }>;

export type TargetStageTools = PoolPlaceTools & {
  readonly targets: Pick<Targets, 'get' | 'pools'>;
  readonly loads: Loads;
};

/** A stage over a live pool, with what only such a pool has. */
export type TargetStage = PoolStage & {
  readonly target: Target;
  readonly source: PoolPlace;
  readonly currentSize: Count;
};

const warmupSeconds = 0.25;
/** How long the pool is watched at its own size before it is tuned: for its name, its place, and its users. */
const firstLookSeconds = 1.2;

type Loaded = { readonly subject: TargetSubject; readonly loads: Loads };

/** The load on the target for so long, or just the time where it has load of its own. */
async function loaded({ subject, loads }: Loaded, seconds: number, { signal }: JobControl): Promise<LoadRun | null> {
  const { load, allowRemote } = subject;
  if (load === null) {
    await wait((warmupSeconds + seconds) * 1000, undefined, { signal });
    return null;
  }
  const plan = { ...load, warmupSeconds, seconds, iterationsMax: null };
  // The tuning tells its own progress.
  return loads.run({ plan, allowRemote }, { signal, progress: () => undefined });
}

/** Has the target use its pools, and gives the busiest. Throws the Failure `poolNone` that says what was seen instead. */
async function busiestPool(pools: TargetPools, about: Loaded & { readonly name: string }, control: JobControl) {
  control.progress({ label: 'looking for the pool', done: 0, total: null, unit: 'ms' });
  const over = new AbortController();
  const stop = AbortSignal.any([control.signal, over.signal]);
  const longest = limits.poolFindMs.value / 1000 + firstLookSeconds * 2;
  const loading = loaded(about, longest, { ...control, signal: stop });
  const looking = async () => {
    const { others } = await pools.find(limits.poolFindMs.value, stop);
    await wait(firstLookSeconds * 1000, undefined, { signal: stop });
    return { seen: await pools.read(stop), others };
  };
  try {
    const { seen, others } = await Promise.race([
      looking(),
      // A load that fails, because nothing listens, is told at once; one that ends leaves the word to the look.
      loading.then(() => new Promise<never>(() => undefined)),
    ]);
    const busy = ({ acquires, hold }: PoolFigures) => acquires * (hold?.mean ?? 0);
    const [first] = seen.toSorted((one, other) => busy(other) - busy(one));
    if (first !== undefined) return { pool: first, more: seen.length - 1 };
    const other =
      others.length === 0 ? '' : ` Something else hands things out (${others.join(', ')}), which is no pool of pg.`;
    const waited = limits.poolFindMs.value / 1000;
    throw new Failure('poolNone', `${about.name} used no pool of pg within ${waited} s.${other}`);
  } finally {
    over.abort();
    await loading.catch(() => undefined);
  }
}

const shortPlace = ({ file, line, symbol }: Place) =>
  `${file.split(/[\\/]/).at(-1)}:${line}${symbol === undefined ? '' : ` (${symbol})`}`;

/** One size under the load: fresh connections, a warm-up that is not read, then the figures of the rest. */
async function measuredSize(
  {
    pools,
    pool,
    about,
  }: { readonly pools: TargetPools; readonly pool: PoolFigures; readonly about: Loaded & { name: string } },
  size: Count,
  seconds: number,
  control: JobControl,
): Promise<PoolReading> {
  const { signal } = control;
  const note = await pools.resize(pool.poolId, size, limits.poolResizeMs.value, signal);
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const loading = loaded(about, seconds, { ...control, signal: stop });
  const warm = async () => {
    await wait(warmupSeconds * 1000, undefined, { signal: stop });
    await pools.read(stop);
  };
  try {
    await Promise.all([loading, warm()]);
  } catch (error) {
    failed.abort();
    await loading.catch(() => undefined);
    throw error;
  }
  const figures = (await pools.read(signal)).find(({ poolId }) => poolId === pool.poolId);
  if (figures === undefined) throw new Failure('poolFailed', `The pool of ${about.name} is gone.`);
  if (figures.max !== size)
    throw new Failure(
      'poolFailed',
      `The pool of ${about.name} does not take the size ${size}: ${note ?? `it has ${figures.max}`}.`,
    );
  return targetReading(size, figures, await loading, note);
}

/** The most that the pool may be given: what its server takes, without what others have open. */
function sizeMaxOf(
  wanted: Count,
  { originalMax, total }: PoolFigures,
  room: PoolRoom | null,
): Pick<PoolStage, 'sizeMax' | 'sizeMaxReason' | 'notes'> {
  const asked = Math.max(wanted, originalMax);
  if (room === null)
    return { sizeMax: asked, sizeMaxReason: null, notes: ['How many connections the server takes is not known.'] };
  const { connectionsMax, used } = room;
  const others = Math.max(0, used - total);
  const left = Math.max(1, connectionsMax - others);
  if (left >= asked) return { sizeMax: asked, sizeMaxReason: null, notes: [] };
  return {
    sizeMax: left,
    sizeMaxReason: `the server takes ${connectionsMax} connections from programs, and ${others} of them are taken by others`,
    notes:
      originalMax > left
        ? [`Its size of ${originalMax} is more than the server can give it: under load the last ones are refused.`]
        : [],
  };
}

/**
 * The busiest pool of a target, under a load of ours or its own. `restore` leaves the target as it was. Throws Failures
 * `targetGone`, `poolNone` and `loadFailed`.
 */
export async function openTargetStage(
  subject: TargetSubject,
  wantedMax: Count,
  tools: TargetStageTools,
  control: JobControl,
): Promise<TargetStage> {
  const { targets, loads } = tools;
  const target = targets.get(subject.targetId);
  if (target.state !== 'watching')
    throw new Failure('targetGone', `${target.name} is ${target.state}: it cannot be tuned.`);
  const pools = targets.pools(subject.targetId);
  const about = { subject, loads, name: target.name };
  try {
    const { pool, more } = await busiestPool(pools, about, control);
    const room = await pools.room(pool.poolId, limits.poolRoomMs.value, control.signal);
    const source = await poolPlace(pool, target.folder, tools);
    const bounds = sizeMaxOf(wantedMax, pool, room);
    const where = source.uses[0];
    // Where it leads tells pools apart; the only one needs no address.
    const named = `the pool of ${target.name}${more === 0 || pool.label === '' ? '' : `, ${pool.label}`}`;
    const others =
      more === 0 ? [] : [`${target.name} has ${more} more ${more === 1 ? 'pool' : 'pools'}; the busiest is tuned.`];
    return {
      target,
      source,
      name: named,
      place: source.place,
      currentSize: pool.originalMax,
      ...bounds,
      demand: subject.load !== null && subject.load.ratePerSecond === null ? 'closed' : 'open',
      unitOfWork: subject.load === null ? 'clients handed out' : 'iterations of the load',
      machine: `Node ${target.nodeVersion}, ${named}, load and program on ${availableParallelism()} cores`,
      longestHold: () => (where === undefined ? null : shortPlace(where)),
      notes: [...others, ...bounds.notes],
      measure: (size, seconds, stepControl) => measuredSize({ pools, pool, about }, size, seconds, stepControl),
      restore: pools.leave,
    };
  } catch (error) {
    await pools.leave();
    throw error;
  }
}
