import type { Bytes, Count, EpochMs, Milliseconds } from '../../protocol/units.ts';

/** A process as the system tells it in one look. */
export type SeenProcess = {
  readonly pid: number;
  readonly parentPid: number;
  /** Ticks or seconds: with the pid the identity, and in order within one system. */
  readonly startKey: string;
  readonly startedAt: EpochMs;
  /** Null where the system does not tell. */
  readonly groupId: number | null;
  readonly sessionId: number | null;
  /** True where it belongs to the user. */
  readonly isOwn: boolean;
  readonly state: 'running' | 'stopped' | 'zombie';
  readonly executable: string;
  readonly command: readonly string[];
  /** Empty where it is not known. */
  readonly folder: string;
  readonly rssBytes: Bytes;
  readonly cpuMs: Milliseconds;
  readonly threads: Count;
};

/** Where an end of a process's standard input or output leads. */
export type StdioEnd = 'open' | 'gone' | 'null' | 'file' | 'terminal' | 'closed' | 'unknown';

/** What a closer look at a process shows; made only for those that matter. */
export type ProcessEvidence = {
  readonly stdin: StdioEnd;
  readonly stdout: StdioEnd;
  /** What carries its standard input: a program's socket, a shell's pipe, or something else. */
  readonly stdinKind: 'socket' | 'pipe' | 'other';
  /** The channel of a forked process; null where it has none. */
  readonly channel: StdioEnd | null;
  readonly listens: boolean | null;
  readonly descriptors: Count | null;
  /** The main process of a unit of the system's service manager. */
  readonly isService: boolean;
  readonly container: string | null;
  readonly hints: ScriptHints;
};

/** What the text of a script speaks of. */
export type ScriptHints = {
  readonly servesMcp: boolean;
  readonly usesMcp: boolean;
  readonly callsModels: boolean;
};

export const noHints: ScriptHints = { servesMcp: false, usesMcp: false, callsModels: false };
