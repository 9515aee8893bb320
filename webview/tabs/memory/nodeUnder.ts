import { html, nothing, type TemplateResult } from 'lit';
import type { NodeSet } from '../../../src/protocol/heapNodes.ts';
import { systemDistance, type NodeDetail, type RetainingStep } from '../../../src/protocol/heapRows.ts';
import type { NodePaths } from '../../../src/protocol/heapTables.ts';
import type { Place } from '../../../src/protocol/places.ts';
import { inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import type { Asked } from '../../store/asked.ts';
import { action, placeLink } from '../../widgets/cells.ts';
import { failureWords } from '../../widgets/sentence.ts';

/** Steps shown at the root's end and at the object's end; those between are folded. */
const shownAtRoot = 2;
const shownAtObject = 4;

type Unfold = { readonly isUnfolded: boolean; readonly unfold: () => void };

/** Where to look further from an object. */
export type LookFurther = {
  /** Shows a set of objects; the label says what they are to the object. */
  readonly look: (set: NodeSet, label: string) => void;
  /** The ways by which it is held, once they were asked for. */
  readonly paths: (nodeId: number) => Asked<NodePaths> | null;
  readonly askPaths: (nodeId: number) => void;
};

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

function pathsView(asked: Asked<NodePaths>, openPlace: (place: Place) => void): TemplateResult {
  const { state } = asked;
  if (state.state === 'loading') return html`<div class="dim">Looking for the ways that hold it…</div>`;
  if (state.state === 'cancelled') return html`<div class="dim">Cancelled.</div>`;
  if (state.state === 'failed') return html`<div>${failureWords(state.failure)}</div>`;
  const { paths } = state.value;
  if (paths.length === 0) return html`<div class="dim">No way from a root leads to it.</div>`;
  return html`${paths.map(({ text, steps, isShortest }) => {
    const place = steps.find((step) => step.place !== null)?.place ?? null;
    return html`<div>
      <code>${text}</code>${isShortest ? html` <span class="dim">shortest</span>` : nothing}${
        place === null ? nothing : html` ${placeLink(place, openPlace)}`
      }
    </div>`;
  })}`;
}

function furtherView(detail: NodeDetail, further: LookFurther, openPlace: (place: Place) => void): TemplateResult {
  const { nodeId, retainerCount } = detail;
  const name = `${detail.name === '' ? detail.kind : detail.name.slice(0, 40)} @${nodeId}`;
  const to = (words: string, set: NodeSet, label: string) => action(words, () => further.look(set, label));
  const paths = further.paths(nodeId);
  return html`<div>
      ${to(
        retainerCount === 1 ? 'Its retainer' : `Its ${wholeNumber(retainerCount)} retainers`,
        { kind: 'retainers', nodeId },
        `what holds ${name}`,
      )}
      · ${to('What it refers to', { kind: 'contents', nodeId }, `inside ${name}`)} ·
      ${to('What goes with it', { kind: 'dominated', nodeId }, `what goes with ${name}`)}${
        paths === null ? html` · ${action('All ways to it', () => further.askPaths(nodeId))}` : nothing
      }
    </div>
    ${paths === null ? nothing : pathsView(paths, openPlace)}`;
}

/** What stands below a row of the heap: its retaining path, and the figures of the node the path leads to. */
export function nodeUnder(
  asked: Asked<NodeDetail>,
  openPlace: (place: Place) => void,
  fold: Unfold,
  further: LookFurther,
): TemplateResult {
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
        </div>
        ${furtherView(value, further, openPlace)}`;
    }
  }
}
