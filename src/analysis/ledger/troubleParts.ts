import type { Evidence } from '../../protocol/findings.ts';
import type { LedgerProcess } from '../../protocol/ledger.ts';
import type { Place } from '../../protocol/places.ts';
import type { TargetId } from '../../protocol/targets.ts';
import type { LedgerFacts } from './ledgerRule.ts';

/** What would come free with these processes; null where it is known of none. */
export function memoryOf(processes: readonly LedgerProcess[]): Evidence | null {
  const known = processes.flatMap(({ pssBytes }) => (pssBytes === null ? [] : [pssBytes]));
  if (known.length === 0) return null;
  return { name: 'memory held', value: known.reduce((sum, bytes) => sum + bytes, 0), unit: 'bytes' };
}

/** The line that starts such a process, where a watched program has one: of itself, else of its like. */
export function placeOfSpawn(
  process: LedgerProcess | undefined,
  { spawns }: LedgerFacts,
  reason: string,
): { readonly place: Place | null; readonly placeReason?: string; readonly targetId?: TargetId } {
  const own = process?.spawnPlace ?? null;
  if (own !== null) return { place: own };
  const like = spawns.find(({ command, place }) => place !== null && command === process?.command);
  return like === undefined ? { place: null, placeReason: reason } : { place: like.place, targetId: like.targetId };
}
