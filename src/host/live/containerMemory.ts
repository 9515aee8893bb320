import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Bytes } from '../../protocol/units.ts';

/** What the container of a process lets it take, and what is taken of it. */
export type ContainerMemory = { readonly limit: Bytes; readonly used: Bytes };

const root = '/sys/fs/cgroup';
/** Larger than any memory: how the older form says that there is no limit. */
const noLimit = 2 ** 60;

async function numberIn(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value < noLimit ? value : null;
}

/** The folder of a group and those above it, the nearest first. */
function upwards(folder: string, top: string): readonly string[] {
  const folders = [folder];
  for (let next = folder; next !== top && next.startsWith(top); folders.push(next)) next = path.dirname(next);
  return folders;
}

/** The nearest limit that is the tightest: each group above has a word in it. */
async function tightest(folders: readonly string[], limitName: string, usedName: string) {
  let found: ContainerMemory | null = null;
  for (const folder of folders) {
    const limit = await numberIn(path.join(folder, limitName));
    if (limit === null || (found !== null && limit >= found.limit)) continue;
    found = { limit, used: (await numberIn(path.join(folder, usedName))) ?? 0 };
  }
  return found;
}

/**
 * The memory limit that the control groups of a process set, in their newer and older form; null where there is none, or
 * where the system does not tell.
 */
export async function containerMemory(pid: number): Promise<ContainerMemory | null> {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  for (const line of groups.split('\n')) {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) continue;
    if (controllers === '') {
      const found = await tightest(upwards(path.join(root, group), root), 'memory.max', 'memory.current');
      if (found !== null) return found;
    }
    if (controllers.split(',').includes('memory')) {
      const top = path.join(root, 'memory');
      const names = ['memory.limit_in_bytes', 'memory.usage_in_bytes'] as const;
      const found = await tightest(upwards(path.join(top, group), top), ...names);
      if (found !== null) return found;
    }
  }
  return null;
}
