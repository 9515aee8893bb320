import { html, type TemplateResult } from 'lit';
import type { FirstCounts } from '../../../src/protocol/heapRows.ts';
import { inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import { gridModel, localRows, type GridModel } from '../../lists/gridModel.ts';
import { bytesColumn, countColumn } from './heapColumns.ts';

type CountRow = FirstCounts['classes'][number];

function countsModel(classes: readonly CountRow[]): GridModel {
  return gridModel<CountRow>({
    label: 'Classes so far',
    columns: [
      {
        id: 'name',
        head: 'Class',
        width: 'minmax(0,1fr)',
        cell: ({ name }) => html`<code>${name}</code>`,
        value: ({ name }) => name,
      },
      countColumn('count', 'Count'),
      bytesColumn('shallowSize', 'Itself'),
    ],
    source: localRows(classes),
    keyOf: ({ name }) => name,
  });
}

/** What is known of a heap while the rest of it is worked out. */
export function firstCountsView({ nodeCount, shallowSize, classes }: FirstCounts): TemplateResult {
  return html`<section>
    <div class="bar wraps">
      <h2>So far</h2>
      <span class="note"
        >${wholeNumber(nodeCount)} objects, ${inWords(quantity(shallowSize, 'bytes'))}; plain objects are still one
        class, and parts still stand for themselves</span
      >
    </div>
    <pit-grid .model=${countsModel(classes)} .maxLines=${14}></pit-grid>
  </section>`;
}
