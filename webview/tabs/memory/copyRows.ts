import { limits } from '../../../src/protocol/limits.ts';
import { csv } from '../../format/csv.ts';
import { wholeNumber } from '../../format/quantity.ts';
import type { Column } from '../../lists/gridModel.ts';
import { failureOf } from '../../store/asked.ts';
import type { PagedRows } from '../../store/pagedRows.ts';
import { failureWords } from '../../widgets/sentence.ts';

/** Copies the rows of a list as CSV with exact values, as far as the limit goes. Gives what was done, in words. */
export async function copyRows<Row>(
  what: string,
  columns: readonly Column<Row>[],
  pages: PagedRows<Row>,
  clipboard: { readonly copy: (text: string) => void },
): Promise<string> {
  const copied = columns.filter((column) => column.value !== undefined);
  try {
    const end = Math.min(pages.total ?? 0, limits.copiedRowsMax.value);
    const rows = await pages.rows(0, end, limits.pageRowsMax.value, new AbortController().signal);
    clipboard.copy(
      csv(
        copied.map(({ head }) => head),
        rows.map((row) => copied.map((column) => column.value?.(row) ?? null)),
      ),
    );
    const all = rows.length < (pages.total ?? 0) ? ` of ${wholeNumber(pages.total ?? 0)}` : '';
    return `Copied ${wholeNumber(rows.length)}${all} ${what} as CSV.`;
  } catch (error) {
    return `Nothing was copied. ${failureWords(failureOf(error))}`;
  }
}
