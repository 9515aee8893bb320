import type { PoolState } from '../../protocol/hostState.ts';
import type { Database } from '../../protocol/plans.ts';
import type { DedicatedClient } from './dedicatedClient.ts';
import type { ServerAddress } from './serverAddress.ts';

export type DatabaseControl = { readonly signal?: AbortSignal };

/** The connected server, as the other parts of the host use it. Where none is, all but `current` fail: `databaseNone`. */
export type DatabaseAccess = {
  readonly current: () => Database | null;
  /** Where the connected server is, for connections that are no analysis of ours. Throws the Failure `databaseNone`. */
  readonly address: () => ServerAddress;
  /**
   * Does work on a connection of its own, destroyed afterwards; waits where too many are in use. Rejects with the
   * Failures `databaseNone`, `databaseRefused`, `databaseGone`, the signal's reason, or what the work threw.
   */
  readonly withClient: <Value>(
    work: (dedicated: DedicatedClient) => Promise<Value>,
    control?: DatabaseControl,
  ) => Promise<Value>;
  /** Rows of one harmless statement about the catalogue, over a small pool; `Row` is what the statement gives. */
  readonly ask: <Row extends Readonly<Record<string, unknown>>>(
    sql: string,
    values?: readonly unknown[],
    control?: DatabaseControl,
  ) => Promise<readonly Row[]>;
  /** Our connections, in the words of pools. */
  readonly pools: () => readonly PoolState[];
};
