import type { ProcessRole } from '../../protocol/ledger.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import type { SeenProcess } from './seenProcess.ts';

/** Younger ones may be one for each turn, which is another matter. */
const settledMs: Partial<Record<ProcessRole, Milliseconds>> = { 'mcp-server': 1_000, tool: 5_000 };

/** A process that may serve the same as another one. */
export type ServerProcess = {
  readonly process: SeenProcess;
  readonly role: ProcessRole;
  readonly ageMs: Milliseconds;
  /** The nearest process above that is no launcher; 0 where there is none left. */
  readonly ownerPid: number;
};

/** For each duplicate the pid of the oldest that serves the same: same command, same folder, same owner. */
export function duplicates(servers: readonly ServerProcess[]): ReadonlyMap<number, number> {
  const groups = new Map<string, SeenProcess[]>();
  for (const { process, role, ageMs, ownerPid } of servers) {
    const settled = settledMs[role];
    if (settled === undefined || ageMs < settled || process.state === 'zombie') continue;
    const key = JSON.stringify([ownerPid, process.folder, process.command]);
    groups.set(key, [...(groups.get(key) ?? []), process]);
  }
  const found = new Map<number, number>();
  for (const group of groups.values()) {
    const [oldest, ...others] = group.toSorted(
      (one, other) => Number(one.startKey) - Number(other.startKey) || one.pid - other.pid,
    );
    for (const { pid } of others) if (oldest !== undefined) found.set(pid, oldest.pid);
  }
  return found;
}
