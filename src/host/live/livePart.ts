import type { LivePool } from '../../protocol/livePools.ts';
import type { TargetId } from '../../protocol/targets.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { Findings } from '../findings/findings.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Places } from '../places/places.ts';
import type { Job } from '../../protocol/jobs.ts';
import type { Targets } from '../session/targets.ts';
import type { LiveReport } from '../session/watchedTarget.ts';
import { targetWatch, type TargetWatch } from './liveFindings.ts';
import { targetLivePools, type TargetLivePools } from './livePools.ts';
import { targetStalls, type TargetStalls } from '../stalls/targetStalls.ts';
import { ownStacks } from './ownStacks.ts';

/** What is known of the targets as they run: their pools, and what is found in them. */
export type LivePart = {
  readonly handlers: Handlers<'live/pools' | 'live/stalls'>;
  /** Pools of all watched programs as they stand, each with the name of its program. */
  readonly poolsNow: () => readonly { readonly program: string; readonly pool: LivePool }[];
  readonly close: () => void;
};

/** What is kept of one target. `turn` ends when its last reading is taken in: places are looked up in between. */
type Known = {
  readonly pools: TargetLivePools;
  readonly stalls: TargetStalls;
  readonly watch: TargetWatch;
  turn: Promise<void>;
};

/** Work of ours that collects garbage, makes programs stand still, loads them or changes their pools. */
const disturbing: ReadonlySet<Job['kind']> = new Set(['hunt', 'tunePool', 'verify', 'takeSnapshot']);

export function livePart({
  targets,
  findings,
  places,
  jobs,
  report,
}: {
  readonly targets: Pick<Targets, 'get' | 'series' | 'collections' | 'watchLive'>;
  readonly findings: Pick<Findings, 'put'>;
  readonly places: Places;
  readonly jobs: Pick<Jobs, 'list'>;
  /** Hears of a mistake of ours. */
  readonly report: (error: unknown) => void;
}): LivePart {
  const stacks = ownStacks(places);
  const isDisturbed = () => jobs.list().some(({ kind, state }) => state === 'running' && disturbing.has(kind));
  const known = new Map<TargetId, Known>();

  const knownOf = (targetId: TargetId): Known => {
    const found = known.get(targetId);
    if (found !== undefined) return found;
    const stalls = targetStalls(stacks, (fromAt, toAt) => {
      const pauses = targets.collections(targetId, fromAt, toAt).find(({ name }) => name === 'pauseMs');
      return [...(pauses?.values ?? [])].reduce((sum, pause) => sum + pause, 0);
    });
    const watch = targetWatch(targets.get(targetId), { targets, findings, stalls: () => stalls.list(), isDisturbed });
    const added: Known = { pools: targetLivePools(stacks), stalls, watch, turn: Promise.resolve() };
    known.set(targetId, added);
    return added;
  };
  const takenIn = async (one: Known, told: LiveReport): Promise<void> => {
    if (told.type === 'stalls') await one.stalls.put(told.stalls);
    else await one.watch.look(told.at, await one.pools.put(told.at, told.pools));
  };
  const onReport = (targetId: TargetId, told: LiveReport) => {
    const one = knownOf(targetId);
    one.turn = one.turn.then(() => takenIn(one, told)).catch(report);
  };
  const stop = targets.watchLive({
    onReport,
    onChanged: (all) => {
      const ids = new Set(all.map(({ targetId }) => targetId));
      for (const targetId of known.keys()) {
        if (!ids.has(targetId)) known.delete(targetId);
      }
    },
  });
  return {
    handlers: {
      'live/pools': ({ targetId, sinceAt }) => {
        targets.get(targetId);
        return known.get(targetId)?.pools.list(sinceAt) ?? [];
      },
      'live/stalls': ({ targetId }) => {
        targets.get(targetId);
        return known.get(targetId)?.stalls.list() ?? [];
      },
    },
    poolsNow: () =>
      [...known].flatMap(([targetId, { pools }]) =>
        pools.list(Infinity).map((pool) => ({ program: targets.get(targetId).name, pool })),
      ),
    close: stop,
  };
}
