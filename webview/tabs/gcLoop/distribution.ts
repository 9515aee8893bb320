import { html, type TemplateResult } from 'lit';
import type { BinRow, HistogramSubject } from '../../charts/histogramSubject.ts';
import type { ColorName } from '../../charts/theme.ts';
import { quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure } from '../../widgets/cells.ts';
import { binLabels, binsInWords } from './lengthBins.ts';

/** How lengths of one thing are spread, as a picture and as a list. */
export type Distribution = {
  readonly title: string;
  readonly note: string;
  /** What is said where there is none. */
  readonly none: string;
  readonly subject: HistogramSubject;
  readonly list: GridModel;
};

type BinLine = { readonly label: string; readonly bin: number };

function listOf(title: string, rows: readonly BinRow[]): GridModel {
  const count = (row: BinRow, { bin }: BinLine) => row.counts[bin] ?? 0;
  const columns: readonly Column<BinLine>[] = [
    {
      id: 'length',
      head: 'Length, ms',
      width: 'minmax(72px,1fr)',
      cell: ({ label }) => html`<span class="q">${label}</span>`,
      value: ({ label }) => label,
    },
    ...rows.map((row, index): Column<BinLine> => ({
      id: `row${index}`,
      head: row.label,
      width: 'minmax(56px,88px)',
      align: 'right',
      cell: (line) => figure(quantity(count(row, line), 'count')),
      value: (line) => count(row, line),
    })),
  ];
  return gridModel<BinLine>({
    label: title,
    columns,
    source: localRows(binLabels.map((label, bin) => ({ label, bin }))),
    keyOf: ({ bin }) => String(bin),
    isQuiet: (line) => rows.every((row) => count(row, line) === 0),
  });
}

/** A distribution of lengths over the bins. */
export function distribution(
  about: Pick<Distribution, 'title' | 'note' | 'none'> & { readonly color: ColorName },
  rows: readonly BinRow[],
): Distribution {
  const { title, note, none, color } = about;
  const subject = { bins: binLabels, axis: 'by length in ms', rows, color, summary: binsInWords(title, rows) };
  return { title, note, none, subject, list: listOf(title, rows) };
}

/** A distribution in the form that is looked at. */
export function distributionView(shown: Distribution, form: 'picture' | 'table'): TemplateResult {
  const { title, note, none, subject, list } = shown;
  const body =
    subject.rows.length === 0
      ? html`<p class="why">${none}</p>`
      : form === 'table'
        ? html`<pit-grid .model=${list}></pit-grid>`
        : html`<pit-histogram .subject=${subject}></pit-histogram>`;
  return html`<div>
    <div class="bar">
      <h2>${title}</h2>
      <span class="note">${note}</span>
    </div>
    ${body}
  </div>`;
}
