import type { Capture } from '../../../src/protocol/captures.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { ClassRow, GrowthRow, HeapDiffFigures, HeapFigures } from '../../../src/protocol/heapRows.ts';
import type { LeakHunt } from '../../../src/protocol/hunts.ts';
import { change, inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import { costWords } from '../overview/overviewAnswer.ts';
import { forecastWords } from './huntFacts.ts';
import { asSentence, piecesOf, type Answer, type Piece } from '../../widgets/sentence.ts';

const bytes = (value: number) => inWords(quantity(value, 'bytes'));
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The name of a pair of snapshots: `Snapshot 2 → 3`, or both names in full. */
export function pairName(before: string, after: string): string {
  const first = /^snapshot (\d+)$/.exec(before);
  const second = /^snapshot (\d+)$/.exec(after);
  return first !== null && second !== null
    ? `Snapshot ${first[1] ?? ''} → ${second[1] ?? ''}`
    : `${capital(before)} → ${after}`;
}

/** The first sentence about one snapshot. */
export function captureAnswer(capture: Capture, figures: HeapFigures, largest: ClassRow | undefined): Answer {
  const holder: readonly Piece[] =
    largest === undefined
      ? []
      : ['; the most is held by ', { code: largest.name }, ' (', { strong: bytes(largest.retainedSize) }, ')'];
  return {
    severity: null,
    sentence: [
      `${capital(capture.label)} holds `,
      { strong: bytes(figures.shallowSize) },
      ` in ${wholeNumber(figures.nodeCount)} nodes of ${wholeNumber(figures.classCount)} classes`,
      ...holder,
      '.',
    ],
    why: ['Take another after more work and compare the two to see what grows.'],
  };
}

/** The first sentence about two snapshots: the finding made of them, else the container that grew most. */
export function diffAnswer(
  names: { readonly before: string; readonly after: string },
  figures: HeapDiffFigures,
  finding: Finding | undefined,
  most: GrowthRow | undefined,
  hunt?: LeakHunt,
): Answer {
  const total: readonly Piece[] = [
    `From ${names.before} to ${names.after} the heap changed by `,
    { strong: inWords(change(figures.sizeDelta, 'bytes')) },
    ` and ${inWords(change(figures.countDelta, 'count'))} nodes.`,
  ];
  if (figures.identityRefusal !== null) {
    return { severity: 'info', sentence: total, why: [`Only classes are compared: ${figures.identityRefusal}`] };
  }
  if (finding !== undefined) {
    const cost = costWords(finding);
    return {
      severity: finding.severity,
      sentence: [
        ...piecesOf(finding.title),
        ...(cost === '' ? [] : [' (', { strong: cost }, ')']),
        ...(finding.place === null ? [] : [', at ', { place: finding.place }]),
        forecastWords(finding),
        '.',
      ],
      why: hunt === undefined || finding.huntId !== hunt.huntId ? total : [capital(asSentence(hunt.reason))],
    };
  }
  if (most === undefined || most.sizeDelta <= 0) {
    return { severity: null, sentence: ['No container grew. ', ...total], why: [] };
  }
  return {
    severity: null,
    sentence: [
      'The most grew in ',
      { code: most.container },
      ' of ',
      { code: most.owner },
      ': ',
      { strong: inWords(change(most.sizeDelta, 'bytes')) },
      ` in ${inWords(change(most.countDelta, 'count'))} elements`,
      ...(most.place === null ? [] : [', at ', { place: most.place }]),
      '.',
    ],
    why: total,
  };
}
