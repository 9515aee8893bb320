import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import { probeFileName } from '../../protocol/probeChannel.ts';
import type { Place } from '../../protocol/places.ts';
import type { Profile, ProfileFunction, ProfileId, ProfileKind, ProfileSummary } from '../../protocol/profiles.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Broadcast, Handlers } from '../channel/handlers.ts';
import type { JobControl, Jobs } from '../jobs/jobs.ts';
import type { Places } from '../places/places.ts';
import type { Targets } from '../session/targets.ts';
import type { Workers } from '../workers/workers.ts';

type ProfileMethods = `profiles/${'list' | 'summary' | 'take' | 'stop' | 'open'}`;

/** CPU and allocation profiles: taken of targets, or opened from files. */
export type ProfilesPart = { readonly handlers: Handlers<ProfileMethods> };

export type ProfilesGround = {
  /** Where profiles go that are given no file. */
  readonly folder: string;
  readonly broadcast: Broadcast;
  readonly jobs: Pick<Jobs, 'start'>;
  readonly targets: Pick<Targets, 'get' | 'profiler'>;
  readonly places: Places;
  readonly workers: Pick<Workers, 'run'>;
  readonly now: () => EpochMs;
};

const endings: Readonly<Record<ProfileKind, string>> = { cpu: '.cpuprofile', heap: '.heapprofile' };
const lookEveryMs = 250;

/** Resolves when the time is over or `stop` is called; rejects when the job is cancelled. Tells how far it is. */
function passed(seconds: number, { signal, progress }: JobControl, onStop: (stop: () => void) => void): Promise<void> {
  const startedAt = performance.now();
  const totalMs = seconds * 1000;
  return new Promise((resolve, reject) => {
    const end = () => {
      clearInterval(telling);
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    const abort = () => {
      end();
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const done = () => {
      end();
      resolve();
    };
    const telling = setInterval(() => {
      progress({ label: 'Profiling', done: performance.now() - startedAt, total: totalMs, unit: 'ms' });
    }, lookEveryMs);
    const timer = setTimeout(done, totalMs);
    onStop(done);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

/** The places of the functions that are the user's own; Node's own have none. */
async function placeOf(frame: Omit<ProfileFunction, 'place'>, places: Places): Promise<Place | null> {
  if (frame.url === '' || frame.url.startsWith('node:') || frame.line < 1) return null;
  const at = { scriptId: 0, url: frame.url, line: frame.line - 1, column: Math.max(0, frame.column - 1) };
  return places.placeOf(at).catch(() => null);
}

export function profilesPart({ folder, broadcast, jobs, targets, places, workers, now }: ProfilesGround): ProfilesPart {
  let profiles: readonly Profile[] = [];
  const stops = new Map<TargetId, () => void>();
  const taking = new Set<TargetId>();
  const keep = (profile: Profile): Profile => {
    const others = profiles.filter(({ profileId }) => profileId !== profile.profileId);
    profiles = [...others, profile].slice(-limits.profilesMax.value);
    broadcast('profiles/changed', { profiles });
    return profile;
  };
  const find = (profileId: ProfileId): Profile => {
    const found = profiles.find((one) => one.profileId === profileId);
    if (found === undefined) throw new Failure('profileUnknown', `There is no profile ${profileId}.`);
    return found;
  };
  const opened = async (file: string, about: Partial<Profile>): Promise<Profile> => {
    const { kind, lengthMs, fileBytes } = await workers.run('readProfile', { file, functionsMax: 1 });
    return {
      profileId: randomUUID(),
      kind,
      label: path.basename(file),
      file,
      fileBytes,
      takenAt: now(),
      lengthMs,
      ...about,
    };
  };

  const take = async (
    target: Target,
    kind: ProfileKind,
    seconds: number,
    wanted: string | null,
    control: JobControl,
  ): Promise<ProfileId> => {
    const { targetId, name } = target;
    const profiler = targets.profiler(targetId);
    const stamp = new Date(now()).toISOString().replace(/[:.]/g, '-');
    const file = wanted ?? path.join(folder, `${name.replace(/[^\w.-]+/g, '_')}-${stamp}${endings[kind]}`);
    if (existsSync(file)) throw new Failure('profileFailed', `${file} is there already, and is not written over.`);
    await mkdir(path.dirname(file), { recursive: true });
    control.signal.throwIfAborted();
    await profiler.start(kind);
    try {
      await passed(seconds, control, (stop) => stops.set(targetId, stop));
    } catch (error) {
      profiler.drop();
      throw error;
    } finally {
      stops.delete(targetId);
    }
    control.progress({ label: 'Writing the profile', done: 0, total: null, unit: 'ms' });
    await profiler.finish(file);
    return keep(await opened(file, { targetId, targetName: name })).profileId;
  };

  return {
    handlers: {
      'profiles/list': () => profiles,
      'profiles/summary': async ({ profileId, functionsMax }): Promise<ProfileSummary> => {
        const profile = find(profileId);
        const read = await workers.run('readProfile', { file: profile.file, functionsMax });
        const functions = read.functions.flatMap(({ name, url, line, column, self, total }) =>
          // What the probe itself did is no part of the program.
          url.endsWith(probeFileName) ? [] : [{ name, url, line: line + 1, column: column + 1, self, total }],
        );
        return {
          profile,
          unit: read.kind === 'cpu' ? 'ms' : 'bytes',
          total: read.total,
          idle: read.idle,
          sampleCount: read.sampleCount,
          functionCount: read.functionCount,
          functions: await Promise.all(functions.map(async (one) => ({ ...one, place: await placeOf(one, places) }))),
        };
      },
      'profiles/take': ({ targetId, kind, seconds, file }) => {
        const target = targets.get(targetId);
        if (taking.has(targetId))
          throw new Failure('profileFailed', `A profile of ${target.name} is being taken already.`);
        taking.add(targetId);
        const what = kind === 'cpu' ? 'CPU profile' : 'Allocation profile';
        return {
          jobId: jobs.start({ kind: 'profile', title: `${what} of ${target.name}` }, async (control) => {
            try {
              return [await take(target, kind, seconds, file, control)];
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
      'profiles/open': async ({ file }) => keep(await opened(file, {})),
    },
  };
}
