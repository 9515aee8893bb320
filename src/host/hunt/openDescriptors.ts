import { readdir, readlink } from 'node:fs/promises';
import type { Count } from '../../protocol/units.ts';

/** What a process has open. */
export type Descriptors = {
  readonly total: Count;
  readonly sockets: Count;
  readonly files: Count;
  readonly pipes: Count;
};

/** Links read at once: a list of thousands is no load on the disk, and no long turn of the loop. */
const batch = 64;

/** The open descriptors of a process by kind; null where the system does not tell, or the process is gone. */
export async function openDescriptors(pid: number): Promise<Descriptors | null> {
  const folder = `/proc/${pid}/fd`;
  try {
    const names = await readdir(folder);
    const links: string[] = [];
    for (let at = 0; at < names.length; at += batch)
      links.push(
        ...(await Promise.all(
          names.slice(at, at + batch).map((name) => readlink(`${folder}/${name}`).catch(() => '')),
        )),
      );
    const those = (pattern: RegExp) => links.filter((link) => pattern.test(link)).length;
    return { total: names.length, sockets: those(/^socket:/), files: those(/^\//), pipes: those(/^pipe:/) };
  } catch {
    // No such folder on this system, or no longer: unknown, not zero.
    return null;
  }
}
