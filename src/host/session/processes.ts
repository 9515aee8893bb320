import type { Bytes, EpochMs } from '../../protocol/units.ts';

/** A process of this machine, as the system tells it. */
export type ProcessFacts = {
  readonly pid: number;
  readonly parentPid: number;
  /** With the pid this is the process's identity: pids are reused, start times of one pid are not. */
  readonly startKey: string;
  readonly startedAt: EpochMs;
  readonly userId: number;
  readonly state: 'running' | 'stopped' | 'ended';
  readonly executable: string;
  /** The executable as it was called, and its arguments. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly rssBytes: Bytes;
};

/** What the system tells about processes. Everything is read anew at each call. */
export type Processes = {
  readonly find: (pid: number) => Promise<ProcessFacts | undefined>;
  /** Processes of the user whose executable is Node's. */
  readonly nodeProcesses: () => Promise<readonly ProcessFacts[]>;
  /** The start key alone, at once; undefined where the process is gone or has ended. */
  readonly startKeyOf: (pid: number) => string | undefined;
  /** TCP ports the process listens on. */
  readonly listeningPorts: (pid: number) => Promise<readonly number[]>;
  /** Who listens on a port, as `pid` sees it; `free` when nobody does, `unknown` when it is not ours to see. */
  readonly portOwner: (port: number, pid: number) => Promise<ProcessFacts | 'free' | 'unknown'>;
  /** Whether SIGUSR1 would be caught. A process that does not catch it dies of it. Null where the system does not tell. */
  readonly catchesInspectorSignal: (pid: number) => Promise<boolean | null>;
  /** NODE_OPTIONS the process was started with; empty where it has none or the system does not tell. */
  readonly nodeOptionsOf: (pid: number) => string;
  /** True where the process sees other files, ports or pids than we do, as in a container. */
  readonly isElsewhere: (pid: number) => boolean;
};

/** True for the file names under which Node is installed: `node`, `nodejs`, `node24`, `node-22`. */
export function isNodeExecutable(executable: string): boolean {
  const name = executable.replace(/ \(deleted\)$/, '').replace(/^.*[\\/]/, '');
  return /^node(js)?([-_.]?v?\d[\d.]*)?(\.exe)?$/.test(name);
}
