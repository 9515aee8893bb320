import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import type { DatabaseAccess } from '../postgres/database.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import type { DedicatedClient } from '../postgres/dedicatedClient.ts';
import { setForTransaction, type TriedStatement } from './statementRun.ts';

/** Advice could not be tried out; the message says why, and names no values. */
export class NotTried extends Error {}

const lockTries = 20;
const lockPauseMs = 100;

/**
 * Does work on a connection of its own in a transaction that is always rolled back. Whatever happens to the host or the
 * connection, the server rolls back as well.
 */
export async function inRolledBackTransaction<Value>(
  access: Pick<DatabaseAccess, 'withClient'>,
  settings: TriedStatement['settings'],
  signal: AbortSignal,
  work: (dedicated: DedicatedClient) => Promise<Value>,
): Promise<Value> {
  return access.withClient(
    async (dedicated) => {
      const { client } = dedicated;
      await client.query('begin transaction isolation level read committed');
      try {
        await setForTransaction(client, settings);
        return await work(dedicated);
      } finally {
        await client.query('rollback').catch(() => undefined);
      }
    },
    { signal },
  );
}

/** Waits for the lock in short turns: who wants to write meanwhile never waits behind us for longer than one. */
export async function whenLocked<Value>(
  client: Client,
  signal: AbortSignal,
  work: () => Promise<Value>,
): Promise<Value> {
  for (let left = lockTries; ; left -= 1) {
    await client.query('savepoint unlocked');
    try {
      return await work();
    } catch (error) {
      if (errorCode(error) !== '55P03' || left === 1) throw error;
      await client.query('rollback to savepoint unlocked');
      await wait(lockPauseMs, undefined, { signal });
    }
  }
}
