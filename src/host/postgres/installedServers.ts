import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders in which installers put a server, each with one folder for a major version; null: the folder itself. */
const usualFolders: readonly (readonly [folder: string, major: RegExp | null])[] = [
  ['/usr/lib/postgresql', /^(\d+)$/],
  ['/usr', /^pgsql-(\d+)$/],
  ['/opt/homebrew/opt', /^postgresql@(\d+)$/],
  ['/usr/local/opt', /^postgresql@(\d+)$/],
  ['/Library/PostgreSQL', /^(\d+)$/],
  ['/usr/local/pgsql', null],
];

/** Servers older than this lack what our own is started with. */
const majorMin = 14;

/** Folders of PostgreSQL installations in the usual places of this machine, the newest first. */
export function installedServers(places = usualFolders): readonly string[] {
  return places
    .flatMap(([folder, major]) => {
      if (major === null) return [{ folder, version: majorMin }];
      return namesIn(folder).flatMap((name) => {
        const version = Number(major.exec(name)?.[1] ?? 0);
        return version < majorMin ? [] : [{ folder: path.join(folder, name), version }];
      });
    })
    .toSorted((a, b) => b.version - a.version)
    .map(({ folder }) => folder);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not a place where this machine keeps one.
    return [];
  }
}
