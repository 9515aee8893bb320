import type { Page, PageRequest } from '../../src/protocol/heapRows.ts';

/** How a list is sorted and filtered. */
export type RowOrder = Pick<PageRequest, 'sort' | 'descending' | 'filter'>;
/** A page, and how many rows the list leaves out where it keeps only the largest. */
export type ListPage<Row> = Page<Row> & { readonly omitted?: number };
export type AskPage<Row> = (page: PageRequest, signal: AbortSignal) => Promise<ListPage<Row>>;

const pageRows = 200;
/** Pages kept: what a person scrolls over in a while; the one used longest ago goes first. */
const pagesMax = 25;

/** Rows of a long list that stays where it is: pages are asked for as they come into sight. */
export class PagedRows<Row> {
  private readonly ask: AskPage<Row>;
  private readonly changed: () => void;
  private readonly pages = new Map<number, readonly Row[]>();
  private readonly asked = new Set<number>();
  private asking = new AbortController();
  private currentOrder: RowOrder;
  private rowTotal: number | null = null;
  private rowsOmitted = 0;
  private lastFailure: unknown = null;
  /** The rows in sight are in the order before; they go with the first page of the new one. */
  private isStale = false;

  constructor(ask: AskPage<Row>, order: RowOrder, changed: () => void) {
    this.ask = ask;
    this.currentOrder = order;
    this.changed = changed;
  }

  get order(): RowOrder {
    return this.currentOrder;
  }

  /** Rows in all, under the filter; null until the first page has come. */
  get total(): number | null {
    return this.rowTotal;
  }

  /** Rows that the list leaves out beside its total. */
  get omitted(): number {
    return this.rowsOmitted;
  }

  /** Why rows are missing; null where none are. A page that failed is not asked for again by itself. */
  get failure(): unknown {
    return this.lastFailure;
  }

  row(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / pageRows))?.[index % pageRows];
  }

  /** Sees to it that rows `start` to `end` come; tells `changed` when they have, or when they cannot. */
  ensure(start: number, end: number): void {
    const last = Math.floor(Math.max(start, end - 1) / pageRows);
    for (let page = Math.floor(start / pageRows); page <= last; page += 1) this.load(page);
  }

  /** Asks everything anew in another order. The rows in sight stay until the new ones are there. */
  reorder(order: RowOrder): void {
    this.close();
    this.currentOrder = order;
    this.asking = new AbortController();
    this.asked.clear();
    this.lastFailure = null;
    this.isStale = true;
    this.load(0);
  }

  /** Rows from `start` to `end`, in pages of at most `size`, for a copy of the table. */
  async rows(start: number, end: number, size: number, signal: AbortSignal): Promise<readonly Row[]> {
    const all: Row[] = [];
    for (let from = start; from < end; from += size) {
      const page = await this.ask({ ...this.currentOrder, start: from, end: Math.min(end, from + size) }, signal);
      all.push(...page.rows);
      if (from + page.rows.length >= page.total) break;
    }
    return all;
  }

  close(): void {
    this.asking.abort();
  }

  private load(page: number): void {
    if (this.asked.has(page)) return;
    this.asked.add(page);
    const { signal } = this.asking;
    const request = { ...this.currentOrder, start: page * pageRows, end: (page + 1) * pageRows };
    this.ask(request, signal).then(
      (answer) => {
        if (signal.aborted) return;
        if (this.isStale) this.pages.clear();
        this.isStale = false;
        this.rowTotal = answer.total;
        this.rowsOmitted = answer.omitted ?? 0;
        this.keep(page, answer.rows);
        this.changed();
      },
      (error: unknown) => {
        if (signal.aborted) return;
        this.lastFailure = error;
        this.changed();
      },
    );
  }

  private keep(page: number, rows: readonly Row[]): void {
    this.pages.delete(page);
    this.pages.set(page, rows);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= pagesMax) break;
      this.pages.delete(oldest);
      this.asked.delete(oldest);
    }
  }
}
