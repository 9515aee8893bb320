import { setTimeout as delay } from 'node:timers/promises';
import type { SystemRow } from '../../analysis/ledger/ledgerRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { ReapedProcess } from '../../protocol/ledger.ts';
import type { ProcessLedger } from './processLedger.ts';

/** A process that the user has ticked. */
export type Ticked = { readonly pid: number; readonly startKey: string };

export type ReapTools = {
  readonly ledger: Pick<ProcessLedger, 'readAnew'>;
  /** The start key of a process that runs; undefined where it has ended. Empty where the system does not tell. */
  readonly startKeyOf: (pid: number) => string | undefined;
};

const lookEveryMs = 50;

/** Why a process is not ended; null where it is. */
function refusalOf(row: SystemRow): string | null {
  if (row.keepReason !== null) return row.keepReason;
  if (row.orphan || row.duplicateOf !== null) return null;
  return row.orphanReason ?? 'It is no orphan: its parent is alive, or somebody speaks to it.';
}

/** Sends a signal to the very process that was ticked. False where it has ended. */
function signalled({ pid, startKey }: Ticked, signal: NodeJS.Signals, startKeyOf: ReapTools['startKeyOf']): boolean {
  const now = startKeyOf(pid);
  if (now === undefined || (now !== '' && now !== startKey)) return false;
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    // It ended between the two lines, or may not be signalled: what became of it is looked at afterwards.
    return false;
  }
}

async function areGone(
  ticked: readonly Ticked[],
  startKeyOf: ReapTools['startKeyOf'],
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + limits.reapGraceMs.value;
  const isThere = ({ pid, startKey }: Ticked) => [startKey, ''].includes(startKeyOf(pid) ?? 'gone');
  while (ticked.some(isThere) && performance.now() < deadline) await delay(lookEveryMs, undefined, { signal });
}

/**
 * Ends processes that the user has ticked: SIGTERM to all, and after a grace SIGKILL to those that stay. Each is looked
 * at anew first: only orphans and duplicates of the user go, never the editor's, ours, or what we run under, and never
 * a process that has come under the same pid since. A cancel before the grace is over leaves those that stay.
 */
export async function reap(
  ticked: readonly Ticked[],
  tools: ReapTools,
  signal: AbortSignal,
): Promise<readonly ReapedProcess[]> {
  const { ledger, startKeyOf } = tools;
  const { rows } = await ledger.readAnew(new Set(ticked.map(({ pid }) => pid)));
  const found = ticked.map((one) => ({
    one,
    row: rows.find(({ pid, startKey }) => pid === one.pid && startKey === one.startKey),
  }));
  const goes = found.filter(({ row }) => row !== undefined && refusalOf(row) === null).map(({ one }) => one);
  signal.throwIfAborted();
  const told = new Set(goes.filter((one) => signalled(one, 'SIGTERM', startKeyOf)));
  await areGone([...told], startKeyOf, signal);
  const killed = new Set([...told].filter((one) => signalled(one, 'SIGKILL', startKeyOf)));
  await areGone([...killed], startKeyOf, signal);
  return found.map(({ one, row }) => {
    const about = { pid: one.pid, name: row?.name ?? '' };
    if (row === undefined) return { ...about, outcome: 'gone', reason: 'It has ended already.', freedBytes: null };
    const refusal = refusalOf(row);
    if (refusal !== null) return { ...about, outcome: 'refused', reason: refusal, freedBytes: null };
    if (!told.has(one)) return { ...about, outcome: 'gone', reason: 'It has ended already.', freedBytes: null };
    const isThere = startKeyOf(one.pid) === one.startKey;
    if (isThere)
      return { ...about, outcome: 'stays', reason: 'It did not end; it may wait for the system.', freedBytes: null };
    return { ...about, outcome: killed.has(one) ? 'killed' : 'ended', reason: null, freedBytes: row.pssBytes };
  });
}
