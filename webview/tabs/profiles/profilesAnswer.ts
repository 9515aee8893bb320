import type {
  ComparedFunction,
  ProfileComparison,
  ProfileFunction,
  ProfileSummary,
} from '../../../src/protocol/profiles.ts';
import { change, inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import type { Answer, Piece } from '../../widgets/sentence.ts';

/** Below this share a function is no answer to where the time goes. */
const worthNaming = 0.03;
/** Below this share the user's own dearest function is not told beside the dearest of all. */
const worthTelling = 0.005;
/** Fewer samples than this say little. */
const samplesFew = 100;

const share = (part: number, whole: number) => inWords(quantity(whole > 0 ? part / whole : null, 'ratio', 2));
const isOwn = ({ place }: Pick<ProfileFunction, 'place'>) =>
  place !== null && !/[\\/]node_modules[\\/]/.test(place.file);
const named = ({ name, place }: Pick<ProfileFunction, 'name' | 'place'>): readonly Piece[] =>
  place === null ? [{ code: name }] : [{ code: name }, ' at ', { place }];

/** The first sentence of a profile: the function that takes most, in the user's own source where there is one. */
export function profileAnswer({ unit, total, idle, sampleCount, functions, functionCount }: ProfileSummary): Answer {
  if (total <= 0 || functions.length === 0)
    return {
      severity: null,
      sentence: [
        unit === 'ms' ? 'The program did nothing while it was looked at.' : 'Nothing that is still held was sampled.',
      ],
      why: [
        unit === 'ms'
          ? `${sampleCount === 0 ? 'No sample was taken' : `${wholeNumber(sampleCount)} samples, all of them of waiting`}. Give it work, and profile again.`
          : 'Sampling sees one of some tens of kilobytes. Give the program work, and profile again.',
      ],
    };
  const [dearest] = functions;
  const own = functions.find(isOwn);
  const chosen = own !== undefined && own.self >= total * worthNaming ? own : dearest;
  const takes = unit === 'ms' ? 'of the CPU time itself' : 'of what is still held';
  const isOutstanding = (chosen?.self ?? 0) >= total * worthNaming;
  const lead = isOutstanding ? [] : ['No function stands out: the dearest, '];
  const sentence: readonly Piece[] =
    chosen === undefined
      ? []
      : [
          ...lead,
          ...named(chosen),
          isOutstanding ? ' takes ' : ', takes ',
          { strong: share(chosen.self, total) },
          ` ${takes}.`,
        ];
  const amount = inWords(quantity(total, unit));
  const whole =
    unit === 'ms'
      ? `${amount} of work in ${inWords(quantity(total + idle, 'ms'))}${idle > 0 ? '; the rest was waiting' : ''}.`
      : `${amount} that were allocated and are still held.`;
  const few = sampleCount < samplesFew ? ' That is few: shares may be far off.' : '';
  const other: readonly Piece[] =
    own === undefined || chosen === own || own.self < total * worthTelling
      ? []
      : [' In your source most is in ', ...named(own), `, ${share(own.self, total)}.`];
  return {
    severity: null,
    sentence,
    why: [`${whole} ${wholeNumber(functionCount)} functions, ${wholeNumber(sampleCount)} samples.${few}`, ...other],
  };
}

/** The first sentence of a comparison: the whole, then the function that differs most, if any does clearly. */
export function comparisonAnswer({ before, after, basis, unit, rows }: ProfileComparison): Answer {
  const rate = (total: number, lengthMs: number | null) =>
    basis === 'perSecond' && lengthMs !== null && lengthMs > 0 ? total / (lengthMs / 1000) : total;
  const earlier = rate(before.total, before.profile.lengthMs);
  const later = rate(after.total, after.profile.lengthMs);
  const perSecond = basis === 'perSecond' ? ' in each second' : '';
  const what = unit === 'ms' ? 'CPU time' : 'memory';
  const clear = rows.filter(({ isClear }) => isClear);
  const most = (list: readonly ComparedFunction[]) =>
    list.toSorted((a, b) => Math.abs(b.selfDelta) - Math.abs(a.selfDelta))[0];
  const first = most(clear.filter(isOwn)) ?? most(clear);
  const direction = later > earlier ? 'more' : 'less';
  return {
    severity: null,
    sentence: [
      'The later profile has ',
      { strong: inWords(quantity(Math.abs(later - earlier), unit)) },
      ` ${direction} ${what}${perSecond} (${inWords(quantity(earlier, unit))} → ${inWords(quantity(later, unit))})`,
      ...(first === undefined
        ? ['; no function differs by more than sampling alone makes it differ.']
        : [
            '; what changed most is ',
            ...named(first),
            ', ',
            { strong: inWords(change(first.selfDelta, unit)) } as const,
            `${perSecond}.`,
          ]),
    ],
    why: [
      basis === 'perSecond'
        ? 'Times are compared for each second, since the two are of different length. Grey rows differ by no more than sampling makes them differ.'
        : 'Values are compared as they were measured. Grey rows differ by no more than sampling makes them differ.',
    ],
  };
}
