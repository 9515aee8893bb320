import { html, svg, type TemplateResult } from 'lit';
import type { ChildLife } from '../../../src/protocol/ledger.ts';
import type { EpochMs, Milliseconds } from '../../../src/protocol/units.ts';
import { inWords, quantity } from '../../format/quantity.ts';

const spanMs = 10_000;
const lanesMax = 8;
const laneHeight = 12;
const width = 1_000;

type Bar = { readonly lane: number; readonly life: ChildLife };

/** Each life in the first lane that is free when it begins; what finds none is not drawn. */
export function laneBars(lives: readonly ChildLife[], now: EpochMs): readonly Bar[] {
  const freeAt: number[] = [];
  return lives.flatMap((life) => {
    const free = freeAt.findIndex((at) => at <= life.startedAt);
    const lane = free === -1 ? freeAt.length : free;
    if (lane >= lanesMax) return [];
    freeAt[lane] = life.endedAt ?? now;
    return [{ lane, life }];
  });
}

const median = (values: readonly number[]): number | null =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? null;

function barOf({ lane, life }: Bar, now: EpochMs): unknown {
  const x = (at: EpochMs) => Math.max(0, Math.min(width, ((at - now + spanMs) / spanMs) * width));
  const end = x(life.endedAt ?? now);
  const worked = Math.min(end, x(life.firstOutputAt ?? life.endedAt ?? now));
  const [from, y] = [x(life.startedAt), lane * laneHeight + 2];
  return svg`<rect class="starting" x=${from} y=${y} width=${Math.max(0, worked - from)} height="8"></rect>
    <rect class="working" x=${worked} y=${y} width=${Math.max(0, end - worked)} height="8"></rect>`;
}

const words = (length: Milliseconds | null) => inWords(quantity(length, 'ms'));

/** Ten seconds of children: each bar one life, lighter until its first output. */
export function livesView(all: readonly ChildLife[], now: EpochMs): TemplateResult {
  const lives = all.filter(({ endedAt, startedAt }) => now - (endedAt ?? now) < spanMs && endedAt !== startedAt);
  const bars = laneBars(lives, now);
  const lanes = bars.reduce((most, { lane }) => Math.max(most, lane + 1), 1);
  const ended = median(lives.flatMap(({ startedAt, endedAt }) => (endedAt === null ? [] : [endedAt - startedAt])));
  const starts = median(
    lives.flatMap(({ startedAt, firstOutputAt }) => (firstOutputAt === null ? [] : [firstOutputAt - startedAt])),
  );
  const summary = `${lives.length} started or at work in the last 10 s${ended === null ? '' : `, ${words(ended)} each at the median`}`;
  return html`<section>
    <div class="bar wraps">
      <h2>Last 10 s</h2>
      <span class="note">${summary}</span>
      <span class="end key" aria-hidden="true">
        <span
          >${svg`<svg width="10" height="8"><rect class="starting" width="10" height="8"></rect></svg>`}starting${starts === null ? '' : `, ${words(starts)}`}</span
        >
        <span>${svg`<svg width="10" height="8"><rect class="working" width="10" height="8"></rect></svg>`}at work</span>
      </span>
    </div>
    <svg
      class="lives"
      role="img"
      aria-label=${summary}
      viewBox="0 0 ${width} ${lanes * laneHeight}"
      preserveAspectRatio="none"
      height=${lanes * laneHeight}
    >
      ${bars.map((bar) => barOf(bar, now))}
    </svg>
    <div class="scale dim" aria-hidden="true"><span>−10 s</span><span>−5 s</span><span>now</span></div>
  </section>`;
}
