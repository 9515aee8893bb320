import { html, nothing, type TemplateResult } from 'lit';
import { css } from 'lit';
import type { Progress } from '../../src/protocol/jobs.ts';
import type { Severity } from '../../src/protocol/findings.ts';
import type { Unit } from '../../src/protocol/units.ts';
import { inWords, quantity } from '../format/quantity.ts';
import { span } from '../format/moments.ts';
import { icon } from './icons.ts';

/** Styles of the states that every view has besides its full one. */
export const stateStyles = css`
  .banner {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 2px 8px;
    font-size: 12px;
    line-height: 20px;
    min-height: 28px;
    padding: 4px 16px;
    border-bottom: 1px solid var(--rule);
    background: var(--vscode-editorWidget-background);
  }
  .banner > span {
    flex: 1 1 180px;
    min-width: 0;
  }
  .banner .link {
    margin-left: 4px;
  }
  .progress {
    height: 2px;
    background: var(--grid);
    overflow: hidden;
    margin: 10px 0 16px;
  }
  .progress > div {
    height: 2px;
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
  .progress.unknown > div {
    width: 25%;
    animation: pass 2s linear infinite;
  }
  @keyframes pass {
    from {
      transform: translateX(-100%);
    }
    to {
      transform: translateX(400%);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .progress.unknown > div {
      width: 100%;
      animation: none;
      opacity: 0.5;
    }
  }
  .skeleton > div {
    height: 8px;
    margin: 0 0 14px;
    background: var(--grid);
  }
`;

/** A line across the view: what happened, and what can be done. */
export function banner(severity: Severity, words: unknown, actions: unknown = nothing): TemplateResult {
  return html`<div class="banner">${icon(severity, severity)}<span>${words}</span>${actions}</div>`;
}

/** What a view answers when it has nothing yet: one button, one way to the sample. */
export function nothingYet(words: unknown, actions: unknown): TemplateResult {
  return html`<p class="answer">${words}</p>
    <div class="actions">${actions}</div>`;
}

const unitOf: Readonly<Record<Progress['unit'], Unit>> = { bytes: 'bytes', count: 'count', ms: 'ms' };

/** Up to so many things are counted, not shared out in percent. */
const countedMax = 100;

/** How far a piece of work is, in words: `edges, 61 % of 212 MB`. */
export function progressWords(progress: Progress | null): string {
  if (progress === null) return 'waiting for its turn';
  const { label, done, total, unit } = progress;
  if (total === null) return done === 0 ? label : `${label}, ${inWords(quantity(done, unitOf[unit]))}`;
  if (unit === 'count' && total <= countedMax) return `${label}, ${done} of ${total}`;
  const share = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `${label}, ${share} % of ${inWords(quantity(total, unitOf[unit]))}`;
}

/** The bar of a piece of work; it says nothing of the time left. */
export function progressBar(progress: Progress | null, name: string): TemplateResult {
  const share = progress?.total === null || progress === null ? null : progress.done / Math.max(1, progress.total);
  return html`<div
    class=${share === null ? 'progress unknown' : 'progress'}
    role="progressbar"
    aria-label=${name}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${share === null ? nothing : Math.round(share * 100)}
  >
    <div .style=${share === null ? '' : `width:${Math.min(100, share * 100)}%`}></div>
  </div>`;
}

/** A view on its way: what it does, for how long, the way out, and what can be told already. */
export function loadingView(
  title: string,
  progress: Progress | null,
  since: { readonly startedAt: number; readonly now: number },
  cancel: () => void,
  soFar: unknown = skeleton([72, 58, 64, 49]),
): TemplateResult {
  return html`<p class="answer">${title}</p>
    <p class="why">
      ${progressWords(progress)} · ${span(since.now - since.startedAt)} ·
      <button class="link" @click=${cancel}>Cancel</button>
    </p>
    ${progressBar(progress, title)} ${soFar}`;
}

/** Rows to come, as bones of these widths in percent. */
export function skeleton(widths: readonly number[]): TemplateResult {
  return html`<div class="skeleton" aria-hidden="true">
    ${widths.map((width) => html`<div .style=${`width:${width}%`}></div>`)}
  </div>`;
}
