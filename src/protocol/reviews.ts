import type { Finding } from './findings.ts';
import type { Problem } from './heapRows.ts';
import type { Count, EpochMs } from './units.ts';

/** What a look at a server as a whole gave. */
export type ServerReview = {
  /** `user@host:port/database`. */
  readonly database: string;
  readonly version: string;
  readonly reviewedAt: EpochMs;
  /** Since when the server counts what is used; it may have begun earlier where it does not tell. */
  readonly countedSince: EpochMs;
  readonly tables: Count;
  readonly indexes: Count;
  readonly sessions: Count;
  readonly findings: readonly Finding[];
  /** What could not be looked at, or not yet. */
  readonly problems: readonly Problem[];
};
