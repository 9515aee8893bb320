import type { EpochMs, Milliseconds } from '../../../src/protocol/units.ts';
import { clockSeconds, span } from '../../format/moments.ts';
import { inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import type { Answer, Piece } from '../../widgets/sentence.ts';
import type { PauseFigures } from './pauseFigures.ts';

/** Below this share of the time a collector is not worth tuning. */
const shareWorthTuning = 0.05;
/** A loop that stood this long is felt by a person who waits. */
const stallFeltMs = 100;

const ms = (value: number) => inWords(quantity(value, 'ms'));

/** The first sentence of GC & loop: is the collector to blame, and how long did the loop stand. */
export function gcLoopAnswer(
  figures: readonly PauseFigures[],
  loop: { readonly highestMs: Milliseconds; readonly at: EpochMs } | null,
  lengthMs: Milliseconds,
): Answer {
  const all = figures.find(({ kind }) => kind === 'all');
  const kinds = figures.filter(({ kind }) => kind !== 'all');
  const share = all?.share ?? NaN;
  const largest = [...kinds].sort((a, b) => b.totalMs - a.totalMs)[0];
  const isHigh = share >= shareWorthTuning;
  const shareText = { strong: inWords(quantity(share, 'ratio')) };
  const collector: readonly Piece[] =
    all === undefined || all.count === 0
      ? ['No collection ran']
      : isHigh
        ? [
            'The collector takes ',
            shareText,
            ` of the time, most of it in ${(largest?.label ?? '').toLowerCase()} pauses`,
          ]
        : ['GC is fine at ', shareText, ' of the time'];
  const stall: readonly Piece[] =
    loop === null
      ? ['.']
      : ['; the loop was late by up to ', { strong: ms(loop.highestMs) }, `, at ${clockSeconds(loop.at)}.`];
  const isLate = loop !== null && loop.highestMs >= stallFeltMs;
  return {
    severity: isHigh || isLate ? 'warning' : null,
    sentence: [...collector, ...stall],
    why:
      all === undefined || all.count === 0
        ? []
        : [
            `${wholeNumber(all.count)} pauses in ${span(lengthMs)}, ${ms(all.totalMs)} in all; the longest ${ms(all.longestMs)} at ${clockSeconds(all.longestAt)}. `,
            isHigh
              ? 'Above a GC share of 5 % the sizes of the heap are worth trying.'
              : 'Below a GC share of 5 % no size of the heap is worth trying.',
          ],
  };
}
