import { limits } from '../../../src/protocol/limits.ts';
import { csv } from '../../format/csv.ts';
import { wholeNumber } from '../../format/quantity.ts';
import type { Column } from '../../lists/gridModel.ts';
import { failureOf } from '../../store/asked.ts';
import type { PagedRows } from '../../store/pagedRows.ts';
import { failureWords } from '../../widgets/sentence.ts';

/** A list to be taken out of the panel: what its rows are, their columns, and where they come from. */
export type TakenList<Row> = {
  readonly what: string;
  readonly columns: readonly Column<Row>[];
  readonly pages: PagedRows<Row>;
};

/** What takes a list: the clipboard, or a file that the editor asks for. */
export type RowTaker = {
  readonly copy: (text: string) => void;
  readonly save: (name: string, forms: { readonly csv: string; readonly json: string }) => void;
};

type Cells = { readonly heads: readonly string[]; readonly rows: readonly (readonly (string | number | null)[])[] };

/** The exact values of a list, as far as the limit goes, and how many that are in words. */
async function cellsOf<Row>({ what, columns, pages }: TakenList<Row>): Promise<Cells & { readonly words: string }> {
  const taken = columns.filter((column) => column.value !== undefined);
  const end = Math.min(pages.total ?? 0, limits.copiedRowsMax.value);
  const rows = await pages.rows(0, end, limits.pageRowsMax.value, new AbortController().signal);
  const all = rows.length < (pages.total ?? 0) ? ` of ${wholeNumber(pages.total ?? 0)}` : '';
  return {
    heads: taken.map(({ head }) => head),
    rows: rows.map((row) => taken.map((column) => column.value?.(row) ?? null)),
    words: `${wholeNumber(rows.length)}${all} ${what}`,
  };
}

/** Copies the rows of a list as CSV with exact values, as far as the limit goes. Gives what was done, in words. */
export async function copyRows<Row>(list: TakenList<Row>, taker: Pick<RowTaker, 'copy'>): Promise<string> {
  try {
    const { heads, rows, words } = await cellsOf(list);
    taker.copy(csv(heads, rows));
    return `Copied ${words} as CSV.`;
  } catch (error) {
    return `Nothing was copied. ${failureWords(failureOf(error))}`;
  }
}

/** Hands the rows of a list to the editor, which asks for a file: CSV or JSON by its name. Gives what was done. */
export async function saveRows<Row>(list: TakenList<Row>, taker: Pick<RowTaker, 'save'>): Promise<string> {
  try {
    const { heads, rows, words } = await cellsOf(list);
    const records = rows.map((row) => Object.fromEntries(heads.map((head, at) => [head, row[at] ?? null])));
    taker.save(list.what, { csv: csv(heads, rows), json: `${JSON.stringify(records, null, 1)}\n` });
    return `The editor asks where to save ${words}.`;
  } catch (error) {
    return `Nothing was saved. ${failureWords(failureOf(error))}`;
  }
}
