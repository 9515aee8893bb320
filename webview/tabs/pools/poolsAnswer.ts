import type { Finding } from '../../../src/protocol/findings.ts';
import type { LivePool } from '../../../src/protocol/livePools.ts';
import { inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import { piecesOf, type Answer, type Piece } from '../../widgets/sentence.ts';

/** A client that nothing was done with for so long is pointed at. */
export const heldLongMs = 5_000;

const poolRules: ReadonlySet<string> = new Set([
  'pool-wedged',
  'client-leaked',
  'pool-too-small',
  'connection-per-request',
  'missing-keep-alive',
  'unbounded-buffer',
]);

/** True for a finding that speaks of a live pool. */
export const isOfPools = ({ rule, state }: Finding): boolean =>
  poolRules.has(rule) && state !== 'gone' && state !== 'dismissed';

/** The first sentence of Pools: what is wrong with the worst of them, or that nobody waits. */
export function poolsAnswer(pools: readonly LivePool[], findings: readonly Finding[]): Answer {
  const [worst] = findings.filter(isOfPools);
  if (worst !== undefined) {
    const at: readonly Piece[] = worst.place === null ? [] : [', at ', { place: worst.place }];
    return {
      severity: worst.severity,
      sentence: [...piecesOf(worst.title), ...at, '.'],
      why: worst.advice === undefined ? [] : piecesOf(worst.advice.text),
    };
  }
  const waiting = pools.reduce((sum, pool) => sum + pool.waiting, 0);
  const slowest = Math.max(0, ...pools.map(({ wait }) => wait?.p95 ?? 0));
  if (pools.length === 0) return { severity: null, sentence: ['Nothing is handed out or waited for yet.'], why: [] };
  return {
    severity: waiting === 0 ? 'check' : null,
    sentence:
      waiting === 0
        ? [
            'Nobody waits: ',
            { strong: wholeNumber(pools.length) },
            pools.length === 1 ? ' pool is well.' : ' pools are well.',
          ]
        : [{ strong: wholeNumber(waiting) }, waiting === 1 ? ' waits at this moment.' : ' wait at this moment.'],
    why: slowest === 0 ? [] : [`The longest usual wait is ${inWords(quantity(slowest, 'ms'))}.`],
  };
}
