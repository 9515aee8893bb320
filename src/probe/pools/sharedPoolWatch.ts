import { openPoolWatch, type PoolWatch } from './poolWatch.ts';

type User = 'tuning' | 'live';

/** The one watch over the program's pools of `pg`, for those who tune and those who look on. */
export type SharedPoolWatch = {
  /** The watch, opened by its first user. */
  readonly use: (user: User) => PoolWatch;
  /** Sizes go back when the tuning leaves; everything else when the last user has left. */
  readonly leave: (user: User) => void;
};

export function sharedPoolWatch(cache: NodeJS.Dict<NodeJS.Module>, onError: (error: unknown) => void): SharedPoolWatch {
  const users = new Set<User>();
  let watch: PoolWatch | undefined;
  return {
    use: (user) => {
      users.add(user);
      watch ??= openPoolWatch(cache, onError);
      return watch;
    },
    leave: (user) => {
      if (!users.delete(user)) return;
      if (user === 'tuning') watch?.endTuning();
      if (users.size > 0) return;
      watch?.close();
      watch = undefined;
    },
  };
}
