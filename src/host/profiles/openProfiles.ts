import { stat } from 'node:fs/promises';
import type { ComparedProfiles } from '../../analysis/profile/comparedProfiles.ts';
import type { OpenedProfile } from '../../analysis/profile/openedProfile.ts';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { ComparisonBasis, Profile } from '../../protocol/profiles.ts';
import type { Bytes } from '../../protocol/units.ts';
import { fileFailure } from '../captures/fileFailure.ts';
import { sharedWork, type SharedWork } from '../heap/sharedWork.ts';
import type { Asking } from '../heap/openHeaps.ts';
import type { Places } from '../places/places.ts';
import type { Workers } from '../workers/workers.ts';
import { dearestPackages, frameFacts, type FrameFacts } from './frameFacts.ts';

/** A profile that was read, with what is known of its functions. */
export type HeldProfile = {
  readonly opened: OpenedProfile & { readonly fileBytes: Bytes };
  readonly facts: readonly FrameFacts[];
  readonly packages: readonly string[];
};

/** Two profiles that were compared; `facts` go with the functions of both. */
export type HeldComparison = {
  readonly before: OpenedProfile;
  readonly after: OpenedProfile;
  readonly compared: ComparedProfiles;
  readonly facts: readonly FrameFacts[];
  readonly packages: readonly string[];
  readonly basis: ComparisonBasis;
};

/** Profiles in memory: each is read at the first question, and those used longest ago are let go. */
export type OpenProfiles = {
  readonly open: (profile: Profile, asking: Asking) => Promise<HeldProfile>;
  readonly compare: (before: Profile, after: Profile, asking: Asking) => Promise<HeldComparison>;
};

/** Work by its key, done once for all who ask, the one used longest ago let go. */
function keptWork<Value>(entriesMax: number) {
  const kept = new Map<string, SharedWork<Value>>();
  return (key: string, signal: AbortSignal, begin: (signal: AbortSignal) => Promise<Value>): Promise<Value> => {
    const known = kept.get(key);
    const work: SharedWork<Value> =
      known ??
      sharedWork(begin, () => {
        if (kept.get(key) === work) kept.delete(key);
      });
    kept.delete(key);
    kept.set(key, work);
    const [oldest] = kept.keys();
    if (kept.size > entriesMax && oldest !== undefined) kept.delete(oldest);
    return work.join(signal);
  };
}

/** Numbers what was read: the same file read anew is another. */
function numbers() {
  const known = new WeakMap<object, number>();
  let next = 1;
  return (one: object): number => {
    const number = known.get(one) ?? next++;
    known.set(one, number);
    return number;
  };
}

const secondsOf = ({ lengthMs }: OpenedProfile) => (lengthMs ?? 0) / 1000;

/** What one sample of a profile stands for, in its unit; 0 where samples were not counted. */
const perSampleOf = ({ total, idle, sampleCount }: OpenedProfile) =>
  sampleCount > 0 ? (total + idle) / sampleCount : 0;

export function openProfiles(workers: Pick<Workers, 'run'>, places: Pick<Places, 'linesOf'>): OpenProfiles {
  const keyOf = numbers();
  const profiles = keptWork<HeldProfile>(limits.openProfilesMax.value);
  const comparisons = keptWork<HeldComparison>(limits.openProfilesMax.value);

  const open: OpenProfiles['open'] = async ({ file, label }, { signal, progress }) => {
    const { mtimeMs, size } = await stat(file).catch((error: unknown) => {
      throw fileFailure(error, file);
    });
    progress({ label: `Reading ${label}`, done: size, total: null, unit: 'bytes' });
    return profiles(`${mtimeMs} ${size} ${file}`, signal, async (own) => {
      const opened = await workers.run('openProfile', { file }, { signal: own });
      const facts = await frameFacts(opened.frames, opened.costs.total, places, own);
      return { opened, facts, packages: dearestPackages(facts, opened.costs.self) };
    });
  };

  return {
    open,
    compare: async (before, after, asking) => {
      if (before.kind !== after.kind)
        throw new Failure(
          'badRequest',
          `${before.label} is about ${before.kind === 'cpu' ? 'time' : 'allocations'}, ${after.label} is not: they cannot be compared.`,
        );
      const first = await open(before, asking);
      const second = await open(after, asking);
      return comparisons(`${keyOf(first)} ${keyOf(second)}`, asking.signal, async (own) => {
        const isTimed = secondsOf(first.opened) > 0 && secondsOf(second.opened) > 0;
        const input = ({ opened }: HeldProfile) => ({
          tree: opened.tree,
          frames: opened.frames,
          scale: isTimed ? 1 / secondsOf(opened) : 1,
          perSample: perSampleOf(opened),
        });
        const compared = await workers.run(
          'compareProfiles',
          { before: input(first), after: input(second) },
          { signal: own },
        );
        const { self } = compared.after;
        const facts = await frameFacts(compared.frames, self, places, own);
        return {
          before: first.opened,
          after: second.opened,
          compared,
          facts,
          packages: dearestPackages(facts, self),
          basis: isTimed ? 'perSecond' : 'asMeasured',
        };
      });
    },
  };
}
