import type { Evidence, Finding } from '../../../src/protocol/findings.ts';
import type { Target } from '../../../src/protocol/targets.ts';
import { savedChange, stillCosts } from '../../../src/format/findingRow.ts';
import { change, inWords, quantity } from '../../format/quantity.ts';
import { isLeak } from '../../proof/findingActs.ts';
import { piecesOf, type Answer, type Piece } from '../../widgets/sentence.ts';

/** The newest figures of a target; NaN where not known. */
export type Newest = {
  readonly heapUsed: number;
  readonly loopDelayP99: number;
  readonly gcShare: number;
};

/** Still true and not set aside. */
export const isOpen = ({ state }: Finding): boolean => state !== 'dismissed' && state !== 'gone';

/** Findings that are still true, in the order of the host: by saving per effort. */
export function openFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(isOpen);
}

/** What a finding costs: growth goes up, a saving takes away, work that would be done comes on top. Null where nothing was measured. */
export function costOf(finding: Finding): Evidence | null {
  const { saving, evidence } = finding;
  if (isLeak(finding) || finding.huntId !== undefined) return saving ?? evidence[0] ?? null;
  return saving === null ? (evidence[0] ?? null) : savedChange(saving);
}

/** What a finding costs, in words: `+2.29 MB`, `+1.90 KB per turn`. Empty where nothing was measured. */
export function costWords(finding: Finding): string {
  const cost = costOf(finding);
  if (cost === null) return '';
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

/** A title in the middle of a sentence: its first word is small again, where it is a plain one. */
function within(title: string): string {
  return /^[A-Z][a-z]+ /.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** A finding in a sentence: what it is, what it costs, and where. */
function named(finding: Finding, isFirst: boolean): readonly Piece[] {
  const cost = costWords(finding);
  return [
    ...piecesOf(isFirst ? finding.title : within(finding.title)),
    ...(cost === '' ? [] : [' (', { strong: cost }, ')']),
    ...(finding.place === null ? [] : [', at ', { place: finding.place }]),
  ];
}

/** The first sentence of the Overview: the two findings that cost most, or the plain figures when nothing was found. */
export function overviewAnswer(target: Target, findings: readonly Finding[], newest: Newest): Answer {
  const [first, ...others] = findings.filter(stillCosts);
  const isMended = findings.some(({ state }) => state === 'verified');
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
      sentence: [
        { code: target.name },
        ': ',
        ...figures,
        isMended ? '; what was found is mended, and verified.' : '; nothing found yet.',
      ],
      why: ['Hunt for a leak while it works, explain a query at its line, or let sizes of its pool be tried.'],
    };
  }
  const [second, ...rest] = others;
  const more = rest.length === 0 ? [] : [` ${rest.length} more below.`];
  return {
    severity: first.severity,
    sentence:
      second === undefined
        ? [...named(first, true), '.']
        : ['Two things cost you most: ', ...named(first, false), '; and ', ...named(second, false), '.', ...more],
    why: figures.length === 0 ? [] : ['Now: ', ...figures, '.'],
  };
}
