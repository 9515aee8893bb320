import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Failure } from '../../protocol/failures.ts';
import type { Profile, ProfileId, ProfileKind, ProfileSummary } from '../../protocol/profiles.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Broadcast, Handlers } from '../channel/handlers.ts';
import type { Asking } from '../heap/openHeaps.ts';
import type { JobControl, Jobs } from '../jobs/jobs.ts';
import type { Places } from '../places/places.ts';
import type { Targets } from '../session/targets.ts';
import type { Store } from '../store/store.ts';
import type { Workers } from '../workers/workers.ts';
import { flameAnswer } from './flameAnswer.ts';
import { openProfiles } from './openProfiles.ts';
import { profileList } from './profileList.ts';
import { comparisonPage, functionPage } from './profileRows.ts';
import { takeProfile } from './takeProfile.ts';

type ProfileMethods =
  `profiles/${'list' | 'summary' | 'functions' | 'flame' | 'compare' | 'take' | 'stop' | 'open' | 'remove'}`;

/** CPU and allocation profiles: taken of targets, or opened from files, and drawn from. */
export type ProfilesPart = { readonly handlers: Handlers<ProfileMethods>; readonly close: () => void };

export type ProfilesGround = {
  /** Where profiles go that are given no file. */
  readonly folder: string;
  readonly store: Store;
  readonly broadcast: Broadcast;
  readonly jobs: Pick<Jobs, 'start'>;
  readonly targets: Pick<Targets, 'get' | 'profiler'>;
  readonly places: Places;
  readonly workers: Pick<Workers, 'run'>;
  readonly now: () => EpochMs;
};

/** Profiles that were given no name are numbered. */
function nextNumber(profiles: readonly Profile[]): number {
  const numbers = profiles.map(({ label }) => Number(/^profile (\d+)$/.exec(label)?.[1] ?? 0));
  return 1 + Math.max(0, ...numbers);
}

const noProgress = () => undefined;

export function profilesPart(ground: ProfilesGround): ProfilesPart {
  const { folder, jobs, targets, places, workers, now } = ground;
  const list = profileList(ground.store, ground.broadcast);
  const profiles = openProfiles(workers, places);
  const stops = new Map<TargetId, () => void>();
  const taking = new Set<TargetId>();

  /** Reads a file and puts it on the list. */
  const opened = async (file: string, about: Partial<Profile>, signal: AbortSignal): Promise<Profile> => {
    const found: Profile = {
      profileId: randomUUID(),
      kind: 'cpu',
      label: path.basename(file),
      file,
      fileBytes: 0,
      takenAt: now(),
      lengthMs: null,
      ...about,
    };
    const { opened: read } = await profiles.open(found, { signal, progress: noProgress });
    const { kind, lengthMs, samples, fileBytes } = read;
    return list.keep({ ...found, kind, fileBytes, lengthMs, hasSamples: samples !== null });
  };

  const take = async (
    target: Target,
    wish: { readonly kind: ProfileKind; readonly seconds: number; readonly file: string | null },
    control: JobControl,
  ): Promise<ProfileId> => {
    const { targetId, name: targetName } = target;
    const onStop = (stop: (() => void) | undefined) => {
      if (stop === undefined) stops.delete(targetId);
      else stops.set(targetId, stop);
    };
    const takenAt = new Date(now());
    const file = await takeProfile(targets.profiler(targetId), { ...wish, target, folder, takenAt, onStop }, control);
    const isOurs = wish.file === null;
    const about = isOurs ? { isOurs, label: `profile ${nextNumber(list.all())}` } : { isOurs };
    return (await opened(file, { targetId, targetName, ...about }, control.signal)).profileId;
  };

  const summary = async (profileId: ProfileId, functionsMax: number, asking: Asking): Promise<ProfileSummary> => {
    const profile = list.get(profileId);
    const page = { start: 0, end: functionsMax, sort: 'self', descending: true, filter: '' };
    const { rows, summary: all } = functionPage(profile, await profiles.open(profile, asking), page);
    // The summary tells no ids: they are of the list alone.
    return {
      ...all,
      functions: rows.map(({ name, place, url, line, column, self, total }) => ({
        name,
        place,
        url,
        line,
        column,
        self,
        total,
      })),
    };
  };

  return {
    handlers: {
      'profiles/list': () => list.all(),
      'profiles/summary': ({ profileId, functionsMax }, context) => summary(profileId, functionsMax, context),
      'profiles/functions': async ({ profileId, page }, context) => {
        const profile = list.get(profileId);
        return functionPage(profile, await profiles.open(profile, context), page);
      },
      'profiles/flame': (request, context) => flameAnswer({ profiles, workers, get: list.get }, request, context),
      'profiles/compare': async ({ page, ...pair }, context) => {
        const both = { before: list.get(pair.before), after: list.get(pair.after) };
        return comparisonPage(both, await profiles.compare(both.before, both.after, context), page);
      },
      'profiles/take': ({ targetId, ...wish }) => {
        const target = targets.get(targetId);
        if (taking.has(targetId))
          throw new Failure('profileFailed', `A profile of ${target.name} is being taken already.`);
        taking.add(targetId);
        const what = wish.kind === 'cpu' ? 'CPU profile' : 'Allocation profile';
        const about = { kind: 'profile', title: `${what} of ${target.name}`, targetId } as const;
        return {
          jobId: jobs.start(about, async (control) => {
            try {
              return [await take(target, wish, control)];
            } finally {
              taking.delete(targetId);
            }
          }),
        };
      },
      'profiles/stop': ({ targetId }) => {
        const stop = stops.get(targetId);
        if (stop === undefined)
          throw new Failure('profileFailed', `No profile of ${targets.get(targetId).name} is being taken.`);
        stop();
        return {};
      },
      'profiles/open': ({ file }, { signal }) => opened(file, {}, signal),
      'profiles/remove': async ({ profileId }) => {
        await list.remove(profileId);
        return {};
      },
    },
    close: list.close,
  };
}
