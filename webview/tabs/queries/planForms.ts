import { html, nothing, type TemplateResult } from 'lit';
import { action } from '../../widgets/cells.ts';
import { wholeNumber } from '../../format/quantity.ts';

/** Lines that are shown of a long text: a person reads no more, and a copy has all. */
const shownLinesMax = 1_000;

/** A plan as text, as much of it as a person reads; the copy is whole. */
export function planLines(text: string, label: string, copy: () => void): TemplateResult {
  const lines = text.split('\n');
  const isCut = lines.length > shownLinesMax;
  return html`<pre class="sql lines" aria-label=${label}>${lines.slice(0, shownLinesMax).join('\n')}</pre>
    <p class="why">
      ${action('Copy', copy)}${
        isCut
          ? html` · ${wholeNumber(shownLinesMax)} of ${wholeNumber(lines.length)} lines shown; a copy has all`
          : nothing
      }
    </p>`;
}
