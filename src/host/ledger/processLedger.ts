import { readFileSync } from 'node:fs';
import { systemRows, type SystemRow } from '../../analysis/ledger/ledgerRows.ts';
import { parentGone } from '../../analysis/ledger/orphans.ts';
import { noHints, type ProcessEvidence, type SeenProcess } from '../../analysis/ledger/seenProcess.ts';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bytes, EpochMs, Ratio } from '../../protocol/units.ts';
import { closerLook, isLeftAlone } from './closerLook.ts';
import { inSlices, LinuxLooks, seen, type ProcessLook } from './linuxLook.ts';
import { agentProcesses, ownPids, pidsAbove, treeOf } from './listedProcesses.ts';
import { psLook } from './psLook.ts';
import { openScriptHints } from './scriptHints.ts';
import { socketTableOf } from './stdioEnds.ts';

/** The ledger of this machine's processes, as far as the system itself tells. */
export type ProcessLedger = {
  /**
   * The agent systems of the user; with a pid that process, all below it, and what has strayed from it. The look is at
   * most one second old. Throws the Failure `targetGone`.
   */
  readonly read: (pid: number | null) => Promise<LedgerRows>;
  /** The same, looked at anew, with these processes in it whatever they are. */
  readonly readAnew: (pids: ReadonlySet<number>) => Promise<LedgerRows>;
};

export type LedgerRows = {
  readonly at: EpochMs;
  readonly rows: readonly SystemRow[];
  readonly unknowns: readonly string[];
};

export type LedgerOptions = {
  /** The folder of our own programs. */
  readonly programFolder: string;
  /** This host: what is above and below it is never ended. */
  readonly hostPid: number;
  readonly now: () => EpochMs;
  readonly platform?: NodeJS.Platform;
};

type Look = ProcessLook & { readonly at: EpochMs; readonly cpuShare: ReadonlyMap<number, Ratio> };

const identity = ({ pid, startKey }: SeenProcess) => `${pid}-${startKey}`;
/** CPU time is told in hundredths of a second: shorter stretches say nothing. */
const cpuStretchMs = 200;

/** Looks at processes at most once a second, and sees their CPU time from one look to the next. */
class Looks {
  private readonly linux = new LinuxLooks();
  private readonly options: LedgerOptions;
  private last: Promise<Look> | undefined;
  private lastAt = -Infinity;
  private cpu: { readonly at: EpochMs; readonly ms: ReadonlyMap<string, number> } | undefined;
  private shares: ReadonlyMap<number, Ratio> = new Map();

  constructor(options: LedgerOptions) {
    this.options = options;
  }

  get(isFresh: boolean): Promise<Look> {
    const now = performance.now();
    if (this.last !== undefined && !isFresh && now - this.lastAt < limits.ledgerLookMs.value) return this.last;
    this.lastAt = now;
    this.last = this.look();
    this.last.catch(() => (this.last = undefined));
    return this.last;
  }

  private async look(): Promise<Look> {
    const { now, platform = process.platform } = this.options;
    if (platform !== 'linux' && platform !== 'darwin')
      throw new Failure('ledgerUnknown', `Processes cannot be listed on ${platform} yet.`);
    const at = now();
    const found = platform === 'linux' ? await this.linux.look(at) : await psLook();
    const before = this.cpu;
    if (before === undefined || at - before.at >= cpuStretchMs || at < before.at) {
      this.shares = new Map(
        found.processes.flatMap((one) => {
          const earlier = before?.ms.get(identity(one));
          if (before === undefined || earlier === undefined || at <= before.at) return [];
          return [[one.pid, Math.max(0, one.cpuMs - earlier) / (at - before.at)] as const];
        }),
      );
      this.cpu = { at, ms: new Map(found.processes.map((one) => [identity(one), one.cpuMs])) };
    }
    return { ...found, at, cpuShare: this.shares };
  }
}

