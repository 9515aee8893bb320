import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isProcessAlive } from '../life/isProcessAlive.ts';

/** Where probes find the host: a socket in a folder that only its owner may enter, or a named pipe on Windows. */
export type SocketPlace = {
  readonly socket: string;
  /** Removes the folder. */
  readonly remove: () => void;
};

const prefix = 'pitstop-probe-';
/** A unix socket's path may be 104 bytes long on macOS, 108 on Linux. */
const socketPathBytesMax = 100;

/** Removes the folders that hosts left which were killed. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (!Number.isSafeInteger(pid) || pid === process.pid || isProcessAlive(pid)) continue;
    const abandoned = path.join(folder, name);
    try {
      if (statSync(abandoned).uid === process.getuid?.()) rmSync(abandoned, { recursive: true, force: true });
    } catch {
      // Another host was quicker.
    }
  }
}

export function socketPlace(temporaryFolder = tmpdir()): SocketPlace {
  if (process.platform === 'win32') {
    return { socket: `\\\\.\\pipe\\${prefix}${randomBytes(16).toString('hex')}`, remove: () => undefined };
  }
  const longest = Buffer.byteLength(path.join(temporaryFolder, `${prefix}4194304-XXXXXX/s`));
  const folder = longest > socketPathBytesMax ? '/tmp' : temporaryFolder;
  removeAbandoned(folder);
  const own = mkdtempSync(path.join(folder, `${prefix}${process.pid}-`));
  return { socket: path.join(own, 's'), remove: () => rmSync(own, { recursive: true, force: true }) };
}
