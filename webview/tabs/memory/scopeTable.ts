import { html, nothing, type TemplateResult } from 'lit';
import type { ScopeRow, ScopeVariable } from '../../../src/protocol/heapTables.ts';
import type { Place } from '../../../src/protocol/places.ts';
import { inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import type { Column } from '../../lists/gridModel.ts';
import { action } from '../../widgets/cells.ts';
import { bytesColumn, countColumn, sortedPlaceColumn } from './heapColumns.ts';

/** Variables shown below a scope; the others are counted. */
const variablesShown = 24;

/** Scopes by what made them. */
export function scopeColumns(openPlace: (place: Place) => void): readonly Column<ScopeRow>[] {
  const unread = (row: ScopeRow) => row.variables.filter(({ isRead }) => isRead === false).length;
  return [
    {
      id: 'name',
      head: 'Scope',
      width: 'minmax(0,1fr)',
      sort: 'ascending',
      cell: (row) =>
        html`<code>${row.name}</code>${
            unread(row) === 0
              ? nothing
              : html`<span class="tag" title="variables that no living function reads">${unread(row)} never read</span>`
          }`,
      value: ({ name }) => name,
    },
    {
      id: 'variables',
      head: 'Variables',
      width: 'minmax(0,.8fr)',
      from: 640,
      cell: ({ variables }) => html`<code class="dim">${variables.map(({ name }) => name).join(', ')}</code>`,
      value: ({ variables }) => variables.map(({ name }) => name).join(' '),
    },
    countColumn('count', 'Count', 380),
    countColumn('closureCount', 'Functions', 720),
    bytesColumn('shallowSize', 'Shallow', 820),
    bytesColumn('retainedSize', 'Retained'),
    sortedPlaceColumn(openPlace, 420),
  ];
}

function variableView(variable: ScopeVariable, look: (nodeId: number, name: string) => void): TemplateResult {
  const { name, value, nodeId, retainedSize, isRead } = variable;
  return html`<div>
    <code>${name}</code> <span class="dim">=</span> <code title=${value}>${value.slice(0, 80)}</code> · keeps
    <span class="q" title=${quantity(retainedSize, 'bytes').exact}>${inWords(quantity(retainedSize, 'bytes'))}</span>
    ${isRead === false ? html`<span class="tag" title="the source of every living function that sees it was read">never read</span>` : nothing}
    ${action('Show', () => look(nodeId, `variable ${name}`))}
  </div>`;
}

/** The variables of a scope, those that keep most first. */
export function variablesUnder(row: ScopeRow, look: (nodeId: number, name: string) => void): TemplateResult {
  const sorted = row.variables.toSorted((a, b) => b.retainedSize - a.retainedSize);
  if (sorted.length === 0) return html`<div class="dim">It has no variables.</div>`;
  const rest = sorted.length - variablesShown;
  return html`${sorted.slice(0, variablesShown).map((variable) => variableView(variable, look))}
  ${rest > 0 ? html`<div class="dim">and ${wholeNumber(rest)} more</div>` : nothing}`;
}
