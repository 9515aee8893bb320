import type { PageRequest } from '../../protocol/heapRows.ts';

/** What a list can be sorted by: a number or a text for each row. Null sorts last, whichever way. */
export type SortKeys = Readonly<Record<string, (row: number) => number | string | null>>;

/** The rows of a page: how many pass the filter, and those of the range, in order. */
export type PageRows = { readonly total: number; readonly rows: readonly number[] };

/**
 * Filters and sorts row numbers, and gives those of the page. An unknown `sort` leaves the rows in their own order.
 * Equal rows keep their order.
 */
export function pageRows(
  candidates: readonly number[],
  page: PageRequest,
  nameOf: (row: number) => string,
  keys: SortKeys,
): PageRows {
  const wanted = page.filter.toLowerCase();
  const rows = wanted === '' ? [...candidates] : candidates.filter((row) => nameOf(row).toLowerCase().includes(wanted));
  const keyOf = Object.hasOwn(keys, page.sort) ? keys[page.sort] : undefined;
  if (keyOf !== undefined) {
    const sign = page.descending ? -1 : 1;
    const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
    keyed.sort((a, b) => {
      if (a.key === b.key) return a.row - b.row;
      if (a.key === null) return 1;
      if (b.key === null) return -1;
      return a.key < b.key ? -sign : sign;
    });
    keyed.forEach(({ row }, at) => (rows[at] = row));
  }
  return { total: rows.length, rows: rows.slice(page.start, page.end) };
}
