import type { Finding } from '../../../src/protocol/findings.ts';
import type { Target } from '../../../src/protocol/targets.ts';
import { change, inWords, quantity } from '../../format/quantity.ts';
import { piecesOf, type Answer, type Piece } from '../../widgets/sentence.ts';

/** The newest figures of a target; NaN where not known. */
export type Newest = {
  readonly heapUsed: number;
  readonly loopDelayP99: number;
  readonly gcShare: number;
};

const rank = { error: 0, warning: 1, info: 2 } as const;

/** Findings that are still true, the worst first; within one severity as the host sorts them. */
export function openFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .filter(({ state }) => state !== 'dismissed' && state !== 'gone')
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => rank[a.finding.severity] - rank[b.finding.severity] || a.index - b.index)
    .map(({ finding }) => finding);
}

/** What a finding costs, in words: `+2.29 MB`, `+1.90 KB per turn`. Empty where nothing was measured. */
export function costWords(finding: Finding): string {
  const cost = finding.saving ?? finding.evidence[0];
  if (cost === undefined) return '';
  return inWords(change(cost.value, cost.unit)) + (cost.per === undefined ? '' : ` per ${cost.per}`);
}

function figuresSentence(newest: Newest): readonly Piece[] {
  const known = [
    { name: 'heap', value: quantity(newest.heapUsed, 'bytes') },
    { name: 'loop p99', value: quantity(newest.loopDelayP99, 'ms', 2) },
    { name: 'GC', value: quantity(newest.gcShare, 'ratio', 2) },
  ].filter(({ value }) => value.exact !== 'not known');
  return known.flatMap(({ name, value }, index): readonly Piece[] => [
    `${index === 0 ? '' : ', '}${name} `,
    { strong: inWords(value) },
  ]);
}

/** The first sentence of the Overview: the worst finding, or the plain figures when nothing was found. */
export function overviewAnswer(target: Target, findings: readonly Finding[], newest: Newest): Answer {
  const open = openFindings(findings);
  const [first, ...others] = open;
  const figures = figuresSentence(newest);
  if (first === undefined) {
    if (figures.length === 0) {
      return {
        severity: null,
        sentence: [
          { code: target.name },
          target.state === 'attaching' ? ' is being attached to.' : ' has sent no figures yet.',
        ],
        why: [],
      };
    }
    return {
      severity: null,
      sentence: [{ code: target.name }, ': ', ...figures, '; nothing found yet.'],
      why: ['Take a snapshot, let it work, take another and compare them to see what grows.'],
    };
  }
  const cost = costWords(first);
  const more = others.length === 0 ? [] : [` ${others.length} more below.`];
  return {
    severity: first.severity,
    sentence: [
      ...piecesOf(first.title),
      ...(cost === '' ? [] : [' (', { strong: cost }, ')']),
      ...(first.place === null ? [] : [', at ', { place: first.place }]),
      '.',
      ...more,
    ],
    why: figures.length === 0 ? [] : ['Now: ', ...figures, '.'],
  };
}
