import type { Finding } from './findings.ts';
import type { Place } from './places.ts';
import type { TargetId } from './targets.ts';
import type { Bytes, Count, EpochMs, Milliseconds, Ratio } from './units.ts';

/** What a process does in an agent system, told from its command, its files and its behaviour. */
export const processRoles = [
  'gateway',
  'agent',
  'mcp-server',
  'worker',
  'tool',
  'dev-server',
  'launcher',
  'editor',
  'pitstop',
  'other',
] as const;
export type ProcessRole = (typeof processRoles)[number];

/** A process that the ledger lists. Null is unknown, never zero. */
export type LedgerProcess = {
  readonly pid: number;
  readonly parentPid: number;
  /** With the pid the process's identity. */
  readonly startKey: string;
  readonly startedAt: EpochMs;
  readonly ageMs: Milliseconds;
  /** The script's file name, the package, or the program. */
  readonly name: string;
  /** The command line; what may be a secret in it is replaced. */
  readonly command: string;
  readonly folder: string | null;
  readonly role: ProcessRole;
  readonly state: 'running' | 'stopped' | 'zombie';
  readonly rssBytes: Bytes;
  /** Its share of the memory that it has in common with others; sums of it are true. */
  readonly pssBytes: Bytes | null;
  /** Of one core, since the look before. */
  readonly cpuShare: Ratio | null;
  readonly descriptors: Count | null;
  readonly threads: Count;
  /** Its parent is gone, and so is the other end of what it reads from: nobody can use it any more. */
  readonly orphan: boolean;
  /** Why it is an orphan, or, with a parent that is gone, why it is none. */
  readonly orphanReason: string | null;
  /** The oldest process that serves the same under the same parent. */
  readonly duplicateOf: number | null;
  /** Nobody holds the other end of its standard input or of its channel. */
  readonly stdioPeerGone: boolean | null;
  /** Accepts connections. */
  readonly listens: boolean | null;
  /** The container it runs in, where that is not ours. */
  readonly container: string | null;
  /** Why it cannot be reaped; null where it can. */
  readonly keepReason: string | null;
  /** The watched target that it is. */
  readonly targetId: TargetId | null;
  /** The line of the call that started it, where its parent is watched. */
  readonly spawnPlace: Place | null;
};

/** A child of a watched program, from its start to its end. */
export type ChildLife = {
  readonly targetId: TargetId;
  readonly pid: number | null;
  readonly kind: 'process' | 'thread';
  readonly name: string;
  readonly startedAt: EpochMs;
  /** The first byte on its standard output; for a thread, when it ran. */
  readonly firstOutputAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
};

/** One line that starts children, and what became of those of the last minutes. */
export type SpawnSite = {
  readonly targetId: TargetId;
  readonly kind: 'process' | 'thread';
  readonly name: string;
  readonly command: string;
  readonly place: Place | null;
  readonly startedCount: Count;
  readonly runningCount: Count;
  readonly perSecond: number;
  /** Medians; null where none has come so far. */
  readonly lifeMs: Milliseconds | null;
  readonly startMs: Milliseconds | null;
};

export type LedgerTotals = {
  readonly processes: Count;
  /** Sums over those where it is known; null where it is known of none. */
  readonly pssBytes: Bytes | null;
  readonly cpuShare: Ratio | null;
  readonly descriptors: Count | null;
  readonly orphans: Count;
  readonly orphanBytes: Bytes | null;
  readonly duplicates: Count;
  readonly duplicateBytes: Bytes | null;
};

export type Ledger = {
  readonly at: EpochMs;
  /** Parents before their children, siblings by age. */
  readonly processes: readonly LedgerProcess[];
  readonly totals: LedgerTotals;
  readonly spawns: readonly SpawnSite[];
  /** Children of the last seconds, the oldest first. */
  readonly lives: readonly ChildLife[];
  readonly findings: readonly Finding[];
  /** What this system does not tell, a sentence each. */
  readonly unknowns: readonly string[];
};

/** What became of a process that was to be reaped. */
export type ReapedProcess = {
  readonly pid: number;
  readonly name: string;
  readonly outcome: 'ended' | 'killed' | 'gone' | 'refused' | 'stays';
  readonly reason: string | null;
  /** Memory that came free, where it was known. */
  readonly freedBytes: Bytes | null;
};
