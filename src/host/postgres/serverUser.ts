import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Failure } from '../../protocol/failures.ts';

/** Who the server runs as; null is whoever runs the host. PostgreSQL refuses to run as root. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

/** The user `nobody` of Linux: it has an entry in every password file, which PostgreSQL insists on. */
const nobody = { uid: 65_534, gid: 65_534 } as const;

/** Throws the Failure `postgresFailed` where there is no such user here. */
export function serverUser(): ServerUser {
  if (process.platform === 'win32')
    throw new Failure(
      'postgresFailed',
      'the embedded PostgreSQL does not run on Windows; connect to a server of yours',
    );
  if (process.getuid?.() !== 0) return null;
  if (process.platform === 'linux') return nobody;
  throw new Failure('postgresFailed', 'the embedded PostgreSQL does not run as root here; run as another user');
}

/** Hands a file or folder to the server's user. */
export function giveTo(user: ServerUser, file: string): void {
  if (user !== null) chownSync(file, user.uid, user.gid);
}

/** True when every folder on the way lets others through. */
function letsOthersThrough(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found !== undefined && (found.mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/**
 * Makes a folder of the host's: its own alone, or one that the server's user may pass. Throws the Failure
 * `postgresFailed` where somebody else has put one there.
 */
export function makeServerFolder(folder: string, user: ServerUser): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (user !== null && found.uid !== 0))
    throw new Failure('postgresFailed', `${folder} is not a folder of the host's own; remove it`);
  chmodSync(folder, user === null ? 0o700 : 0o711);
}

const besideFolder = '/var/tmp';
const besidePrefix = 'pitstop-postgres-';

/** Removes what lies beside the temporary files for data folders that are gone. */
function removeAbandoned(): void {
  for (const name of readdirSync(besideFolder).filter((entry) => entry.startsWith(besidePrefix))) {
    const folder = path.join(besideFolder, name);
    const note = path.join(folder, 'for');
    if (existsSync(note) && !existsSync(readFileSync(note, 'utf8'))) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The folder under which servers live: inside `dataFolder`, readable by its owner alone. Where the host runs as root and
 * `dataFolder` is closed to the server's user, it is one in /var/tmp, named after `dataFolder`, and gone with it.
 */
export function serversFolder(dataFolder: string, user: ServerUser): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (user === null || letsOthersThrough(dataFolder)) {
    const inside = path.join(dataFolder, 'postgres');
    makeServerFolder(inside, user);
    return inside;
  }
  removeAbandoned();
  const key = createHash('sha256').update(path.resolve(dataFolder)).digest('hex').slice(0, 12);
  const beside = path.join(besideFolder, `${besidePrefix}${key}`);
  makeServerFolder(beside, user);
  writeFileSync(path.join(beside, 'for'), path.resolve(dataFolder), { mode: 0o600 });
  return beside;
}
