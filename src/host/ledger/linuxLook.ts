import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SeenProcess } from '../../analysis/ledger/seenProcess.ts';
import { limits } from '../../protocol/limits.ts';

/** Clock ticks per second in `/proc`; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
const pageBytes = 4_096;
/** A process so young may still become another program. */
const youngMs = 5_000;
/** What hardly ever changes is read anew after so many looks. */
const refreshLooks = 10;

type Standing = Pick<SeenProcess, 'executable' | 'command' | 'folder' | 'isOwn'> & {
  readonly mark: string;
  readonly look: number;
};

/** What one look at all processes found. */
export type ProcessLook = {
  readonly processes: readonly SeenProcess[];
  /** What the system did not tell, a sentence each. */
  readonly unknowns: readonly string[];
};

/** Runs short steps one after the other, and lets others have the loop every few milliseconds. */
export async function inSlices<Item>(items: readonly Item[], step: (item: Item) => void): Promise<void> {
  let since = performance.now();
  for (const item of items) {
    step(item);
    if (performance.now() - since < limits.ledgerSliceMs.value) continue;
    await nextTurn();
    since = performance.now();
  }
}

/** What `read` gives; undefined where the process has ended, or is not ours to look at. */
export function seen<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    // A process may end between any two looks, and others' files are closed to us: both are unknown.
    return undefined;
  }
}

const stateOf = (letter: string | undefined): SeenProcess['state'] =>
  letter === 'Z' || letter === 'X' ? 'zombie' : letter === 'T' || letter === 't' ? 'stopped' : 'running';

/** The numbers and letters of `/proc/PID/stat` after the name, which may hold spaces, brackets and line feeds itself. */
export const statFields = (text: string): readonly string[] =>
  text
    .slice(text.lastIndexOf(')') + 2)
    .trimEnd()
    .split(' ');

function standingOf(pid: number, name: string, mark: string, look: number): Standing {
  const own = process.getuid?.();
  return {
    mark,
    look,
    isOwn: seen(() => statSync(`/proc/${pid}`).uid) === own,
    // Of one that has ended, or is another user's, only the name is told.
    executable: seen(() => readlinkSync(`/proc/${pid}/exe`)) ?? name,
    command: (seen(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').split('\0').filter((word) => word !== ''),
    folder: seen(() => readlinkSync(`/proc/${pid}/cwd`)) ?? '',
  };
}

/** Looks at all processes of this machine, as `/proc` tells them; what stays the same is remembered between looks. */
export class LinuxLooks {
  private readonly standing = new Map<number, Standing>();
  private looks = 0;

  async look(now: number): Promise<ProcessLook> {
    this.looks += 1;
    const bootedAt = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? 0) * 1000;
    const pids = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
    const processes: SeenProcess[] = [];
    await inSlices(pids.slice(0, limits.ledgerScanMax.value), (pid) => {
      const found = this.one(pid, bootedAt, now);
      if (found !== undefined) processes.push(found);
    });
    const alive = new Set(processes.map(({ pid }) => pid));
    for (const pid of this.standing.keys()) if (!alive.has(pid)) this.standing.delete(pid);
    const unknowns = [
      ...(alive.has(1) ? [] : ["Other users' processes are hidden on this system (hidepid): a parent may be unseen."]),
      ...(pids.length > limits.ledgerScanMax.value
        ? [`Only ${limits.ledgerScanMax.value} of ${pids.length} processes were looked at.`]
        : []),
    ];
    return { processes, unknowns };
  }

  private one(pid: number, bootedAt: number, now: number): SeenProcess | undefined {
    const text = seen(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (text === undefined) return undefined;
    const fields = statFields(text);
    const field = (index: number) => Number(fields[index] ?? 0);
    const startKey = fields[19] ?? '';
    const startedAt = bootedAt + (Number(startKey) / ticksPerSecond) * 1000;
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const mark = `${startKey} ${name}`;
    const known = this.standing.get(pid);
    const isFresh =
      known?.mark === mark &&
      now - startedAt > youngMs &&
      this.looks - known.look < refreshLooks + (pid % refreshLooks);
    const standing = isFresh ? known : standingOf(pid, name, mark, this.looks);
    this.standing.set(pid, standing);
    const { look: _look, mark: _mark, ...facts } = standing;
    return {
      ...facts,
      pid,
      parentPid: field(1),
      startKey,
      startedAt,
      groupId: field(2),
      sessionId: field(3),
      state: stateOf(fields[0]),
      rssBytes: field(21) * pageBytes,
      cpuMs: ((field(11) + field(12)) / ticksPerSecond) * 1000,
      threads: field(17),
    };
  }
}