/** Shares of memory, which are dear to read, remembered for a while. */
class SharedMemory {
  private readonly known = new Map<string, { readonly at: number; readonly bytes: Bytes }>();

  async of(processes: readonly SeenProcess[]): Promise<ReadonlyMap<number, Bytes>> {
    const now = performance.now();
    const found = new Map<number, Bytes>();
    await inSlices(processes, (process) => {
      const entry = this.known.get(identity(process));
      const bytes =
        entry !== undefined && now - entry.at < limits.ledgerPssMs.value ? entry.bytes : readPss(process.pid);
      if (bytes === undefined) return;
      if (bytes !== entry?.bytes || now - (entry?.at ?? 0) >= limits.ledgerPssMs.value)
        this.known.set(identity(process), { at: now, bytes });
      found.set(process.pid, bytes);
    });
    for (const [key, { at }] of this.known) if (now - at > limits.ledgerPssMs.value * 2) this.known.delete(key);
    return found;
  }
}

function readPss(pid: number): Bytes | undefined {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(seen(() => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Opens the ledger. Nothing is looked at before it is asked. */
export function openProcessLedger(options: LedgerOptions): ProcessLedger {
  const looks = new Looks(options);
  const memory = new SharedMemory();
  const hintsOf = openScriptHints();
  const isLinux = (options.platform ?? process.platform) === 'linux';

  const evidenceOf = async (listed: readonly SeenProcess[], all: ReadonlyMap<number, SeenProcess>) => {
    if (!isLinux) return new Map<number, ProcessEvidence>(listed.map(({ pid }) => [pid, unseenEvidence]));
    const takenOver = new Set(
      listed.filter((one) => parentGone(one, all.get(one.parentPid), undefined) !== 'no').map(({ pid }) => pid),
    );
    return closerLook(listed, [...all.values()], takenOver, hintsOf);
  };

  const agentsIn = (all: ReadonlyMap<number, SeenProcess>) => {
    const sockets = isLinux ? socketTableOf('self') : undefined;
    return agentProcesses(all, (one) => sockets !== undefined && isLeftAlone(one.pid, sockets));
  };

  const rowsOf = async (
    look: Look,
    choose: (all: ReadonlyMap<number, SeenProcess>) => ReadonlySet<number>,
  ): Promise<LedgerRows> => {
    const all = new Map(look.processes.map((one) => [one.pid, one]));
    const chosen = choose(all);
    const inOrder = look.processes
      .filter((one) => chosen.has(one.pid))
      .toSorted((one, other) => Number(one.startKey) - Number(other.startKey) || one.pid - other.pid);
    const listed = inOrder.slice(-limits.ledgerRowsMax.value);
    const evidence = await evidenceOf(listed, all);
    const rows = systemRows({
      at: look.at,
      all,
      listed,
      evidence,
      pss: isLinux ? await memory.of(listed) : new Map(),
      cpuShare: look.cpuShare,
      pitstop: ownPids(all, { pid: options.hostPid, folder: options.programFolder }),
      ancestors: pidsAbove(all, options.hostPid),
    });
    const cut = inOrder.length - listed.length;
    const unknowns = [
      ...look.unknowns,
      ...(cut > 0 ? [`The oldest ${cut} of ${inOrder.length} processes are left out.`] : []),
    ];
    return { at: look.at, rows, unknowns };
  };
  return {
    read: async (pid) =>
      rowsOf(await looks.get(false), (all) => {
        if (pid === null) return agentsIn(all);
        if (!all.has(pid)) throw new Failure('targetGone', `There is no process ${pid}.`);
        return treeOf(all, pid);
      }),
    readAnew: async (pids) => rowsOf(await looks.get(true), (all) => new Set([...agentsIn(all), ...pids])),
  };
}

const unseenEvidence: ProcessEvidence = {
  stdin: 'unknown',
  stdout: 'unknown',
  stdinKind: 'other',
  channel: null,
  listens: null,
  descriptors: null,
  isService: false,
  container: null,
  hints: noHints,
};
