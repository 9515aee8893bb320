import type { PoolTimes } from './experiments.ts';
import type { Place } from './places.ts';
import type { Bytes, Count, EpochMs, Milliseconds, Ratio } from './units.ts';

/** What is handed out: database clients, connections of `http` or of `fetch` and undici, WebSockets, worker threads. */
export const poolKinds = ['pg', 'http', 'fetch', 'sockets', 'workers'] as const;
export type PoolKind = (typeof poolKinds)[number];

/** One frame of a stack, as the engine names it: before source maps. Line and column count from 0. */
export type StackFrame = {
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** The function; empty where it has no name. */
  readonly symbol: string;
};

/** What only WebSockets have. Bytes are those since the last reading. */
export type SocketFigures = {
  readonly receivedBytes: Bytes;
  readonly sentBytes: Bytes;
  /** What was sent and the other side has not taken yet: of all, and of the worst. */
  readonly bufferedBytes: Bytes;
  readonly bufferedMaxBytes: Bytes;
  /** From the program's own pings to their pongs; null where it sends none. */
  readonly roundTrip: PoolTimes | null;
  readonly closes: readonly (readonly [code: number, count: Count])[];
};

/** How a pool stands, and what it did since the last reading. */
export type PoolReading = {
  /** The same for as long as the program lives. */
  readonly poolId: string;
  readonly kind: PoolKind;
  /** `agents on 127.0.0.1:5432`, `https://model.local`. */
  readonly label: string;
  /** Null where it has no bound. */
  readonly capacity: Count | null;
  readonly total: Count;
  readonly busy: Count;
  readonly waiting: Count;
  /** Of those that are in hand, how many have something running; null where that cannot be told. */
  readonly running: Count | null;
  readonly seconds: number;
  readonly uses: Count;
  /** Connections, sockets or threads that were opened, and those that ended. */
  readonly opened: Count;
  readonly failures: Count;
  /** Share of the time that the workers were busy; null for other kinds. */
  readonly utilisation: Ratio | null;
  readonly wait: PoolTimes | null;
  readonly hold: PoolTimes | null;
  /** Other agents or dispatchers that the same origin was asked through; null where that cannot be told. */
  readonly agents: Count | null;
  /** False where the agent closes each connection after use; null where that cannot be told. */
  readonly keepsAlive: boolean | null;
  readonly sockets: SocketFigures | null;
};

/** Where a pool is used, of those uses whose stack was taken: since the last reading. */
export type PoolSiteFigures = {
  readonly count: Count;
  readonly holdMs: Milliseconds;
  readonly waitMs: Milliseconds;
  readonly taken: Count;
  readonly returned: Count;
};

/** A statement that ran on clients of a pool since the last reading, as the program wrote it. */
export type StatementFigures = {
  readonly text: string;
  readonly calls: Count;
  readonly totalMs: Milliseconds;
  /** Rows that it gave or changed, over all calls. */
  readonly rows: Count;
  /** The place that asked for it most often; empty where none was taken. */
  readonly frames: readonly StackFrame[];
  /** How much of the calls whose place was taken came from there. */
  readonly siteShare: Ratio;
};

/** A pool as its probe tells of it. */
export type LivePoolFigures = PoolReading & {
  /** Who has taken something and not given it back, the oldest first. */
  readonly holders: readonly {
    readonly heldMs: Milliseconds;
    /** How long nothing was done with it. */
    readonly idleMs: Milliseconds;
    /** True where it listens for notifications: it is meant to be kept. */
    readonly isListening: boolean;
    readonly frames: readonly StackFrame[];
  }[];
  readonly sites: readonly (PoolSiteFigures & { readonly frames: readonly StackFrame[] })[];
  /** The statements that took longest; absent where the pool is not one of `pg`. */
  readonly statements?: readonly StatementFigures[];
};

/** Somebody who has taken a client and not given it back. */
export type PoolHolder = {
  readonly takenAt: EpochMs;
  readonly heldMs: Milliseconds;
  readonly idleMs: Milliseconds;
  readonly isListening: boolean;
  /** The user's own lines, the innermost first; empty where none is known. */
  readonly stack: readonly Place[];
};

/** A statement of a live pool since the last reading. */
export type LiveStatement = Omit<StatementFigures, 'text' | 'frames'> & {
  readonly fingerprint: string;
  /** Literals replaced. */
  readonly sql: string;
  /** The user's own lines, the innermost first; empty where none is known. */
  readonly stack: readonly Place[];
};

export type PoolSite = PoolSiteFigures & { readonly place: Place };

/** A live pool as clients see it. Sites sum up all since the watching began. */
export type LivePool = PoolReading & {
  /** Where it is used the most; null where no line of the user's is known. */
  readonly place: Place | null;
  readonly holders: readonly PoolHolder[];
  readonly sites: readonly PoolSite[];
  readonly statements?: readonly LiveStatement[];
  /** One row a second, the oldest first. */
  readonly history: {
    readonly at: readonly EpochMs[];
    readonly busy: readonly Count[];
    readonly waiting: readonly Count[];
    readonly held: readonly Count[];
  };
};
