import { html, nothing, svg, type TemplateResult } from 'lit';
import { logTicks } from '../charts/ticks.ts';
import type { Proof } from '../../src/protocol/proofs.ts';
import { milliseconds } from '../format/milliseconds.ts';
import { inWords, quantity } from '../format/quantity.ts';
import { gainText } from '../../src/format/figures.ts';
import { verdictOfProof } from './proofWords.ts';

/** Runs that are drawn: more would lie on each other. */
const drawnRunsMax = 60;
/** Below this part of the width there is no room for an arrow between the two medians. */
const arrowShareMin = 0.16;
const golden = 0.618;

type Scale = (value: number) => number;

/** Where a value stands on the log axis, as a share of the width. */
export function runScale(values: readonly number[]): {
  readonly at: Scale;
  readonly low: number;
  readonly high: number;
} {
  const known = values.filter((value) => value > 0);
  const low = known.length === 0 ? 1 : Math.min(...known) * 0.75;
  const high = known.length === 0 ? 10 : Math.max(...known) * 1.3;
  const at = (value: number) => Math.log(Math.max(value, low) / low) / Math.log(high / low);
  return { at, low, high };
}

/** A name near an edge leans away from it. */
const edge = (share: number) => (share > 0.9 ? 'tick last' : share < 0.06 ? 'tick first' : 'tick');

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

function row(runs: readonly number[], median: number, y: number, at: Scale, kind: 'before' | 'after'): unknown {
  const step = Math.max(1, Math.ceil(runs.length / drawnRunsMax));
  const shown = runs.filter((_, index) => index % step === 0);
  // Spread up and down by a fixed pattern, so that runs of the same length can be told apart and stay where they are.
  const offset = (index: number) => (((index * golden) % 1) - 0.5) * 12;
  return svg`${shown.map(
    (value, index) =>
      svg`<circle class=${kind} cx=${percent(at(value))} cy=${(y + offset(index)).toFixed(1)} r="2.5"></circle>`,
  )}<line class="median" x1=${percent(at(median))} x2=${percent(at(median))} y1=${y - 9} y2=${y + 9}></line>`;
}

function arrow(proof: Proof, at: Scale): unknown {
  const from = at(proof.before);
  const to = at(proof.after);
  if (Math.abs(from - to) < arrowShareMin) return nothing;
  const sign = Math.sign(from - to);
  const inset = 0.03 * sign;
  const words = gainText(proof);
  const middle = Math.min(0.8, Math.max(0.2, (from + to) / 2));
  return svg`<line class="arrow" x1=${percent(from - inset)} x2=${percent(to + inset)} y1="26.5" y2="26.5"></line>
    <svg x=${percent(to + inset)} y="26.5" overflow="visible"><path class="point" d=${`M0 0l${6 * sign} -3v6z`}></path></svg>
    <text class="halo" x=${percent(middle)} y="30.5">${words}</text>`;
}

/** Each run before and after as a point on a log axis, the medians as lines, and the ratio between. */
export function proofRuns(
  proof: Proof,
  heads: readonly [before: string, after: string] = ['before', 'after'],
): TemplateResult {
  const { runs, unit } = proof;
  const values = [...runs.before, ...runs.after, proof.before, proof.after];
  const { at, low, high } = runScale(values);
  const ticks = logTicks(low, high, 4);
  const words = (value: number) => inWords(unit === 'ms' ? milliseconds(value) : quantity(value, unit));
  const summary = `${proof.pairs} alternating runs each; ${heads[0]}: ${words(proof.before)}, ${heads[1]}: ${words(proof.after)}`;
  const isGain = verdictOfProof(proof) === 'gain';
  return html`<div class="runs" role="img" aria-label=${summary}>
    <div class="names" aria-hidden="true"><span>${heads[0]}</span><span>${heads[1]}</span></div>
    <svg class=${isGain ? 'plot gain' : 'plot'} height="72" aria-hidden="true">
      ${ticks.map(
        (tick) =>
          svg`<line class="gridline" x1=${percent(at(tick))} x2=${percent(at(tick))} y1="0" y2="52"></line>
            <text class=${edge(at(tick))} x=${percent(at(tick))} y="68">${inWords(quantity(tick, unit, 2))}</text>`,
      )}
      ${row(runs.before, proof.before, 14, at, 'before')} ${row(runs.after, proof.after, 39, at, 'after')}
      ${arrow(proof, at)}
    </svg>
  </div>`;
}
