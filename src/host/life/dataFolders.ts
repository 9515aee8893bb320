import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { temporaryDataPrefix } from '../../protocol/hostLaunch.ts';
import { isProcessAlive } from './isProcessAlive.ts';

/** The folders of one host, made and closed to other users. */
export type DataFolders = {
  readonly data: string;
  readonly captures: string;
  /** Where analyses are kept for all hosts of the user; made when it is needed. */
  readonly analyses: string;
  /** The PostgreSQL installation that the user chose for our own server; null to look for one. */
  readonly postgres: string | null;
  /** True where nothing is kept after this host. */
  readonly isTemporary: boolean;
  /** Removes the data where it was temporary. */
  readonly close: () => void;
};

const temporaryName = new RegExp(`^${temporaryDataPrefix}(\\d+)-`);

/** The folder of a workspace's data where nobody chose one: XDG's data home, by the hash of the workspace's path. */
export function defaultDataFolder(workspace: string, environment: NodeJS.ProcessEnv): string {
  const xdg = environment['XDG_DATA_HOME'];
  const home =
    process.platform === 'win32'
      ? (environment['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData', 'Local'))
      : xdg !== undefined && path.isAbsolute(xdg)
        ? xdg
        : path.join(os.homedir(), '.local', 'share');
  const hash = createHash('sha256').update(path.resolve(workspace)).digest('hex').slice(0, 16);
  return path.join(home, 'pitstop', hash);
}

/** The folder of what can be made again, for all workspaces: XDG's cache home or the system's counterpart. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const xdg = environment['XDG_CACHE_HOME'];
  if (xdg !== undefined && path.isAbsolute(xdg)) return path.join(xdg, 'pitstop');
  if (process.platform === 'win32')
    return path.join(environment['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData', 'Local'), 'pitstop', 'cache');
  const parent = process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache'];
  return path.join(os.homedir(), ...parent, 'pitstop');
}

/** A temporary data folder that names its host, so that what a killed host left can be told from what is in use. */
function temporaryDataFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), `${temporaryDataPrefix}${process.pid}-`));
}

/** Removes the temporary data folders of hosts that are gone. Those of other users are not ours to remove. */
export function removeLeftFolders(parent = os.tmpdir()): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(temporaryName.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || isProcessAlive(pid)) continue;
    try {
      rmSync(path.join(parent, name), { recursive: true, force: true });
    } catch {
      // Another user's: it stays.
    }
  }
}

const makeFolder = (folder: string) => mkdirSync(folder, { recursive: true, mode: 0o700 });

/** Makes the folders. `data` null asks for a temporary one; `captures` null for the one inside the data folder. */
export function openDataFolders(place: {
  readonly data: string | null;
  readonly captures: string | null;
  readonly postgres: string | null;
}): DataFolders {
  const data = place.data === null ? temporaryDataFolder() : path.resolve(place.data);
  const captures = place.captures === null ? path.join(data, 'captures') : path.resolve(place.captures);
  makeFolder(data);
  makeFolder(captures);
  return {
    data,
    captures,
    analyses: path.join(cacheFolder(process.env), 'heaps'),
    postgres: place.postgres,
    isTemporary: place.data === null,
    close: () => {
      if (place.data === null) rmSync(data, { recursive: true, force: true });
    },
  };
}
