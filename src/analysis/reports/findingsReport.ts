import type { Experiment, PoolTuning } from '../../protocol/experiments.ts';
import type { Finding, FindingState } from '../../protocol/findings.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { countText, timeText } from '../../format/figures.ts';
import { quantity, unknownMark } from '../../format/quantity.ts';
import { findingSection, momentText, proofBlocks } from './findingSections.ts';
import {
  shownPath,
  withoutSecrets,
  type PathView,
  type Report,
  type ReportBlock,
  type ReportSection,
} from './reportBlocks.ts';

export type ReportFacts = {
  /** In the order of every list. */
  readonly findings: readonly Finding[];
  /** The newest first. */
  readonly experiments: readonly Experiment[];
  readonly madeAt: EpochMs;
  /** Version of Pitstop, the system and its cores: no name of a person or a machine. */
  readonly machine: string;
  readonly view: PathView;
};

const timeOr = (length: number | null) => (length === null ? unknownMark : timeText(length));
const figure = (head: string) => ({ head, isFigure: true });

function poolBlocks({
  steps,
  knee,
  kneeRange,
  currentSize,
  recommended,
  limitedBy,
}: PoolTuning): readonly ReportBlock[] {
  const range = kneeRange === null ? '' : ` (between ${kneeRange[0]} and ${kneeRange[1]})`;
  const sizes = [
    currentSize === null ? null : `The size is ${currentSize}`,
    knee === null ? 'the knee was not reached' : `the knee is at ${knee}${range}`,
    recommended === null ? null : `${recommended} is advised`,
  ].filter((part) => part !== null);
  const valid = steps.filter(({ isValid }) => isValid);
  return [
    { kind: 'text', text: `${sizes.join(', ')}. ${limitedBy}` },
    {
      kind: 'chart',
      chart: {
        title: 'Throughput by size of the pool',
        across: 'connections',
        up: 'per second',
        points: valid.map(({ size, throughput }) => ({ x: size, y: throughput })),
        marked: knee === null ? null : { x: knee, words: `knee ${knee}` },
      },
    },
    {
      kind: 'table',
      columns: [
        ...['size', 'per second', 'wait p50', 'wait p95', 'hold p50', 'busy', 'waiting', 'errors'].map(figure),
        { head: 'note', isFigure: false },
      ],
      rows: steps.map((step) => [
        countText(step.size),
        quantity(step.throughput, 'perSecond').figure,
        timeOr(step.waitMsP50),
        timeOr(step.waitMsP95),
        timeOr(step.holdMsP50),
        countText(step.busyMax),
        countText(step.waitersMax),
        countText(step.errors),
        step.isValid ? (step.note ?? '') : `not valid: ${step.note ?? 'no reason told'}`,
      ]),
    },
  ];
}

function experimentSection(experiment: Experiment, findings: readonly Finding[], view: PathView): ReportSection {
  const { title, place, answer, verdict, runs, endedAt, proof, pool } = experiment;
  const moments = findings.flatMap((one) => [one.proof?.provenAt, one.verification?.provenAt]);
  // The proof stands in full with its finding.
  const isShown = proof !== null && moments.includes(proof.provenAt);
  const where = place === null ? [] : [`${shownPath(place.file, view)}:${place.line}`];
  return {
    title,
    blocks: [
      { kind: 'answer', text: [answer, ...(answer === verdict ? [] : [verdict]), ...where].join(' · ') },
      { kind: 'text', text: `${runs}, ${momentText(endedAt)}` },
      ...(pool === null ? [] : poolBlocks(pool)),
      ...(proof === null || isShown ? [] : proofBlocks(proof)),
    ],
    sections: [],
  };
}

/** Parts of the report: what to act on, what is being mended, and what is settled. */
const groups: readonly { readonly title: string; readonly states: readonly FindingState[] }[] = [
  { title: 'Findings', states: ['proven', 'new'] },
  { title: 'Applied and verified', states: ['applied', 'verified'] },
  { title: 'Dismissed and gone', states: ['dismissed', 'gone'] },
];

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function answerOf({ findings, experiments }: ReportFacts): string {
  const count = (...states: readonly FindingState[]) => findings.filter(({ state }) => states.includes(state)).length;
  const counts = [
    `${count('proven', 'new')} open`,
    `${count('proven')} of them proven`,
    `${count('applied', 'verified')} applied`,
    `${count('verified')} of them verified`,
    `${count('dismissed', 'gone')} dismissed or gone`,
  ];
  return `${counted(findings.length, 'finding')}: ${counts.join(', ')}. ${counted(experiments.length, 'experiment')}.`;
}

function clean(report: Report, view: PathView): Report {
  // Every text of a report is one of its strings, however deep: none is forgotten.
  const cleaned = (value: unknown): unknown => {
    if (typeof value === 'string') return withoutSecrets(value, view);
    if (Array.isArray(value)) return value.map(cleaned);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)]));
  };
  // The shape is kept: only strings became others.
  return cleaned(report) as Report;
}

/** Everything found, proven, applied, dismissed and tried out, in parts. Holds no secret and no name of a home folder. */
export function findingsReport(facts: ReportFacts): Report {
  const { findings, experiments, view } = facts;
  const ofGroups = groups.flatMap(({ title, states }): readonly ReportSection[] => {
    const own = findings.filter(({ state }) => states.includes(state));
    return own.length === 0 ? [] : [{ title, blocks: [], sections: own.map((one) => findingSection(one, view)) }];
  });
  const tried: readonly ReportSection[] =
    experiments.length === 0
      ? []
      : [
          {
            title: 'Experiments',
            blocks: [],
            sections: experiments.map((one) => experimentSection(one, findings, view)),
          },
        ];
  const summary: ReportSection = { title: 'Summary', blocks: [{ kind: 'text', text: answerOf(facts) }], sections: [] };
  const report: Report = {
    title: 'Pitstop report',
    about: `${momentText(facts.madeAt)} · ${facts.machine}`,
    sections: [summary, ...ofGroups, ...tried],
  };
  return clean(report, view);
}
