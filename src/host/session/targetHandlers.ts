import type { Handlers } from '../channel/handlers.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LiveFollowers } from './liveFollowers.ts';
import type { Targets } from './targets.ts';

type TargetMethods =
  | 'targets/list'
  | 'targets/candidates'
  | 'targets/attach'
  | 'targets/detach'
  | 'series/range'
  | 'collections/range'
  | 'live/follow'
  | 'live/unfollow'
  | 'launch/environment';

/** What clients may ask and wish of targets. */
export function targetHandlers(
  targets: Targets,
  jobs: Pick<Jobs, 'start'>,
  followers: Pick<LiveFollowers, 'follow' | 'unfollow'>,
): Handlers<TargetMethods> {
  return {
    'targets/list': () => targets.list(),
    'targets/candidates': () => targets.candidates(),
    'targets/attach': ({ pid }) => ({
      jobId: jobs.start({ kind: 'attach', title: `Attach to process ${pid}` }, async (control) => [
        (await targets.attach(pid, control)).targetId,
      ]),
    }),
    'targets/detach': async ({ targetId }) => {
      await targets.detach(targetId);
      return { jobId: null };
    },
    'series/range': ({ targetId, fromAt, toAt, pointsMax, metrics }, { client }) => {
      const columns = targets.series(targetId, fromAt, toAt, pointsMax, metrics);
      const at = columns[0]?.values;
      return {
        blockId: client.sendAnswerBlock(columns),
        length: at?.length ?? 0,
        firstAt: at?.[0] ?? null,
        lastAt: at?.at(-1) ?? null,
      };
    },
    'collections/range': ({ targetId, fromAt, toAt }, { client }) => {
      const columns = targets.collections(targetId, fromAt, toAt);
      return {
        blockId: client.sendAnswerBlock(columns),
        length: columns[0]?.values.length ?? 0,
        dropped: targets.collectionsDropped(targetId),
      };
    },
    'live/follow': ({ targetId }, { client }) => {
      targets.get(targetId);
      followers.follow(client, targetId);
      return {};
    },
    'live/unfollow': ({ targetId }, { client }) => {
      followers.unfollow(client, targetId);
      return {};
    },
    'launch/environment': () => targets.launchEnvironment(),
  };
}
