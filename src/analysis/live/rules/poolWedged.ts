import type { LivePool } from '../../../protocol/livePools.ts';
import { poolsNow } from '../liveFacts.ts';
import { adviceInWords, type LiveRule, type LiveSign } from '../liveRule.ts';

function isWedged({ kind, capacity, busy, waiting, running, holders }: LivePool): boolean {
  if (kind !== 'pg' || capacity === null || busy < capacity || waiting === 0 || running !== 0) return false;
  // A client whose stack is known and that does something between two looks is in use.
  return holders.length > 0 && holders.every(({ idleMs }) => idleMs >= 1_000);
}

function signOf(pool: LivePool): LiveSign {
  const oldest = pool.holders[0];
  return {
    subject: pool.label,
    title: `The pool on ${pool.label || 'its server'} stands still: all ${pool.busy} clients are taken, none runs anything, ${pool.waiting} wait`,
    severity: 'error',
    place: oldest?.stack[0] ?? null,
    placeReason: 'The clients were taken before the watching began, or their stacks are not of the program’s source.',
    evidence: [
      { name: 'clients taken', value: pool.busy, unit: 'count' },
      { name: 'waiting', value: pool.waiting, unit: 'count' },
      { name: 'statements running', value: 0, unit: 'count' },
      ...(oldest === undefined ? [] : [{ name: 'held the longest', value: oldest.heldMs, unit: 'ms' } as const]),
    ],
    saving: null,
    confidence: 'measured',
    disprovedBy: 'One of the taken clients that runs a statement or comes back while the others wait.',
    advice: adviceInWords(
      'Give clients back in `finally`, and never ask the pool for a second client while holding one.',
      'line',
      ['A larger pool only stands still later.'],
    ),
  };
}

export const poolWedged: LiveRule = {
  name: 'pool-wedged',
  purpose: 'All clients of a pool are taken, none does anything, and somebody waits.',
  holdsMs: 2_000,
  clearsMs: 5_000,
  signs: (facts) => poolsNow(facts).filter(isWedged).map(signOf),
};
