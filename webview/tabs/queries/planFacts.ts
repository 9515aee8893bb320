import { html, nothing, type TemplateResult } from 'lit';
import type { ParameterUse, QueryPlan, Trial } from '../../../src/protocol/plans.ts';
import { milliseconds } from '../../format/milliseconds.ts';
import { inWords, wholeNumber } from '../../format/quantity.ts';
import { asSentence } from '../../widgets/sentence.ts';

const ms = (value: number) => inWords(milliseconds(value));

/** Times beside the title of a plan: `84.1 ms, planned in 0.18 ms`. */
export function planTimes({ executionMs, planningMs }: QueryPlan): string {
  return [
    ...(executionMs === null ? ['not run'] : [ms(executionMs)]),
    ...(planningMs === null ? [] : [`planned in ${ms(planningMs)}`]),
  ].join(', ');
}

const fromWords: Readonly<Record<ParameterUse['from'], string>> = {
  given: 'given',
  statistics: 'from statistics',
  none: 'no value',
};

/** Types of the parameters and where their values came from; the values themselves are not kept. */
export function parametersView(parameters: readonly ParameterUse[]): TemplateResult | typeof nothing {
  if (parameters.length === 0) return nothing;
  return html`<section>
    <div class="bar"><h2>Values</h2></div>
    <dl class="values">
      ${parameters.map(
        ({ number, text, type, from, note }) =>
          html`<div>
            <dt><code>$${number}</code> <span class="dim">${text}</span></dt>
            <dd>
              <code>${type}</code> ${fromWords[from]}${note === '' ? nothing : html`<span class="dim">: ${note}</span>`}
            </dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

/** Triggers, compiling, and our own part of the time, in a line below the tree. */
export function factsLine({ triggers, jitMs, ownMs }: QueryPlan): TemplateResult {
  const parts = [
    ...triggers.map(
      ({ name, timeMs, calls }) =>
        `trigger ${name} ${ms(timeMs)} in ${wholeNumber(calls)} ${calls === 1 ? 'call' : 'calls'}`,
    ),
    ...(jitMs === null ? [] : [`just-in-time compiling ${ms(jitMs)}`]),
    `Pitstop added ${ms(ownMs)} to the round trip`,
  ];
  return html`<p class="why">${asSentence(parts.join(' · '))}</p>`;
}

/** What was tried out for a plan, with or without a gain. */
export function trialsCard(trials: readonly Trial[]): TemplateResult | typeof nothing {
  if (trials.length === 0) return nothing;
  return html`<article class="card quiet" aria-label="What was tried">
    <h3><span>Tried</span></h3>
    ${trials.map(
      ({ what, outcome }) =>
        html`<p><code class="wraps">${what}</code><br /><span class="dim">${asSentence(capital(outcome))}</span></p>`,
    )}
  </article>`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
