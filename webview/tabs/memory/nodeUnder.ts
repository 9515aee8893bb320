import { html, nothing, type TemplateResult } from 'lit';
import { systemDistance, type NodeDetail, type RetainingStep } from '../../../src/protocol/heapRows.ts';
import type { Place } from '../../../src/protocol/places.ts';
import { inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import type { Asked } from '../../store/asked.ts';
import { action, placeLink } from '../../widgets/cells.ts';
import { failureWords } from '../../widgets/sentence.ts';

/** Steps shown at the root's end and at the object's end; those between are folded. */
const shownAtRoot = 2;
const shownAtObject = 4;

type Unfold = { readonly isUnfolded: boolean; readonly unfold: () => void };

const separator = html` <span class="dim">›</span> `;

function stepView(step: RetainingStep, openPlace: (place: Place) => void): TemplateResult {
  const edge = step.edgeKind === 'element' ? `[${step.edgeName}]` : `.${step.edgeName}`;
  return html`<code title=${`${step.edgeKind} ${step.edgeName} of @${step.nodeId}`}
      >${step.name}<span class="dim">${edge}</span
      >${step.times === undefined ? nothing : ` × ${wholeNumber(step.times)}`}</code
    >${step.place === null ? nothing : html` ${placeLink(step.place, openPlace)}`}`;
}

/** The path from the root down to the object: who holds it. Long ones are folded in the middle. */
function pathView(detail: NodeDetail, openPlace: (place: Place) => void, fold: Unfold): TemplateResult {
  const steps = [...detail.path].reverse();
  const folded = fold.isUnfolded ? 0 : Math.max(0, steps.length - shownAtRoot - shownAtObject);
  const hides = folded > 1;
  const near = hides ? steps.slice(0, shownAtRoot) : steps;
  const far = hides ? steps.slice(shownAtRoot + folded) : [];
  if (steps.length === 0) return html`<div>held by <span class="dim">nothing: it is a root, or garbage</span></div>`;
  return html`<div>
    held by
    ${near.map((step, index) => html`${index === 0 ? nothing : separator}${stepView(step, openPlace)}`)}${
      hides ? html`${separator}${action(`${folded} steps folded`, fold.unfold)}` : nothing
    }${far.map((step) => html`${separator}${stepView(step, openPlace)}`)}${separator}<code>${detail.name}</code>
  </div>`;
}

/** What stands below a row of the heap: its retaining path, and the figures of the node the path leads to. */
export function nodeUnder(asked: Asked<NodeDetail>, openPlace: (place: Place) => void, fold: Unfold): TemplateResult {
  const { state } = asked;
  switch (state.state) {
    case 'loading':
      return html`<div class="dim">Looking for what holds it…</div>`;
    case 'cancelled':
      return html`<div class="dim">Cancelled.</div>`;
    case 'failed':
      return html`<div>${failureWords(state.failure)}</div>`;
    case 'ready': {
      const { value } = state;
      const size = (bytes: number) =>
        html`<span class="q" title=${quantity(bytes, 'bytes').exact}>${inWords(quantity(bytes, 'bytes'))}</span>`;
      return html`${pathView(value, openPlace, fold)}
        <div class="dim">
          <code>${value.kind} @${value.nodeId}</code> · retains ${size(value.retainedSize)} · itself
          ${size(value.shallowSize)} · distance
          ${value.distance === null || value.distance >= systemDistance ? '—' : value.distance} ·
          ${wholeNumber(value.retainerCount)}
          ${value.retainerCount === 1 ? 'retainer' : 'retainers'}${
            value.place === null ? nothing : html` · ${placeLink(value.place, openPlace)}`
          }
        </div>`;
    }
  }
}
