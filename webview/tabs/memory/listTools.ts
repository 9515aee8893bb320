import { html, nothing, type TemplateResult } from 'lit';
import { failureOf } from '../../store/asked.ts';
import type { RowOrder } from '../../store/pagedRows.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import { wholeNumber } from '../../format/quantity.ts';
import { span } from '../../format/moments.ts';
import { action } from '../../widgets/cells.ts';
import { failureWords } from '../../widgets/sentence.ts';
import { banner } from '../../widgets/states.ts';

/** A list or a tree that is asked for by page. */
export type Reorderable = {
  readonly order: RowOrder;
  readonly failure: unknown;
  reorder(order: RowOrder): void;
};

/** The rows of a list, with what went wrong above and what was copied below. */
export function listRows(
  model: GridModel,
  pages: Reorderable,
  about: { readonly copied: string; readonly again: () => void },
): TemplateResult {
  const { failure } = pages;
  return html`${failure === null ? nothing : banner('error', failureWords(failureOf(failure)), action('Try Again', about.again))}
    <pit-grid class="rows" .model=${model} .maxLines=${14}></pit-grid>
    ${about.copied === '' ? nothing : html`<p class="why" role="status">${about.copied}</p>`}`;
}

/** Closes the open rows of the list in a view and scrolls to its top: the rows are other rows now. */
export function resetRows(view: ParentNode): void {
  const grid = view.querySelector('pit-grid.rows');
  if (grid !== null && 'reset' in grid && typeof grid.reset === 'function') grid.reset();
}

/** How long a list is, what it leaves out, or for how long it is on its way. */
export function lengthNote(
  list: { readonly total: number | null; readonly omitted: number; readonly failure: unknown },
  what: string,
  sinceMs: number,
): string {
  if (list.total === null) {
    if (list.failure !== null) return '';
    return sinceMs < 1_000 ? 'working it out' : `working it out · ${span(sinceMs)}`;
  }
  const left = list.omitted === 0 ? '' : `, the largest; ${wholeNumber(list.omitted)} smaller ones are left out`;
  return `${wholeNumber(list.total)} ${what}${left}`;
}
