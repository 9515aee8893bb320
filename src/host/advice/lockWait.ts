import { setTimeout as wait } from 'node:timers/promises';
import type { Count, Milliseconds } from '../../protocol/units.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { inGuardedTransaction } from '../plans/guardedTransaction.ts';
import { explained, type TriedStatement } from './statementRun.ts';

/** A session that holds a lock which another one waits for. Its statement may hold values: it stays in memory. */
export type BlockingSession = {
  readonly pid: Count;
  readonly state: string | null;
  readonly application: string;
  readonly user: string | null;
  readonly query: string;
  readonly transactionMs: Milliseconds | null;
  /** How long it has been in its state. */
  readonly stateMs: Milliseconds | null;
  /** True where it waits for a lock itself. */
  readonly isWaiting: boolean;
};

/** How long a statement is let wait, to see for whom: others that come behind it wait as long. */
export const waitedMs = 1_500;
const lookMs = 50;

const blockersSql = `
  select a.pid, a.state, a.application_name as application, a.usename as user, coalesce(a.query, '') as query,
    (extract(epoch from clock_timestamp() - a.xact_start) * 1000)::float8 as "transactionMs",
    (extract(epoch from clock_timestamp() - a.state_change) * 1000)::float8 as "stateMs",
    coalesce(a.wait_event_type = 'Lock', false) as "isWaiting"
  from unnest(pg_blocking_pids($1)) as blocking (pid) join pg_stat_activity a on a.pid = blocking.pid
  where a.pid <> $1`;

async function blockersOf(
  access: DatabaseAccess,
  pid: Count,
  signal: AbortSignal,
): Promise<readonly BlockingSession[]> {
  return access.ask<BlockingSession>(blockersSql, [pid], { signal });
}

/** Those at the start of the queue: who blocks without waiting for another session. */
async function rootBlockers(
  access: DatabaseAccess,
  pid: Count,
  signal: AbortSignal,
): Promise<readonly BlockingSession[]> {
  const seen = new Set<Count>([pid]);
  let blockers = await blockersOf(access, pid, signal);
  while (blockers.length > 0 && blockers.every(({ isWaiting }) => isWaiting)) {
    const next: BlockingSession[] = [];
    for (const { pid: other } of blockers) {
      if (seen.has(other)) continue;
      seen.add(other);
      next.push(...(await blockersOf(access, other, signal)));
    }
    if (next.length === 0) break;
    blockers = next;
  }
  return [...new Map(blockers.map((blocker) => [blocker.pid, blocker])).values()];
}

/**
 * Lets the statement wait for its lock for a moment, in a transaction that is rolled back, and tells for whom. Empty
 * where it got the lock.
 */
export async function blockingSessions(
  access: DatabaseAccess,
  { statement, isRun, allowWrites }: { statement: TriedStatement; isRun: boolean; allowWrites: boolean },
  signal: AbortSignal,
): Promise<readonly BlockingSession[]> {
  const guards = {
    access: allowWrites ? 'read write' : 'read only',
    timeoutMs: waitedMs * 2,
    settings: statement.settings,
  } as const;
  return access.withClient(
    ({ client, backendPid }) =>
      inGuardedTransaction(client, guards, async () => {
        await client.query(`select set_config('lock_timeout', $1, true)`, [`${waitedMs}ms`]);
        let isOver = false;
        const running = explained(client, statement, isRun ? 'time' : 'plan')
          // Whatever it ends with: what counts is who was waited for meanwhile.
          .catch(() => undefined)
          .finally(() => (isOver = true));
        let found: readonly BlockingSession[] = [];
        while (!isOver && found.length === 0) {
          await wait(lookMs, undefined, { signal });
          found = await rootBlockers(access, backendPid, signal);
        }
        await running;
        return found;
      }),
    { signal },
  );
}
