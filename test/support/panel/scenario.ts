import type { FindingState } from '../../../src/protocol/findings.ts';

/** What the far end of the wire shows: how much there is, and what is wrong. */
export type Scenario = {
  /** How many targets; the first is watched and has fifteen minutes of history. */
  readonly targets: number;
  readonly captures: number;
  readonly findings: number;
  /** Rows of each list of classes. */
  readonly classes: number;
  readonly targetState: 'watching' | 'lost' | 'ended';
  /** A snapshot that could not be read to its end. */
  readonly isPartial: boolean;
  /** Reading a snapshot goes on and on. */
  readonly isReading: boolean;
  /** Reading a snapshot fails. */
  readonly isUnreadable: boolean;
  /** The two snapshots are of different processes. */
  readonly isOtherProcess: boolean;
  /** Minutes of history. */
  readonly historyMinutes: number;
  readonly job: 'none' | 'running' | 'failed' | 'explain' | 'hunt';
  /** Plans in the list. The first is of the history query. */
  readonly plans: number;
  /** Nodes of the first plan; 0: as the history query has them. */
  readonly planNodes: number;
  readonly database: 'none' | 'server' | 'embedded' | 'production';
  /** What trying out the index gave: a gain, none, or it was not tried. */
  readonly proof: 'gain' | 'none' | 'untried';
  /** The state of the finding about the index. */
  readonly indexState: FindingState;
  readonly experiments: number;
  /** Orphans in the ledger; with none of them all is well, and without targets it is empty. */
  readonly orphans: number;
  /** Profiles in the list; the third is of allocations. */
  readonly profiles: number;
  /** What reading a profile gives. */
  readonly profile: 'full' | 'large' | 'empty' | 'unreadable' | 'reading';
  readonly hunt: 'none' | 'running' | 'leak' | 'cleared';
};

export const fullScenario: Scenario = {
  targets: 1,
  captures: 3,
  findings: 4,
  classes: 140,
  targetState: 'watching',
  isPartial: false,
  isReading: false,
  isUnreadable: false,
  isOtherProcess: false,
  historyMinutes: 15,
  job: 'none',
  plans: 4,
  planNodes: 0,
  database: 'server',
  proof: 'gain',
  indexState: 'proven',
  experiments: 5,
  orphans: 6,
  profiles: 3,
  profile: 'full',
  hunt: 'leak',
};

/** What the test may do to the wire, from outside the page. */
export type Wire = {
  readonly lose: (reason: string, retryInMs?: number) => void;
  readonly restart: () => void;
  readonly finding: () => void;
  readonly show: (view: unknown) => void;
  /** Messages the panel sent to the editor, frames aside. */
  readonly sent: readonly unknown[];
  /** Frames sent by the panel so far. */
  readonly requests: readonly string[];
};
