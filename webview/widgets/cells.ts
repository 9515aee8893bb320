import { html, nothing, type TemplateResult } from 'lit';
import type { Place } from '../../src/protocol/places.ts';
import type { Quantity } from '../format/quantity.ts';
import { placeName } from '../format/placeName.ts';

/** A figure with its unit in a cell of its own, so that digits line up whatever the unit. Exact on hover. */
export function figure(value: Quantity, reason?: string): TemplateResult {
  return html`<span class="q" title=${reason ?? value.exact}
    >${value.figure}<span class="u">${value.unit}</span></span
  >`;
}

/** A place as a link into the source; nothing where there is none. */
export function placeLink(place: Place | null, open: (place: Place) => void): TemplateResult | typeof nothing {
  if (place === null) return nothing;
  return html`<button
    class="link"
    tabindex="-1"
    title=${`${place.file}:${place.line}:${place.column}`}
    @click=${(event: Event) => {
      event.stopPropagation();
      open(place);
    }}
  >
    ${placeName(place)}
  </button>`;
}

/** A link that does something here. */
export function action(words: string, run: () => void, inRow = false): TemplateResult {
  return html`<button
    class="link"
    tabindex=${inRow ? -1 : 0}
    @click=${(event: Event) => {
      event.stopPropagation();
      run();
    }}
  >
    ${words}
  </button>`;
}

/** One of a few views: the one shown is pressed. */
export function pick<Id extends string>(
  label: string,
  choices: readonly (readonly [Id, string])[],
  chosen: Id,
  choose: (id: Id) => void,
): TemplateResult {
  return html`<div class="pick" role="group" aria-label=${label}>
    ${choices.map(
      ([id, words]) =>
        html`<button aria-pressed=${id === chosen ? 'true' : 'false'} @click=${() => choose(id)}>${words}</button>`,
    )}
  </div>`;
}
