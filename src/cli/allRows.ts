import type { Page, PageRequest } from '../protocol/heapRows.ts';
import { limits } from '../protocol/limits.ts';

/** How a list is asked for, the range aside. */
export type RowOrder = Pick<PageRequest, 'sort' | 'descending'> & Partial<Pick<PageRequest, 'filter'>>;

/** The first `most` rows of a list, asked for page by page. */
export async function firstRows<Row>(
  most: number,
  order: RowOrder,
  ask: (page: PageRequest) => Promise<Page<Row>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const end = Math.min(rows.length + limits.pageRowsMax.value, most);
    const page = await ask({ start: rows.length, end, ...order, filter: order.filter ?? '' });
    rows.push(...page.rows);
    if (rows.length >= Math.min(most, page.total) || page.rows.length === 0) return rows;
  }
}
