import type { Finding } from '../../../src/protocol/findings.ts';
import type { QueryPlan } from '../../../src/protocol/plans.ts';
import { milliseconds } from '../../format/milliseconds.ts';
import { inWords, quantity } from '../../format/quantity.ts';
import { gainText } from '../../../src/format/figures.ts';
import { newestProof, stateWords, verdictOfProof } from '../../proof/proofWords.ts';
import { asSentence, piecesOf, type Answer, type Piece } from '../../widgets/sentence.ts';
import { nodeName } from './planText.ts';
import { hotNode, wholeMs } from './planTree.ts';

const ms = (value: number) => inWords(milliseconds(value));

/** What takes the time, by its hottest node. */
function cost(plan: QueryPlan): readonly Piece[] {
  const hot = hotNode(plan.nodes);
  const node = hot === null ? undefined : plan.nodes[hot];
  const whole = wholeMs(plan.nodes);
  if (node === undefined || node.selfMs === null || whole === 0) return [];
  const share = inWords(quantity(node.selfMs / whole, 'ratio', 2));
  const remark: readonly Piece[] = node.remark === null ? [] : [': it ', ...piecesOf(node.remark)];
  return ['; ', { strong: share }, ' of it is in ', { code: nodeName(node) }, ...remark];
}

function subject(plan: QueryPlan): readonly Piece[] {
  return plan.place === null ? ['The statement'] : ['The statement at ', { place: plan.place }];
}

const changeWords = {
  new: 'The change below takes it',
  proven: 'The change below takes it',
  applied: 'The change that was applied is to take it',
  verified: 'The change that was applied took it',
} as const;

function proven(finding: Finding): readonly Piece[] {
  const proof = newestProof(finding);
  const { state } = finding;
  if (proof === undefined || state === 'dismissed' || state === 'gone' || verdictOfProof(proof) !== 'gain') return [];
  const { before, after, ratio, interval } = proof;
  return [
    ` ${changeWords[state]} from ${ms(before)} to `,
    { strong: `${ms(after)}, ${gainText({ ratio, interval })}` },
    '.',
  ];
}

function took({ executionMs, isAnalyzed }: QueryPlan): readonly Piece[] {
  if (executionMs !== null) return [' takes ', { strong: ms(executionMs) }];
  return [isAnalyzed ? ' was run; its time is not known' : ' was planned, not run: Explain Analyze tells its times'];
}

/** The first sentence about a plan: its line, what it costs and where, and what the proof says. */
export function queriesAnswer(plan: QueryPlan, findings: readonly Finding[]): Answer {
  const [first] = findings.filter(({ state }) => state !== 'dismissed' && state !== 'gone');
  return {
    severity: first?.severity ?? null,
    sentence: [...subject(plan), ...took(plan), ...cost(plan), '.', ...(first === undefined ? [] : proven(first))],
    why: first === undefined ? whyNothing(plan, findings) : [...piecesOf(first.title), '.'],
  };
}

/** What became of the finding that was made, or what was tried without a gain, in words. */
function whyNothing({ trials }: QueryPlan, [settled]: readonly Finding[]): readonly Piece[] {
  if (settled !== undefined) return [...piecesOf(settled.title), `: ${asSentence(stateWords(settled))}`];
  if (trials.length === 0) return [];
  return [trials.length === 1 ? 'One change was tried: no gain.' : `${trials.length} changes were tried: none gains.`];
}
