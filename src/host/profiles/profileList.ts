import { rm } from 'node:fs/promises';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Profile, ProfileId } from '../../protocol/profiles.ts';
import type { Broadcast } from '../channel/handlers.ts';
import { openDocuments } from '../store/documents.ts';
import type { Store } from '../store/store.ts';

/** The profiles of a workspace, kept over restarts: the newest first. Each change is told as `profiles/changed`. */
export type ProfileList = {
  readonly all: () => readonly Profile[];
  /** Throws the Failure `profileUnknown`. */
  readonly get: (profileId: ProfileId) => Profile;
  /**
   * Adds a profile, or replaces the one of the same file. Where there are too many the oldest leave, and with them files
   * of our own; those of the user stay.
   */
  readonly keep: (profile: Profile) => Profile;
  /** Takes it off the list; a file of our own is deleted. Throws the Failures `profileUnknown` and `fileUnreadable`. */
  readonly remove: (profileId: ProfileId) => Promise<void>;
  readonly close: () => void;
};

export function profileList(store: Store, broadcast: Broadcast): ProfileList {
  const documents = openDocuments<Profile>(store, {
    kind: 'profile',
    idOf: ({ profileId }) => profileId,
    atOf: ({ takenAt }) => takenAt,
    onChange: (profiles) => broadcast('profiles/changed', { profiles }),
  });
  const get: ProfileList['get'] = (profileId) => {
    const found = documents.list().find((one) => one.profileId === profileId);
    if (found === undefined) throw new Failure('profileUnknown', `There is no profile ${profileId}.`);
    return found;
  };
  return {
    all: documents.list,
    get,
    keep: (profile) => {
      const before = documents.list();
      documents.change((all) =>
        [profile, ...all.filter(({ file }) => file !== profile.file)]
          .toSorted((a, b) => b.takenAt - a.takenAt)
          .slice(0, limits.profilesMax.value),
      );
      const kept = new Set(documents.list().map(({ file }) => file));
      for (const { file, isOurs } of before)
        // What cannot be deleted takes room, and nothing else.
        if (isOurs === true && !kept.has(file)) void rm(file, { force: true }).catch(() => undefined);
      return profile;
    },
    remove: async (profileId) => {
      const { file, isOurs } = get(profileId);
      if (isOurs === true)
        await rm(file, { force: true }).catch((error: unknown) => {
          throw new Failure('fileUnreadable', `${file} could not be deleted.`, error);
        });
      documents.change((all) => all.filter((one) => one.profileId !== profileId));
    },
    close: documents.close,
  };
}
