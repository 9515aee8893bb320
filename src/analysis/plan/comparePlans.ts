import { bytesText, countText, timeText } from '../../format/figures.ts';
import type { PlanComparison, PlanNode, QueryPlan } from '../../protocol/plans.ts';
import { planPairs, type NodePair } from './planPairs.ts';

/** Figures that differ by less are no difference to a person. */
const noticeable = 1.5;
const timeMsMin = 0.1;

const isOther = (one: number, other: number, least: number) =>
  Math.max(one, other) >= least && Math.max(one, other) >= noticeable * Math.max(Math.min(one, other), least / 10);

type Figure = {
  readonly of: (node: PlanNode) => number | null;
  readonly least: number;
  readonly words: (value: number) => string;
};

const figures: readonly Figure[] = [
  { of: ({ selfMs }) => selfMs, least: timeMsMin, words: (value) => `${timeText(value)} itself` },
  { of: ({ planRows }) => planRows, least: 2, words: (value) => `${countText(value)} rows planned` },
  { of: ({ actualRows }) => actualRows, least: 2, words: (value) => `${countText(Math.round(value))} rows` },
  { of: ({ rowsRemoved }) => rowsRemoved, least: 2, words: (value) => `${countText(value)} rows thrown away` },
  { of: ({ loops }) => loops, least: 2, words: (value) => `${countText(value)} loops` },
  {
    of: ({ buffers }) => (buffers === null ? null : buffers.hit + buffers.read),
    least: 10,
    words: (value) => `${countText(value)} buffers`,
  },
  { of: ({ tempBytes }) => tempBytes, least: 8192, words: (value) => `${bytesText(value)} on disk` },
];

const conditions = /^(?:Filter|Index Cond|Hash Cond|Merge Cond|Join Filter|Sort Key|Group Key|Recheck Cond):/;

function changedFigures(before: PlanNode, after: PlanNode): readonly string[] {
  return figures.flatMap(({ of, least, words }) => {
    const [one, other] = [of(before), of(after)];
    if (one === null && other === null) return [];
    const [from, to] = [one ?? 0, other ?? 0];
    // What one plan does not say is no difference, but for disk, which is only said where it was used.
    if ((one === null || other === null) && of(before) !== before.tempBytes && of(after) !== after.tempBytes) return [];
    return isOther(from, to, least) ? [`${words(from)} → ${words(to)}`] : [];
  });
}

function changedConditions(before: PlanNode, after: PlanNode): readonly string[] {
  const [had, has] = [before, after].map(({ details }) => details.filter((detail) => conditions.test(detail)));
  return [
    ...had.filter((detail) => !has.includes(detail)).map((detail) => `no longer: ${detail}`),
    ...has.filter((detail) => !had.includes(detail)).map((detail) => `now: ${detail}`),
  ];
}

function changesOf({ before, after }: NodePair): readonly string[] {
  if (before === null) return ['only in the second plan'];
  if (after === null) return ['only in the first plan'];
  const name = ({ nodeType, subject }: PlanNode) => `${nodeType} ${subject}`.trim();
  const isRenamed = name(before) !== name(after);
  return [
    ...(isRenamed ? [`${name(before)} → ${name(after)}`] : []),
    ...changedFigures(before, after),
    ...changedConditions(before, after),
  ];
}

/** Two plans node by node, with what is another in words, and how far their times are apart. */
export function comparePlans(before: QueryPlan, after: QueryPlan): PlanComparison {
  const rows = planPairs(before.nodes, after.nodes).map((pair) => ({ ...pair, changes: changesOf(pair) }));
  const [one, other] = [before.executionMs, after.executionMs];
  return {
    rows,
    isSameShape: rows.every(
      (row) => row.before?.nodeType === row.after?.nodeType && row.before?.subject === row.after?.subject,
    ),
    isSameStatement: before.fingerprint === after.fingerprint,
    executionMs: { before: one, after: other },
    ratio: one === null || other === null || other === 0 ? null : one / other,
  };
}
